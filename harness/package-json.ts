import { readFileSync } from "node:fs";

type Texts = Readonly<Record<string, string>>;

/** What a package.json says. What is missing in it, or is of another type than npm lets it be, is not there. */
export type PackageJson = {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly main: string | undefined;
  readonly type: string | undefined;
  readonly scripts: Texts;
  /** What npm tells a script by variables, of whatever types. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly engines: Texts;
  /** Its commands by name, or the script of the one that is called as the package is. */
  readonly bin: string | Texts;
  /** The patterns of a workspace's folders. */
  readonly workspaces: readonly string[];
  readonly dependencies: Texts;
  readonly devDependencies: Texts;
};

/** Throws what reading the file throws, and a SyntaxError where it is no JSON. */
export function readPackageJson(path: string): PackageJson {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  const { name, version, main, type } = textsIn(value);
  const fields = new Map(fieldsOf(value));
  const textsAt = (field: string): Texts => textsIn(fields.get(field));
  const bin = fields.get("bin");
  return {
    name,
    version,
    main,
    type,
    scripts: textsAt("scripts"),
    config: Object.fromEntries(fieldsOf(fields.get("config"))),
    engines: textsAt("engines"),
    bin: typeof bin === "string" ? bin : textsIn(bin),
    workspaces: patternsIn(fields.get("workspaces")),
    dependencies: textsAt("dependencies"),
    devDependencies: textsAt("devDependencies"),
  };
}

function fieldsOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function textsIn(value: unknown): Texts {
  const texts = fieldsOf(value).flatMap(([name, field]) => (typeof field === "string" ? [[name, field] as const] : []));
  return Object.fromEntries(texts);
}

/** A list, or the field `packages` of an object: npm takes the one, Yarn both. */
function patternsIn(field: unknown): readonly string[] {
  const list = Array.isArray(field) ? field : new Map(fieldsOf(field)).get("packages");
  return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
}
