import type { Brackets } from "./brackets.ts";
import { headOfChain } from "./chains.ts";
import { joinPaths, joinPrefixes } from "./join-paths.ts";
import { pathLiteral } from "./path-literal.ts";

/** What a file calls its routes below: a router of its own by its name, a plugin by where its text stands. */
export type Below = {
  /** One for each way in which the router is mounted; empty where nothing is said. */
  readonly ofOwner: (name: string) => readonly string[];
  /** One for each way in which the text at a place is registered. */
  readonly prefixesAt: (index: number) => readonly string[];
  /** Of what is imported, by the specifier of its import. */
  readonly files: ReadonlyMap<string, readonly string[]>;
};

/** `const orders = new Router({ prefix: "/orders" })` of Koa, `const api = new Hono().basePath("/api")`. */
const prefixed = new RegExp(
  `\\b(?:const|let|var)\\s+(?<owner>\\w+)\\s*=\\s*(?:new\\s+)?\\w+(?:<[^>(]*>)?\\((?:\\s*\\{[^}]*?prefix:\\s*${pathLiteral.replace("<path>", "<prefix>")}|[^()]*\\)\\s*\\.\\s*basePath\\(\\s*${pathLiteral})`,
  "g",
);

/** `orders.prefix("/orders")`, of Koa. */
const prefixedLater = new RegExp(`(?<!\\w)(?<owner>\\w+)\\s*\\.\\s*prefix\\(\\s*${pathLiteral}`, "g");

/** `app.use("/api", auth, orders)`, `app.route("/api", orders)`, `api.use(users.routes())`: up to the bracket of the call. */
const mounting = /(?:(?<below>\w+)|\))\s*\.\s*(?:use|route)\s*(?=\()/g;
const firstPath = new RegExp(`^\\s*${pathLiteral}\\s*(?:,|$)`);
const argument = /^\s*(?:require\(\s*["'](?<called>[^"']+)["']\s*\)|(?<name>\w+))(?:\.\w+)*(?:\(\))?\s*$/;

/** `app.register(orders, { prefix: "/api" })`, of Fastify. */
const registered = new RegExp(
  `\\.\\s*register\\(\\s*(?:(?:require|import)\\(\\s*["'](?<called>[^"']+)["']\\s*\\)|(?<name>\\w+))\\s*,\\s*\\{[^}]*?prefix:\\s*${pathLiteral}`,
  "g",
);

/** `app.register(async (api) => { … }, { prefix: "/api" })`: the end of the call, whose last argument has the prefix. */
const inline = /\.\s*register(?=\(\s*(?:async\b|function\b|\(|\w+\s*=>))/g;
const prefixAtEnd = new RegExp(`\\}\\s*,\\s*\\{[^{}]*?prefix:\\s*${pathLiteral}[^{}]*\\}\\s*,?\\s*\\)$`);

/** What is mounted below a router: a router of the file's own by its name, or a file by its specifier. */
type Mount = {
  readonly below: string;
  readonly at: string;
  readonly name: string | undefined;
  readonly file: string | undefined;
  /** How sure it is that this is a router, and no middleware before one: it comes last, and at a path. */
  readonly sureness: number;
};

function mountsIn(text: string, brackets: Brackets, imports: ReadonlyMap<string, string>): readonly Mount[] {
  return [...text.matchAll(mounting)].flatMap(({ index, 0: { length }, groups = {} }) => {
    const below = groups["below"] ?? headOfChain(text, index, brackets.openOf);
    const [from, to] = [index + length + 1, brackets.endOf(index + length) - 1];
    const found = firstPath.exec(text.slice(from, to));
    const at = found?.groups?.["path"] ?? "";
    const handlers = argumentsIn(text, from + (found?.[0].length ?? 0), to, brackets);
    return handlers.flatMap((one, position): readonly Mount[] => {
      const { called, name } = argument.exec(one)?.groups ?? {};
      const file = called ?? imports.get(name ?? "");
      if (called === undefined && name === undefined) return [];
      const sureness = Number(position === handlers.length - 1) + Number(at !== "");
      return [{ below, at, name, file, sureness }];
    });
  });
}

/** The arguments of a call, between its brackets. */
function argumentsIn(text: string, from: number, to: number, { endOf }: Brackets): readonly string[] {
  const parts = [""];
  let index = from;
  while (index < to) {
    const end = "([{".includes(text.charAt(index)) ? Math.min(to, endOf(index)) : index + 1;
    if (text.charAt(index) === ",") parts.push("");
    else parts[parts.length - 1] += text.slice(index, end);
    index = end;
  }
  return parts.filter((part) => part.trim() !== "");
}

/**
 * Of the names that one import binds, those that are most surely routers: of `{ router, requireAuth }` the other is
 * mounted too, before routers of other files.
 */
function ofRouters(mounts: readonly Mount[]): readonly Mount[] {
  const best = Math.max(...mounts.map(({ sureness }) => sureness));
  const names = new Set(mounts.filter(({ sureness }) => sureness === best).map(({ name }) => name));
  return mounts.filter(({ name }) => names.has(name));
}

/** A plugin's text, and where it is registered below which prefix. */
type Plugin = {
  readonly from: number;
  readonly to: number;
  readonly calls: readonly { readonly at: number; readonly prefix: string }[];
};

/** Plugins within plugins, at most. */
const deepest = 8;

/** The function of that name, where the text itself has it: from its parameters to the end of its body. */
function pluginOf(text: string, name: string, calls: Plugin["calls"], { endOf }: Brackets): readonly Plugin[] {
  const begun = new RegExp(
    `\\bfunction\\s+${name}\\s*(?=\\()|\\b(?:const|let|var)\\s+${name}\\b[^=]*=\\s*(?:async\\s*)?(?:function\\b\\s*\\w*\\s*)?(?=\\()`,
  ).exec(text);
  if (begun === null) return [];
  const from = begun.index + begun[0].length;
  const body = text.indexOf("{", endOf(from));
  return body === -1 ? [] : [{ from, to: endOf(body), calls }];
}

type Registration = Plugin["calls"][number] & Pick<Mount, "name" | "file">;

function registrationsIn(text: string, imports: ReadonlyMap<string, string>): readonly Registration[] {
  return [...text.matchAll(registered)].map(({ index, groups = {} }) => ({
    at: index,
    prefix: groups["path"] ?? "",
    name: groups["name"],
    file: groups["called"] ?? imports.get(groups["name"] ?? ""),
  }));
}

function pluginsIn(text: string, brackets: Brackets, registrations: readonly Registration[]): readonly Plugin[] {
  const own = registrations.filter(({ name, file }) => name !== undefined && file === undefined);
  const byName = [...Map.groupBy(own, ({ name = "" }) => name)];
  const inPlace = [...text.matchAll(inline)].flatMap(({ index, 0: { length } }): readonly Plugin[] => {
    const [from, to] = [index + length, brackets.endOf(index + length)];
    const prefix = prefixAtEnd.exec(text.slice(index, to))?.groups?.["path"];
    return prefix === undefined ? [] : [{ from, to, calls: [{ at: index, prefix }] }];
  });
  return [...byName.flatMap(([name, calls]) => pluginOf(text, name, calls, brackets)), ...inPlace];
}

/** What the text of a file says of what its routers, its plugins and the files that it imports are below. */
export function belowIn(text: string, brackets: Brackets, imports: ReadonlyMap<string, string>): Below {
  const prefixes = new Map(
    [...text.matchAll(prefixed), ...text.matchAll(prefixedLater)].map(({ groups = {} }) => [
      groups["owner"] ?? "",
      groups["prefix"] ?? groups["path"] ?? "",
    ]),
  );
  const mounts = mountsIn(text, brackets, imports);
  const registrations = registrationsIn(text, imports);
  const plugins = pluginsIn(text, brackets, registrations);
  const ofOwner = (name: string, known: readonly string[] = []): readonly string[] => {
    const above = mounts
      .filter((one) => one.name === name && one.below !== name && !known.includes(one.below))
      .flatMap(({ below, at }) => ofOwner(below, [...known, name]).map((path) => joinPrefixes(path, at)));
    const own = prefixes.get(name) ?? "";
    return [...new Set((above.length === 0 ? [""] : above).map((path) => joinPrefixes(path, own)))];
  };
  const prefixesAt = (index: number, depth = 0): readonly string[] => {
    const [innermost] = plugins
      .filter(({ from, to }) => from <= index && index < to)
      .toSorted((a, b) => b.from - a.from);
    if (innermost === undefined || depth > deepest) return [""];
    return innermost.calls.flatMap(({ at, prefix }) =>
      prefixesAt(at, depth + 1).map((above) => joinPaths(above, prefix)),
    );
  };
  const mounted = [...Map.groupBy(mounts, ({ file }) => file).values()].flatMap(ofRouters);
  const places = [
    ...mounted.map(({ file, below, at }) => ({ file, paths: ofOwner(below).map((above) => joinPaths(above, at)) })),
    ...registrations.map(({ file, at, prefix }) => ({
      file,
      paths: prefixesAt(at).map((above) => joinPaths(above, prefix)),
    })),
  ];
  const files = new Map<string, readonly string[]>();
  for (const { file, paths } of places) {
    if (file !== undefined) files.set(file, [...new Set([...(files.get(file) ?? []), ...paths])]);
  }
  return { ofOwner, prefixesAt, files };
}
