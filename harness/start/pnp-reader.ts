/**
 * Prints the script of a command, as a project's packages have it that Yarn installed without node_modules. Arguments:
 * the project's folder, the command. Runs with the project's `.pnp.cjs` required, which answers where packages are.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

type Locator = { readonly name: string | null; readonly reference: string | null };
type Information = {
  readonly packageLocation: string;
  readonly packageDependencies: ReadonlyMap<string, string | readonly [string, string] | null>;
};
/** What this takes of https://yarnpkg.com/advanced/pnpapi */
type Api = {
  readonly findPackageLocator: (path: string) => Locator | null;
  readonly getLocator: (name: string, reference: string | readonly [string, string]) => Locator;
  readonly getPackageInformation: (locator: Locator) => Information | null;
};

const [folder = "", command = ""] = process.argv.slice(2);
const api: Api = createRequire(join(folder, "package.json"))("pnpapi");

type Manifest = { readonly name?: string; readonly bin?: string | Readonly<Record<string, string>> };

/** A folder that a dependency links to may have none. */
function manifestIn(location: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(location, "package.json"), "utf8"));
  } catch {
    return {};
  }
}

function scriptIn(location: string): string | undefined {
  const { name = "", bin } = manifestIn(location);
  const script = typeof bin === "string" ? { [name.replace(/^@[^/]+\//, "")]: bin }[command] : bin?.[command];
  return script === undefined ? undefined : join(location, script);
}

const locator = api.findPackageLocator(`${folder}/`);
const own = locator === null ? null : api.getPackageInformation(locator);
const scripts = [...(own?.packageDependencies ?? [])].flatMap(([name, reference]) => {
  const found = reference === null ? null : api.getPackageInformation(api.getLocator(name, reference));
  const script = found === null ? undefined : scriptIn(found.packageLocation);
  return script === undefined ? [] : [script];
});
process.stdout.write(scripts[0] ?? "");
