import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  dependencyDifferences,
  describeDifferences,
  nodeDifference,
  staleModules,
} from "../../../../../harness/experiments/gate/checkout/compare.ts";
import { lockedIn } from "../../../../../harness/experiments/gate/checkout/lock-files.ts";
import { isNamedBy, workspacePatterns } from "../../../../../harness/experiments/gate/checkout/manifest.ts";
import { installationOf, type Installation } from "../../../../../harness/experiments/gate/checkout/package-manager.ts";

type Files = Readonly<Record<string, string>>;

function differ(base: Files, head: Files): string {
  const trees = { base: new Map(Object.entries(base)), head: new Map(Object.entries(head)) };
  return describeDifferences(dependencyDifferences(trees), "main");
}

/** Locks of `ms`, as each package manager writes them. */
const locks: Readonly<Record<string, (version: string) => string>> = {
  "package-lock.json": (version) =>
    JSON.stringify({ version: "1.0.0", packages: { "": { version: "1.0.0" }, "node_modules/ms": { version } } }),
  "npm-shrinkwrap.json": (version) => JSON.stringify({ packages: { "node_modules/ms": { version } } }),
  "pnpm-lock.yaml": (version) => `lockfileVersion: '9.0'\npackages:\n\n  ms@${version}:\n    resolution: {}\n`,
  "yarn.lock": (version) => `# yarn lockfile v1\n\nms@^2.1.0:\n  version "${version}"\n`,
  "bun.lock": (version) => `{\n  "packages": {\n    "ms": ["ms@${version}", "", {}, "sha512-x"],\n  }\n}\n`,
  "deno.lock": (version) =>
    `{\n  "version": "5",\n  "npm": {\n    "ms@${version}": {\n      "integrity": ""\n    }\n  }\n}`,
};

/** The lock file of a release: of the project itself it says another version. */
function released(version: string): string {
  return JSON.stringify({ version, packages: { "": { version }, "node_modules/ms": { version: "2.1.3" } } });
}

function asking(range: string): ReadonlyMap<string, string> {
  return new Map([["package.json", JSON.stringify({ dependencies: { ms: range } })]]);
}

function command(files: Files): Installation {
  return installationOf(new Map(Object.entries(files)));
}

function locked(line: string): Installation {
  return { command: line, isLocked: true };
}

/** A lock file of npm's without packages. */
function bare(version: string, rest: object): string {
  return JSON.stringify({ name: "e", version, ...rest });
}

describe("what two versions ask for", () => {
  for (const [name, lock] of Object.entries(locks)) {
    test(`${name}: a version that is locked otherwise is named`, () => {
      assert.equal(differ({ [name]: lock("2.1.2") }, { [name]: lock("2.1.2") }), "");
      assert.equal(
        differ({ [name]: lock("2.1.2") }, { [name]: lock("2.1.3") }),
        `ms is 2.1.2 in main and 2.1.3 in the working folder (${name})`,
      );
      assert.equal(differ({}, { [name]: lock("2.1.3") }), `${name} differs`);
    });
  }

  test("a lock file that cannot be read differs as a whole", () => {
    assert.equal(differ({ "bun.lockb": "\0a" }, { "bun.lockb": "\0b" }), "bun.lockb differs");
  });

  test("without a lock file, package.json says it: dependencies of each kind, overrides, and what is in one alone", () => {
    const base = { dependencies: { a: "^1.0.0", b: "1" }, overrides: { c: "1" } };
    const head = { dependencies: { a: "^2.0.0" }, devDependencies: { d: "3" }, overrides: { c: "2" } };
    assert.equal(
      differ({ "api/package.json": JSON.stringify(base) }, { "api/package.json": JSON.stringify(head) }),
      'a is ^1.0.0 in main and ^2.0.0 in the working folder (api/package.json), b 1 is only in main (api/package.json), d 3 is only in the working folder (api/package.json), "overrides" of api/package.json differs',
    );
  });

  test("a release, a script and another order are no other dependencies", () => {
    const base = JSON.stringify({ version: "1.0.0", dependencies: { a: "1", b: "2" } });
    const head = JSON.stringify({ version: "1.1.0", scripts: { start: "x" }, dependencies: { b: "2", a: "1" } });
    assert.equal(differ({ "package.json": base }, { "package.json": head }), "");
    assert.equal(differ({ "package-lock.json": released("1.0.0") }, { "package-lock.json": released("1.1.0") }), "");
    const older = { lockfileVersion: 1, dependencies: { ms: { version: "2.1.2" } } };
    for (const rest of [{ lockfileVersion: 3, packages: { "": { name: "e" } } }, { lockfileVersion: 1 }, older]) {
      const [before, after] = [bare("1.0.0", rest), bare("1.1.0", rest)];
      assert.equal(differ({ "package-lock.json": before }, { "package-lock.json": after }), "");
    }
    const newer = bare("1.0.0", { ...older, dependencies: { ms: { version: "2.1.3" } } });
    assert.notEqual(differ({ "package-lock.json": bare("1.0.0", older) }, { "package-lock.json": newer }), "");
  });

  test("settings of the package manager, its hooks and patches count", () => {
    for (const name of [".npmrc", ".yarnrc.yml", ".pnpmfile.cjs", "pnpm-workspace.yaml", "patches/ms+2.1.3.patch"]) {
      assert.equal(differ({ [name]: "a" }, { [name]: "b" }), `${name} differs`);
    }
  });

  test("a moved Node.js is another matter", () => {
    const trees = { base: new Map([[".nvmrc", "v20\n"]]), head: new Map([[".node-version", "22\n"]]) };
    assert.deepEqual(dependencyDifferences(trees), []);
    assert.deepEqual(nodeDifference(trees), { base: "Node.js 20", head: "Node.js 22" });
  });
});

test("what is installed and is not what is locked, or asked for where nothing is locked, is stale", () => {
  const installed = [{ folder: "", name: "ms", version: "2.1.2" }];
  for (const [name, lock] of Object.entries(locks)) {
    assert.deepEqual(staleModules(new Map([[name, lock("2.1.2")]]), installed), []);
    assert.deepEqual(staleModules(new Map([[name, lock("2.1.3")]]), installed), [
      { file: name, found: `ms 2.1.2 is installed, but ${name} says 2.1.3` },
    ]);
  }
  const holds = ["^2.0.0", "~2.1.0", "2.1.2", ">=1", "*", "github:a/b"];
  for (const range of holds) assert.deepEqual(staleModules(asking(range), installed), [], range);
  for (const range of ["^3.0.0", "^1.0.0", "~2.0.0", "2.1.3"]) {
    assert.equal(staleModules(asking(range), installed).length, 1, range);
  }
});

test("scopes and peers do not hide a version", () => {
  const text = "packages:\n\n  '@a/b@1.2.3':\n    r: {}\n\n  '@a/b@2.0.0(c@1.0.0)':\n    r: {}\n";
  assert.deepEqual(lockedIn("x/pnpm-lock.yaml", text)?.get("@a/b"), new Set(["1.2.3", "2.0.0"]));
  const berry = '"@a/b@npm:^1.0.0, @a/b@npm:~1.2.0":\n  version: 1.2.3\n';
  assert.deepEqual(lockedIn("yarn.lock", berry)?.get("@a/b"), new Set(["1.2.3"]));
});

test("the lock file says how its dependencies are installed, and package.json which of two holds", () => {
  assert.deepEqual(command({ "package-lock.json": "" }), locked("npm ci"));
  assert.deepEqual(command({ "pnpm-lock.yaml": "" }), locked("pnpm install --frozen-lockfile"));
  assert.deepEqual(command({ "yarn.lock": "# yarn lockfile v1" }), locked("yarn install --frozen-lockfile"));
  assert.deepEqual(command({ "yarn.lock": "__metadata:" }), locked("yarn install --immutable"));
  const brought = { "yarn.lock": "__metadata:", ".yarnrc.yml": "nodeLinker: pnp\nyarnPath: .yarn/releases/yarn-4.cjs" };
  assert.deepEqual(command(brought), locked("node .yarn/releases/yarn-4.cjs install --immutable"));
  assert.deepEqual(command({ "bun.lockb": "" }), locked("bun install --frozen-lockfile"));
  const both = { "package-lock.json": "", "pnpm-lock.yaml": "", "package.json": '{ "packageManager": "pnpm@10.0.0" }' };
  assert.deepEqual(command(both), locked("pnpm install --frozen-lockfile"));
  assert.deepEqual(command({ "package.json": "{}" }), { command: "npm install", isLocked: false });
});

test("packages of a workspace are those that its patterns name", () => {
  const patterns = workspacePatterns('{ "workspaces": { "packages": ["apps/*"] } }', undefined);
  assert.deepEqual(patterns, ["apps/*"]);
  const pnpm = "packages: # ours\n  - 'packages/**'\n  - \"!packages/old\"\n  # - no\n\ncatalog:\n  a: 1\n";
  assert.deepEqual(workspacePatterns("{}", pnpm), ["packages/**", "!packages/old"]);
  assert.deepEqual(workspacePatterns("{}", 'packages: ["a", "b/*"]\n'), ["a", "b/*"]);
  const named = ["packages/a", "packages/a/b", "packages/old", "other"].map((folder) =>
    isNamedBy(["packages/**", "!packages/old"], folder),
  );
  assert.deepEqual(named, [true, true, false, false]);
  assert.equal(isNamedBy(["./apps/*"], "apps/web"), true);
  assert.equal(isNamedBy(["apps/*"], "apps/web/lib"), false);
});
