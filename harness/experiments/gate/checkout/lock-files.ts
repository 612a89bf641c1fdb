/** Versions that are locked, by the name of the package. */
export type Locked = ReadonlyMap<string, ReadonlySet<string>>;

export type Manager = "npm" | "pnpm" | "yarn" | "bun" | "deno";

type LockFile = {
  readonly manager: Manager;
  /** What is locked; null where the text cannot be read. */
  readonly locked: (text: string) => Locked | null;
};

function collect(pairs: Iterable<readonly [name: string, version: string]>): Locked | null {
  const locked = new Map<string, Set<string>>();
  for (const [name, version] of pairs) {
    const versions = locked.get(name) ?? new Set();
    locked.set(name, versions.add(version));
  }
  return locked.size === 0 ? null : locked;
}

function fieldsOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return new Map(fieldsOf(value)).get(name);
}

/** `packages` of lock files of npm 7 and later: folders below node_modules. */
function fromNpm(text: string): Locked | null {
  const packages = fieldsOf(fieldOf(parse(text), "packages"));
  return collect(
    packages.flatMap(([folder, entry]) => {
      const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(folder)?.[1];
      const version = fieldOf(entry, "version");
      return name !== undefined && typeof version === "string" ? [[name, version] as const] : [];
    }),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a pattern finds as the groups `name` and `version`. */
function matching(pattern: RegExp): (text: string) => Locked | null {
  return (text) =>
    collect([...text.matchAll(pattern)].map(({ groups }) => [groups?.["name"] ?? "", groups?.["version"] ?? ""]));
}

const name = String.raw`(?<name>(?:@[^/@\s"']+/)?[^/@\s"']+)`;
const npmLock: LockFile = { manager: "npm", locked: fromNpm };

/** Every file in which a package manager keeps what it has resolved. */
export const lockFiles: Readonly<Record<string, LockFile>> = {
  "npm-shrinkwrap.json": npmLock,
  "package-lock.json": npmLock,
  "pnpm-lock.yaml": {
    manager: "pnpm",
    locked: matching(new RegExp(String.raw`^  ['"]?/?${name}[@/](?<version>\d[^\s:('"_]*)(?:[(_][^:]*)?['"]?:`, "gm")),
  },
  "yarn.lock": {
    manager: "yarn",
    locked: matching(new RegExp(String.raw`^"?${name}@[^\n]*:\n  version:? "?(?<version>[^"\n]+)"?$`, "gm")),
  },
  "bun.lock": {
    manager: "bun",
    locked: matching(new RegExp(String.raw`^ {4}"[^"]+": \["${name}@(?<version>\d[^"]*)"`, "gm")),
  },
  "bun.lockb": { manager: "bun", locked: () => null },
  "deno.lock": {
    manager: "deno",
    locked: matching(new RegExp(String.raw`^ {4}"${name}@(?<version>\d[^"_]*)(?:_[^"]*)?": \{`, "gm")),
  },
};

const isOf = (path: string) => lockFiles[path.split("/").at(-1) ?? ""];

export function isLockFile(path: string): boolean {
  return isOf(path) !== undefined;
}

/** What the lock file at a path locks; null where that is not known. */
export function lockedIn(path: string, text: string): Locked | null {
  return isOf(path)?.locked(text) ?? null;
}

/**
 * The part of a lock file that says what is installed. npm repeats in it what package.json says of the project itself,
 * such as its version, which a release changes and nothing else.
 */
export function installedPart(path: string, text: string): string {
  const plain = text.replaceAll("\r\n", "\n");
  if (isOf(path) !== npmLock) return plain;
  const lock = parse(plain);
  const packages = fieldOf(lock, "packages");
  if (packages !== undefined) {
    return JSON.stringify(fieldsOf(packages).filter(([folder]) => folder.includes("node_modules/")));
  }
  // Before npm 7 it is a tree.
  return fieldOf(lock, "lockfileVersion") === undefined
    ? plain
    : JSON.stringify(fieldsOf(fieldOf(lock, "dependencies")));
}
