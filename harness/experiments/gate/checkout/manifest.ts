import { isDeepStrictEqual } from "node:util";

type Fields = ReadonlyMap<string, unknown>;

/** Fields that ask for packages by name. */
const asking = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;

/** Fields that change what is installed for the same names. */
const changing = [
  "overrides",
  "resolutions",
  "pnpm",
  "patchedDependencies",
  "bundleDependencies",
  "bundledDependencies",
  "dependenciesMeta",
  "trustedDependencies",
  "catalog",
  "catalogs",
  "workspaces",
] as const;

/** Something that two versions of a file say differently; null where one says nothing. */
export type Difference = {
  readonly file: string;
  /** A package, or a field of the file; null where it is the file as a whole. */
  readonly name: string | null;
  readonly base: string | null;
  readonly head: string | null;
};

function fieldsOf(value: unknown): Fields {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

/** The fields of a package.json; none where there is no such file or it is not JSON, which whoever runs it will say. */
export function manifestFields(text: string | undefined): Fields {
  try {
    return fieldsOf(JSON.parse(text ?? "{}"));
  } catch {
    return new Map();
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Packages that a package.json asks for, with the range of each. */
export function askedFor(text: string | undefined): ReadonlyMap<string, string> {
  const fields = manifestFields(text);
  const ranges = asking.flatMap((field) => [...fieldsOf(fields.get(field))]);
  return new Map(ranges.flatMap(([name, range]) => (typeof range === "string" ? [[name, range]] : [])));
}

/** How two versions of a package.json differ in what they have installed. */
export function manifestDifferences(
  file: string,
  base: string | undefined,
  head: string | undefined,
): readonly Difference[] {
  const [was, is] = [manifestFields(base), manifestFields(head)];
  const packages = asking.flatMap((field) => {
    const [before, after] = [fieldsOf(was.get(field)), fieldsOf(is.get(field))];
    const names = new Set([...before.keys(), ...after.keys()]);
    return [...names].flatMap((name): readonly Difference[] =>
      isDeepStrictEqual(before.get(name), after.get(name))
        ? []
        : [{ file, name, base: textOf(before.get(name)), head: textOf(after.get(name)) }],
    );
  });
  const fields = changing.filter((field) => !isDeepStrictEqual(was.get(field), is.get(field)));
  return [...packages, ...fields.map((name) => ({ file, name: `"${name}"`, base: null, head: null }))];
}

/** What a package.json says of the Node.js that is to run it. */
export function nodeAskedBy(text: string | undefined): string | null {
  const fields = manifestFields(text);
  return textOf(fieldsOf(fields.get("volta")).get("node")) ?? textOf(fieldsOf(fields.get("engines")).get("node"));
}

/** Its script of that name. */
export function scriptOf(text: string | undefined, name: string): string | null {
  return textOf(fieldsOf(manifestFields(text).get("scripts")).get(name));
}

/** Its script that seems to generate code, by its name, or by what it runs. */
export function generatingScript(text: string | undefined): string | null {
  const scripts = fieldsOf(manifestFields(text).get("scripts"));
  const runsPrisma = [...scripts].find(([, script]) => /\bprisma generate\b/.test(textOf(script) ?? ""))?.[0];
  const names = ["generate", "prisma:generate", ...(runsPrisma === undefined ? [] : [runsPrisma]), "codegen"];
  return names.find((name) => textOf(scripts.get(name)) !== null) ?? null;
}

/** Patterns of the folders of a workspace's packages, in package.json or in pnpm's own file. */
export function workspacePatterns(manifest: string | undefined, pnpm: string | undefined): readonly string[] {
  const field = manifestFields(manifest).get("workspaces");
  const listed = Array.isArray(field) ? field : fieldsOf(field).get("packages");
  const own = Array.isArray(listed) ? listed.filter((each) => typeof each === "string") : [];
  const block = /^packages:((?:[ \t]*(?:[-#[].*)?(?:\r?\n|$))*)/m.exec(pnpm ?? "")?.[1] ?? "";
  const items = block
    .replaceAll(/(?:^|\s)#.*/g, "")
    .split(/[\n,[\]]/)
    .map((item) =>
      item
        .replace(/^\s*-/, "")
        .trim()
        .replaceAll(/^["']|["']$/g, ""),
    );
  return [...own, ...items.filter((item) => item !== "")];
}

/** Whether a folder is one of those that patterns of a workspace name, such as `packages/*` and `!packages/old`. */
export function isNamedBy(patterns: readonly string[], folder: string): boolean {
  const matches = (pattern: string): boolean => expression(pattern).test(`${folder}/`);
  const excluded = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  return patterns.some((pattern) => !pattern.startsWith("!") && matches(pattern)) && !excluded.some(matches);
}

function expression(pattern: string): RegExp {
  const words = pattern.replace(/^\.\//, "").replace(/\/+$/, "").split("/");
  const parts = words.map((word) => {
    if (word === "**") return "(?:[^/]+/)*";
    const literal = word.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
    return `${literal.replaceAll("*", "[^/]*").replaceAll("?", "[^/]")}/`;
  });
  return new RegExp(`^${parts.join("")}$`);
}
