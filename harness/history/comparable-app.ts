import type { ComparableApp } from "./baseline/model.ts";
import { type App, isNpmVariable } from "../model/index.ts";
import { maskedCommand, maskedVariable } from "../secrets.ts";

/** An app as it is compared, and kept in what may be shared: without credentials, and without where this copy of it is. */
export function comparableApp({ path, args, env, nodeArgs = [], poolVariable }: App): ComparableApp {
  return {
    ...(path === undefined ? {} : { path }),
    args: maskedCommand(args),
    env: Object.fromEntries(
      Object.entries(env)
        .filter(([name]) => !isNpmVariable(name))
        .map(maskedVariable),
    ),
    nodeArgs: maskedCommand(nodeArgs),
    ...(poolVariable === undefined ? {} : { poolVariable }),
  };
}

type Respect = (app: ComparableApp) => unknown;

/** By what two apps of one name are others. */
const respects: Readonly<Record<string, Respect>> = {
  "another script": ({ path }) => path,
  "other arguments": ({ args }) => args,
  "other options of Node.js": ({ nodeArgs }) => nodeArgs,
  "another environment": ({ env }) => Object.entries(env).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  "another pool variable": ({ poolVariable }) => poolVariable ?? null,
};

/** The first respect in which two apps differ, `other arguments`; null where they are alike as far as it is known. */
export function appDifference(one: ComparableApp, other: ComparableApp): string | null {
  const found = Object.entries(respects).find(([, of]) => {
    const [was, is] = [of(one), of(other)];
    return was !== undefined && is !== undefined && JSON.stringify(was) !== JSON.stringify(is);
  });
  return found?.[0] ?? null;
}
