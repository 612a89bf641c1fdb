import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { BroadsideError } from "../../../../../harness/errors.ts";
import { gitReason } from "../../../../../harness/experiments/gate/checkout/git.ts";
import {
  openSource,
  type Source,
  type SourceOptions,
} from "../../../../../harness/experiments/gate/checkout/source.ts";
import { isUnchanged, refuseAmbiguous } from "../../../../../harness/experiments/gate/checkout/repository.ts";
import { makeRepository, writeFiles, type Repository } from "./repository.ts";
import { sourceOptions } from "./source-options.ts";
import { testWhole } from "../../../../support/grid.ts";

type Opened = { readonly source: Source; readonly notes: readonly string[] };

async function open(
  t: TestContext,
  { folder }: Pick<Repository, "folder">,
  ref: string,
  change: Partial<SourceOptions> = {},
): Promise<Opened> {
  const notes: string[] = [];
  const from = change.from ?? folder;
  const note = (line: string): void => void notes.push(line);
  const source = await openSource(ref, await sourceOptions(from, { note, ...change }));
  t.after(source.remove);
  return { source, notes };
}

function read({ folder }: Source, path: string): string | null {
  return existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : null;
}

/** A command of Node.js that an option may name. */
function program(script: string): string {
  return `'${process.execPath}' -e "${script}"`;
}

/** Makes a repository another's submodule. */
function add(to: Repository, { folder }: Repository, path: string): string {
  return to.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", folder, path);
}

function withSubmodules(t: TestContext): Repository {
  const [inner, outer, app] = [makeRepository(t), makeRepository(t), makeRepository(t)];
  inner.commit({ "index.js": "inner" });
  add(outer, inner, "in side");
  outer.commit({ "index.js": "old", ".gitattributes": "index.js export-ignore\n" });
  add(app, outer, "vendor/out");
  app.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive");
  app.commit({ "server.js": "" });
  return app;
}

function move(repository: Repository, text: string): void {
  const folder = join(repository.folder, "vendor/out");
  writeFiles(folder, { "index.js": text });
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  repository.git(...identity, "-C", folder, "commit", "--quiet", "--all", "--message=move");
  repository.commit({});
}

function pointer(content: string): string {
  const oid = createHash("sha256").update(content).digest("hex");
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`;
}

function manifest(range: string): string {
  return JSON.stringify({ dependencies: { lib: range } });
}

function workspace(more: object = {}): string {
  return JSON.stringify({ private: true, workspaces: ["packages/*"], ...more });
}

function lock(version: string): string {
  return JSON.stringify({ packages: { "node_modules/lib": { version } } });
}

function yarnLock(version: string): string {
  return `"lib@npm:^1.0.0":\n  version: ${version}\n`;
}

function pnpmLock(version: string): string {
  return `packages:\n\n  lib@${version}: {}\n`;
}

/** As git fails. */
function failed(stderr: string): Error {
  return Object.assign(new Error("git failed"), { stderr });
}

describe("what git ignores", () => {
  test("settings and data are copied, and named; an app that writes to them writes to its own", async (t) => {
    const repository = makeRepository(t);
    repository.commit({ ".gitignore": ".env*\nconfig/local.*\ncerts/\n*.sqlite\n", "server.js": "" });
    repository.commit({ "server.js": "// changed" });
    const settings = {
      ".env": "A=1",
      "config/local.json": "{}",
      "config/local.js": "",
      "certs/key.pem": "k",
      "a.sqlite": "rows",
    };
    writeFiles(repository.folder, settings);
    const { source, notes } = await open(t, repository, "HEAD~1");
    for (const [path, text] of Object.entries(settings)) assert.equal(read(source, path), text, path);
    writeFiles(source.folder, { "a.sqlite": "more rows" });
    assert.equal(readFileSync(join(repository.folder, "a.sqlite"), "utf8"), "rows");
    assert.match(
      notes.join("\n"),
      /^base also has the working folder's \.env, .*certs.* which git ignores; --leave-out omits them$/,
    );
    assert.equal(source.lacks, "");
  });

  test("what base has of its own stays, and what is left out or litter is not copied", async (t) => {
    const repository = makeRepository(t);
    repository.commit({ ".env": "BASE=1", "server.js": "" });
    repository.git("rm", "--quiet", ".env");
    repository.commit({ ".gitignore": ".env\n.env.local\ncoverage/\n*.log\nlogs/\n" });
    writeFiles(repository.folder, {
      ".env": "HEAD=1",
      ".env.local": "x",
      "coverage/a.json": "",
      "a.log": "",
      "logs/b": "",
    });
    const { source } = await open(t, repository, "HEAD~1", { leaveOut: [".env.local"] });
    assert.equal(read(source, ".env"), "BASE=1");
    for (const path of [".env.local", "coverage/a.json", "a.log", "logs/b"])
      assert.equal(read(source, path), null, path);
    assert.ok(existsSync(join(source.folder, "logs")), "an app may write its log into a folder that it expects");
  });

  test("settings that git neither has nor ignores are copied too; new code and a lock file of this machine are not", async (t) => {
    const repository = makeRepository(t);
    repository.commit({ ".gitignore": "dist/\n", "package.json": manifest("^1.0.0"), "server.js": "" });
    const own = { ".env": "A=1", "data/rows.json": "[]", "new.js": "", "package-lock.json": lock("1.0.0") };
    writeFiles(repository.folder, own);
    const { source, notes } = await open(t, repository, "HEAD");
    assert.deepEqual(
      Object.keys(own).filter((path) => read(source, path) !== null),
      [".env", "data/rows.json"],
    );
    assert.deepEqual(notes, [
      "base also has the working folder's .env and data/, which git does not track; --leave-out omits them",
    ]);
    writeFiles(repository.folder, { "package.json": manifest("^2.0.0") });
    await assert.rejects(open(t, repository, "HEAD"), { hint: "Install base's: --install 'npm install'" });
  });

  const built = { ".gitignore": "dist/\nsrc/*.js\n", "src/a.ts": "1", "package.json": '{"scripts":{"build":"x"}}' };

  test("what is built is the version's: it is said what lacks, and a command builds it", async (t) => {
    const repository = makeRepository(t);
    repository.commit(built);
    repository.commit({ "src/a.ts": "2" });
    writeFiles(repository.folder, { "dist/server.js": "2", "src/a.js": "2" });
    const { source, notes } = await open(t, repository, "HEAD~1");
    assert.equal(read(source, "dist/server.js"), null);
    assert.equal(read(source, "src/a.js"), null);
    assert.match(
      source.lacks,
      /lacks dist\/ and src\/a\.js, which git ignores .*--build 'npm run build'.*--copy dist src\/a\.js$/,
    );
    assert.deepEqual(notes, [source.lacks]);
    const script = "const fs = require('fs'); fs.mkdirSync('dist'); fs.copyFileSync('src/a.ts', 'dist/server.js')";
    const again = await open(t, repository, "HEAD~1", { build: program(script), copy: ["src/a.js"] });
    assert.equal(read(again.source, "dist/server.js"), "1");
    assert.equal(read(again.source, "src/a.js"), "2");
    assert.equal(again.source.lacks, "");
  });

  test("what is built is copied where the version is the same, but for settings that git does not track", async (t) => {
    const repository = makeRepository(t);
    repository.commit(built);
    writeFiles(repository.folder, { "dist/server.js": "built", ".env": "A=1" });
    assert.equal(read((await open(t, repository, "HEAD")).source, "dist/server.js"), "built");
  });

  test("an app that is built is refused with the command that builds it, unless the two versions are the same", async (t) => {
    const repository = makeRepository(t);
    repository.commit(built);
    writeFiles(repository.folder, { "dist/server.js": "built" });
    const app = { script: join(repository.folder, "dist/server.js"), cwd: repository.folder };
    const { source } = await open(t, repository, "HEAD", { app });
    assert.equal(read(source, "dist/server.js"), "built");
    writeFiles(repository.folder, { "src/a.ts": "changed" });
    await assert.rejects(open(t, repository, "HEAD", { app }), {
      code: "gate-build",
      message: /^the app is in dist\/, but HEAD .* lacks dist\//,
      hint: /--build 'npm run build'/,
    });
  });
});

describe("submodules", () => {
  test("are those that the version records, nested ones too, and leave no worktree", async (t) => {
    const repository = withSubmodules(t);
    move(repository, "new");
    const { source } = await open(t, repository, "HEAD~1");
    assert.equal(read(source, "vendor/out/index.js"), "old");
    assert.equal(read(source, "vendor/out/in side/index.js"), "inner");
    await source.remove();
    for (const folder of ["", "vendor/out", "vendor/out/in side"]) {
      const list = repository.git("-C", join(repository.folder, folder), "worktree", "list");
      assert.equal(list.split("\n").length, 1, folder);
    }
  });

  testWhole("are found after head has removed them; one that is nowhere is named, with what to type", async (t) => {
    const repository = withSubmodules(t);
    repository.git("rm", "--quiet", "vendor/out");
    repository.commit({});
    const { source } = await open(t, repository, "HEAD~1");
    assert.equal(read(source, "vendor/out/index.js"), "old");
    const clone = makeRepository(t);
    clone.git("fetch", "--quiet", repository.folder, "main:other");
    clone.git("reset", "--quiet", "--hard", "other~1");
    const without = await open(t, clone, "other~1");
    assert.equal(read(without.source, "vendor/out/index.js"), null, "as in the working folder");
    assert.match(without.notes.join("\n"), /^the submodule vendor\/out is not checked out, .*submodule update --init/m);
    writeFiles(clone.folder, { "vendor/out/index.js": "by hand" });
    await assert.rejects(open(t, clone, "other~1"), {
      code: "gate-ref",
      message: /has the submodule vendor\/out at commit [0-9a-f]{7}, which is not on this machine/,
      hint: /git submodule update --init --recursive/,
    });
  });
});

describe("installed packages that a build changes in place", () => {
  const installed = {
    "node_modules/a/index.js": "installed",
    "node_modules/.package-lock.json": "{}",
    "packages/b/node_modules/c/index.js": "installed",
  };
  const patch = Object.keys(installed).map((path) => `fs.appendFileSync('${path}', ' and patched')`);

  function repositoryWith(t: TestContext): Repository {
    const repository = makeRepository(t);
    repository.commit({
      "package.json": "{}",
      "packages/b/package.json": "{}",
      "server.js": "",
      ".gitignore": "node_modules",
    });
    repository.commit({ "server.js": "2" });
    writeFiles(repository.folder, installed);
    return repository;
  }

  test("are changed in base alone", async (t) => {
    const repository = repositoryWith(t);
    const { source } = await open(t, repository, "HEAD~1", { build: program(patch.join("; ")) });
    for (const [path, text] of Object.entries(installed)) {
      assert.equal(read(source, path), `${text} and patched`);
      assert.equal(readFileSync(join(repository.folder, path), "utf8"), text);
    }
  });

  test("and where nothing is built take no room", async (t) => {
    const repository = repositoryWith(t);
    const { source } = await open(t, repository, "HEAD~1");
    const [own, theirs] = [repository, source].map(
      ({ folder }) => statSync(join(folder, "node_modules/a/index.js")).ino,
    );
    assert.equal(own, theirs);
  });
});

test("files of Git LFS are filled from what it keeps or what the working folder has; what is nowhere is named", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "model.bin": pointer("old"), "same.bin": pointer("same"), "server.js": "" });
  repository.commit({ "server.js": "changed" });
  writeFiles(repository.folder, { "model.bin": "new", "same.bin": "same" });
  await assert.rejects(open(t, repository, "HEAD"), {
    code: "gate-ref",
    message: /has model\.bin in Git LFS, but its content is not on this machine/,
    hint: /has no remote to fetch it from/,
  });
  repository.git("remote", "add", "upstream", "https://127.0.0.1:1/none.git");
  await assert.rejects(open(t, repository, "HEAD"), { hint: /^Fetch it: git -C \S+ lfs fetch upstream [0-9a-f]{40}$/ });
  const oid = createHash("sha256").update("old").digest("hex");
  writeFiles(repository.folder, { [`.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`]: "old" });
  const { source } = await open(t, repository, "HEAD~1");
  assert.equal(read(source, "model.bin"), "old");
  assert.equal(read(source, "same.bin"), "same");
});

test("what git prints of each file that a full disk does not take is no advice", () => {
  const full = "error: unable to create file a.js: No space left on device\n";
  assert.deepEqual(gitReason(failed(`${full}${full.replace("a.js", "b.js")}fatal: unable to checkout\n`)), {
    found: "unable to create file a.js: No space left on device",
    advice: "",
  });
  const owner =
    "fatal: detected dubious ownership\nTo add an exception, call:\n\n\tgit config --add safe.directory /a\n";
  assert.equal(gitReason(failed(owner)).advice, "To add an exception, call: git config --add safe.directory /a");
});

describe("dependencies", () => {
  test("that package.json asks for otherwise are named without a lock file, with the command", async (t) => {
    const repository = makeRepository(t);
    repository.commit({ "package.json": manifest("^1.0.0"), ".gitignore": "node_modules\n" });
    repository.commit({ "package.json": manifest("^2.0.0") });
    writeFiles(repository.folder, { "node_modules/lib/package.json": '{"name":"lib","version":"2.0.0"}' });
    await assert.rejects(open(t, repository, "HEAD~1", { installsAlone: true }), {
      code: "gate-install",
      message:
        /lib is \^1\.0\.0 in HEAD~1 .* and \^2\.0\.0 in the working folder \(package\.json\); there is no lock file$/,
      hint: "Install base's: --install 'npm install'",
    });
    const { source } = await open(t, repository, "HEAD~1", {
      install: program("require('fs').writeFileSync('ran', '')"),
    });
    assert.equal(read(source, "ran"), "");
    assert.equal(existsSync(join(source.folder, "node_modules")), false);
  });

  test("are installed as the lock file says where that is wanted, and only where they differ", async (t) => {
    const repository = makeRepository(t);
    // A release of yarn that the project brings along: all that runs here is the project's.
    const yarn = "require('fs').writeFileSync('installed', process.argv.slice(2).join(' '));";
    const files = { ".yarnrc.yml": "yarnPath: .yarn/releases/yarn.cjs\n", ".yarn/releases/yarn.cjs": yarn };
    repository.commit({ ...files, "package.json": manifest("^1.0.0"), "yarn.lock": yarnLock("1.0.0") });
    repository.commit({ "yarn.lock": yarnLock("1.0.1") });
    const wanted = { installsAlone: true };
    const { source, notes } = await open(t, repository, "HEAD~1", wanted);
    assert.equal(read(source, "installed"), "install --immutable");
    assert.match(
      notes.join("\n"),
      /yarn\.cjs install --immutable installs the dependencies of base \(according to its lock file; --no-install skips this\)/,
    );
    assert.equal(read((await open(t, repository, "HEAD", wanted)).source, "installed"), null);
    const left = await open(t, repository, "HEAD~1", { ...wanted, install: false });
    assert.equal(read(left.source, "installed"), null);
    assert.match(
      left.notes.join("\n"),
      /^base runs with the dependencies of the working folder \(--no-install\), but/m,
    );
    await assert.rejects(open(t, repository, "HEAD~1"), {
      code: "gate-install",
      hint: /yarn\.cjs install --immutable'$/,
    });
  });

  testWhole(
    "of several folders, with spaces in their names, are installed by one command that can be pasted",
    async (t) => {
      const repository = makeRepository(t);
      const yarn = "require('fs').writeFileSync('installed', process.argv.slice(2).join(' '));";
      const files = { "a/.yarnrc.yml": "yarnPath: yarn.cjs\n", "a/yarn.cjs": yarn, "a/yarn.lock": yarnLock("1.0.0") };
      const other = Object.fromEntries(
        Object.entries(files).map(([path, text]) => [path.replace("a/", "my b/"), text]),
      );
      const manifests = { "a/package.json": manifest("^1.0.0"), "my b/package.json": manifest("^1.0.0") };
      repository.commit({ ...files, ...other, ...manifests, "package.json": "{}", "server.js": "" });
      repository.commit({ "a/yarn.lock": yarnLock("1.0.1") });
      const cwd = join(repository.folder, "my b");
      const app = { script: join(repository.folder, "a/server.js"), cwd };
      const install = async (ref: string): Promise<readonly (string | null)[]> => {
        const error = await open(t, repository, ref, { app }).catch((thrown: unknown) => thrown);
        assert.ok(error instanceof BroadsideError);
        const typed = error.hint.slice(error.hint.indexOf("--install ") + "--install ".length);
        const words = execFileSync("sh", ["-c", `printf %s ${typed}`], { encoding: "utf8" });
        const { source } = await open(t, repository, ref, { app, install: words });
        return [read(source, "a/installed"), read(source, "my b/installed")];
      };
      assert.deepEqual(await install("HEAD~1"), ["install --immutable", null]);
      repository.commit({ "my b/yarn.lock": yarnLock("1.0.1") });
      assert.deepEqual(await install("HEAD~2"), ["install --immutable", "install --immutable"]);
    },
  );

  test("that are not up to date are installed in the folder that they are of, by its own manager", async (t) => {
    const repository = makeRepository(t);
    repository.commit({ "my api/pnpm-lock.yaml": pnpmLock("1.0.0"), ".gitignore": "node_modules\n" });
    repository.commit({ "my api/pnpm-lock.yaml": pnpmLock("1.0.1") });
    writeFiles(repository.folder, { "my api/node_modules/lib/package.json": '{"name":"lib","version":"1.0.0"}' });
    const cwd = join(repository.folder, "my api");
    await assert.rejects(open(t, repository, "HEAD~1", { app: { script: join(cwd, "a.js"), cwd }, install: "true" }), {
      hint: `Install head's dependencies first: cd '${cwd}' && pnpm install --frozen-lockfile`,
    });
  });

  test("that are installed here and are not what head's lock file says are no head to compare with", async (t) => {
    const repository = makeRepository(t);
    repository.commit({ "package-lock.json": lock("1.0.0"), ".gitignore": "node_modules\n" });
    repository.commit({ "package-lock.json": lock("1.0.1") });
    writeFiles(repository.folder, { "node_modules/lib/package.json": '{"name":"lib","version":"1.0.0"}' });
    await assert.rejects(open(t, repository, "HEAD~1", { install: program("") }), {
      code: "gate-install",
      message: /not up to date: lib 1\.0\.0 is installed, but package-lock\.json says 1\.0\.1$/,
      hint: /npm ci$/,
    });
    const { notes } = await open(t, repository, "HEAD");
    assert.match(notes.join("\n"), /not up to date: lib 1\.0\.0 .*base and head both run with what is installed/);
  });

  test("of a workspace are found from the root as from a package, with the version's own packages", async (t) => {
    const repository = makeRepository(t);
    repository.commit({
      ".gitignore": "node_modules\n",
      "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
      "pnpm-lock.yaml": "packages:\n\n  greet@1.0.0: {}\n",
      "packages/api/package.json": '{"name":"api"}',
      "packages/money/package.json": '{"name":"money"}',
      "packages/money/index.js": "old",
    });
    repository.commit({ "packages/money/index.js": "new" });
    const store = "node_modules/.pnpm/greet@1.0.0/node_modules/greet/index.js";
    writeFiles(repository.folder, { [store]: "hello" });
    const modules = join(repository.folder, "packages/api/node_modules");
    mkdirSync(join(modules, "@shop"), { recursive: true });
    symlinkSync(`../../../${dirname(store)}`, join(modules, "greet"));
    symlinkSync("../../../money", join(modules, "@shop/money"));
    for (const from of ["", "packages/api"]) {
      const { source } = await open(t, repository, "HEAD~1", { from: join(repository.folder, from) });
      const below = (path: string): string =>
        readFileSync(join(source.root, "packages/api/node_modules", path), "utf8");
      assert.equal(below("@shop/money/index.js"), "old", from);
      assert.equal(below("greet/index.js"), "hello", from);
    }
  });

  testWhole(
    "of a workspace without a tracked lock file are installed from its top, by who installs there",
    async (t) => {
      const kinds: readonly (readonly [command: string, tracked: Record<string, string>, own?: string])[] = [
        ["npm install", { "package.json": workspace() }],
        ["yarn install", { "package.json": workspace({ packageManager: "yarn@1.22.22" }) }],
        ["node .yarn/yarn.cjs install", { "package.json": workspace(), ".yarnrc.yml": "yarnPath: .yarn/yarn.cjs\n" }],
        ["pnpm install", { "package.json": "{}", "pnpm-workspace.yaml": "packages:\n  - packages/*\n" }],
        ["bun install", { "package.json": workspace() }, "bun.lock"],
      ];
      for (const [command, tracked, own] of kinds) {
        const repository = makeRepository(t);
        repository.commit({
          ...tracked,
          ".gitignore": "bun.lock\n",
          "packages/api/package.json": manifest("1"),
          "packages/money/package.json": '{"name":"money"}',
        });
        repository.commit({ "packages/api/package.json": manifest("2") });
        if (own !== undefined) writeFiles(repository.folder, { [own]: "{}" });
        const cwd = join(repository.folder, "packages/api");
        const app = { script: join(cwd, "server.js"), cwd };
        await assert.rejects(open(t, repository, "HEAD~1", { app }), {
          hint: `Install base's: --install '${command}'`,
        });
      }
    },
  );

  test("of yarn's Plug'n'Play are found from where the version lies", async (t) => {
    const repository = makeRepository(t);
    repository.commit({ "package.json": "{}", ".gitignore": ".pnp.*\n.yarn\n" });
    const inCache = join(repository.folder, "..", "cache");
    writeFiles(repository.folder, {
      ".pnp.cjs": `"packageLocation": "../cache/lib.zip/"\n"packageLocation": "./"\n`,
      ".yarn/unplugged/lib/index.js": "lib",
    });
    const { source } = await open(t, repository, "HEAD");
    const [, way = ""] = /"packageLocation": "(.*)\/lib\.zip\/"/.exec(read(source, ".pnp.cjs") ?? "") ?? [];
    assert.equal(join(source.folder, way), inCache);
    assert.equal(read(source, ".yarn/unplugged/lib/index.js"), "lib");
  });
});

test("an app that head has renamed, with its folder or alone, is found under its former name", async (t) => {
  const repository = makeRepository(t);
  const code = "const answer = 42;\n".repeat(20);
  repository.commit({ "service/src/main.js": code, "lib.js": `${code}// lib` });
  repository.git("mv", "service", "api");
  repository.commit({ "api/src/main.js": `${code}// changed` });
  const cwd = join(repository.folder, "api");
  const { source, notes } = await open(t, repository, "HEAD~1", { app: { script: join(cwd, "src/main.js"), cwd } });
  const former = join(source.root, "service");
  assert.deepEqual(source.formerApp, { script: join(former, "src/main.js"), cwd: former });
  assert.match(notes.join("\n"), /^the app is service\/src\/main\.js in base, which head has renamed$/m);
  const other = { script: join(repository.folder, "new.js"), cwd: repository.folder };
  writeFiles(repository.folder, { "new.js": "" });
  assert.equal((await open(t, repository, "HEAD~1", { app: other })).source.formerApp, undefined);
});

test("no other user of the machine may enter where a version is checked out", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "server.js": "" });
  const { source } = await open(t, repository, "HEAD");
  assert.equal(statSync(dirname(source.root)).mode & 0o077, 0);
  await source.remove();
  assert.equal(existsSync(dirname(source.root)), false);
});

describe("git", () => {
  test("is configured by the environment, but for the repository of a hook", async (t) => {
    const repository = makeRepository(t);
    repository.commit({ "server.js": "", "lines.txt": "a\n" });
    const other = makeRepository(t);
    t.mock.property(process, "env", {
      ...process.env,
      GIT_DIR: join(other.folder, ".git"),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.autocrlf",
      GIT_CONFIG_VALUE_0: "true",
    });
    assert.equal(read((await open(t, repository, "HEAD")).source, "lines.txt"), "a\r\n");
  });

  test("of a command that runs in base finds base there, and in a hook leaves the index of the commit alone", async (t) => {
    const repository = makeRepository(t);
    const git = "require('node:child_process').execFileSync.bind(null, 'git')";
    repository.commit({
      "package.json": "{}",
      "server.js": "",
      ".gitignore": "made\n",
      "change.cjs": `const git = ${git}; require("node:fs").writeFileSync("new.js", "");
        git(["add", "--all"]); git(["rm", "--cached", "--quiet", "server.js"]);
        require("node:fs").writeFileSync("made", git(["status", "--short"]));`,
    });
    writeFiles(repository.folder, { "server.js": "// staged" });
    repository.git("add", "server.js");
    // Of the same size, and older: a look at the files would refresh the index.
    utimesSync(join(repository.folder, "server.js"), 0, 0);
    const gitFolder = join(repository.folder, ".git");
    const index = readFileSync(join(gitFolder, "index"));
    const command = `'${process.execPath}' change.cjs`;
    const hook = { GIT_DIR: gitFolder, GIT_INDEX_FILE: join(gitFolder, "index"), GIT_WORK_TREE: repository.folder };
    t.mock.property(process, "env", { ...process.env, ...hook, GIT_PREFIX: "", GIT_OBJECT_DIRECTORY: "nowhere" });
    for (const option of ["install", "build"]) {
      const { source } = await open(t, repository, "HEAD", { [option]: command });
      assert.equal(read(source, "made"), "R  server.js -> new.js\n?? server.js\n", option);
      await source.remove();
    }
    assert.ok(index.equals(readFileSync(join(gitFolder, "index"))));
  });

  test("is quoted, and a branch that only the remote has is named", async (t) => {
    const repository = makeRepository(t);
    repository.commit({ "server.js": "" });
    repository.git("branch", "stable");
    const clone = join(repository.folder, "clone");
    repository.git("clone", "--quiet", "--single-branch", `file://${repository.folder}`, clone);
    await assert.rejects(open(t, { folder: clone }, "origin/stable"), {
      code: "gate-ref",
      hint: "Fetch it: git fetch origin stable:refs/remotes/origin/stable.",
    });
    await assert.rejects(open(t, { folder: clone }, "stable"), {
      hint: "If origin has it, fetch it: git fetch origin stable:refs/remotes/origin/stable, and pass --base origin/stable. Or name a commit, a tag or a folder.",
    });
    await assert.rejects(open(t, { folder: clone }, "0badcafe"), { hint: /^Name a branch, a tag, a commit/ });
    const hash = "0badcafe".repeat(5);
    await assert.rejects(open(t, { folder: clone }, hash), { hint: `Fetch it: git fetch origin ${hash}.` });
    repository.git("-C", clone, "fetch", "--quiet", "origin", "stable:refs/remotes/origin/stable");
    await assert.rejects(open(t, { folder: clone }, "stable"), { hint: /--base origin\/stable$/ });
    assert.equal(
      readdirSync((await open(t, { folder: clone }, "origin/stable")).source.folder).includes("server.js"),
      true,
    );
  });
});

test("a folder whose name is a ref's too is refused, unless it is written as a path", async (t) => {
  const { folder, commit, git } = makeRepository(t);
  commit({ "server.js": "", "v2/server.js": "" });
  git("branch", "v2");
  git("tag", "docs");
  for (const [name, ref] of [
    ["v2", "refs/heads/v2"],
    ["docs", "refs/tags/docs"],
  ] as const) {
    await assert.rejects(refuseAmbiguous(folder, name), {
      code: "gate-ref",
      hint: `For the ref: --base ${ref}. For the folder: --base ./${name}.`,
    });
  }
  for (const path of ["./v2", "v2/", "..", ".", "/v2", "other"]) await refuseAmbiguous(folder, path);
});

test("a working folder without any installed dependencies is told as what to install, not base", async (t) => {
  const repository = makeRepository(t);
  repository.commit({
    "package.json": manifest("^1.0.0"),
    ".gitignore": "node_modules\n",
    "yarn.lock": yarnLock("1.0.0"),
  });
  repository.commit({ "server.js": "" });
  const { source } = await open(t, repository, "HEAD~1");
  assert.match(
    source.lacks,
    /^The working folder has no node_modules, .* \(yarn install --immutable\), and base gets them too\.$/,
  );
  writeFiles(repository.folder, { "node_modules/lib/package.json": '{"name":"lib","version":"1.0.0"}' });
  assert.equal((await open(t, repository, "HEAD~1")).source.lacks, "");
});

test("a working folder is what a commit holds until something of it is changed, added or committed", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "server.js": "", ".gitignore": "results\n" });
  const commit = repository.git("rev-parse", "HEAD");
  writeFiles(repository.folder, { "results/a": "" });
  assert.equal(await isUnchanged(repository.folder, commit), true);
  writeFiles(repository.folder, { "other.js": "" });
  assert.equal(await isUnchanged(repository.folder, commit), false);
  repository.commit({ "server.js": "//" });
  assert.equal(await isUnchanged(repository.folder, commit), false);
});

test("an installation that npm refuses is told by npm's reason, and not by how npm is used", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "package.json": manifest("^1.0.0") });
  repository.commit({ "package.json": manifest("^2.0.0") });
  await assert.rejects(open(t, repository, "HEAD~1", { install: "npm ci" }), (error: Error) => {
    assert.match(
      error.message,
      /after printing:\n {4}The `npm ci` command can only install with an existing package-lock\.json/,
    );
    assert.doesNotMatch(error.message, /Usage|npm help ci/);
    return true;
  });
});
