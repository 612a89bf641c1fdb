import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { commandWords, throughShell } from "../../../../../harness/command-line.ts";
import {
  openSource,
  type Source,
  type SourceOptions,
} from "../../../../../harness/experiments/gate/checkout/source.ts";
import { eventually } from "../../../../support/eventually.ts";
import { makeRepository, writeFiles, type Repository } from "./repository.ts";
import { sourceOptions } from "./source-options.ts";

async function open(
  t: TestContext,
  ref: string,
  { folder }: Repository,
  change: Partial<SourceOptions> = {},
): Promise<Source> {
  const source = await openSource(ref, await sourceOptions(change.from ?? folder, change));
  t.after(source.remove);
  return source;
}

/** Worktrees of the repository beside its own folder. */
function worktrees({ git }: Repository): readonly string[] {
  return git("worktree", "list", "--porcelain")
    .split("\n")
    .filter((line) => line.startsWith("worktree "))
    .slice(1);
}

function assertNothingLeft(repository: Repository): void {
  assert.deepEqual(worktrees(repository), []);
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`broadside-worktree-${process.pid}-`));
  assert.deepEqual(left, []);
}

test("a ref is checked out as it was, beside a working copy that is left alone", async (t) => {
  const repository = makeRepository(t);
  const commit = repository.commit({ "server.js": "old" });
  repository.commit({ "server.js": "new" });
  writeFiles(repository.folder, { "server.js": "not committed" });
  const source = await open(t, "HEAD~1", repository);
  assert.deepEqual(source.side, { label: `HEAD~1 (${commit.slice(0, 7)})`, commit });
  assert.equal(readFileSync(join(source.folder, "server.js"), "utf8"), "old");
  assert.equal(readFileSync(join(repository.folder, "server.js"), "utf8"), "not committed");
  await source.remove();
  await source.remove();
  assert.equal(existsSync(source.folder), false);
  assertNothingLeft(repository);
});

test("a hash speaks for itself, and a tag and a branch are refs too", async (t) => {
  const repository = makeRepository(t);
  const commit = repository.commit({ "a.js": "" });
  repository.git("tag", "v1");
  assert.equal((await open(t, commit.slice(0, 9), repository)).side.label, commit.slice(0, 9));
  assert.equal((await open(t, "v1", repository)).side.commit, commit);
  assert.equal((await open(t, "main", repository)).side.commit, commit);
});

test("a folder is taken as it is, and is not removed", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "sub/server.js": "" });
  const source = await openSource(join(repository.folder, "sub"), await sourceOptions(repository.folder));
  await source.remove();
  assert.deepEqual(source.side.commit, null);
  assert.equal(existsSync(join(source.folder, "server.js")), true);
});

test("from within a folder of the repository, the same folder of the version is meant", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "packages/api/server.js": "old" });
  const source = await open(t, "HEAD", repository, { from: join(repository.folder, "packages/api") });
  assert.equal(readFileSync(join(source.folder, "server.js"), "utf8"), "old");
});

const hostile = [
  "",
  "nope",
  "--upload-pack=touch /tmp/x",
  "-rf",
  "$(touch x)",
  "a\nb",
  "HEAD:server.js",
  "x".repeat(5_000),
  "日本",
];

test("what is neither a folder nor a version is refused with a sentence, and leaves nothing", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "server.js": "" });
  for (const ref of hostile) {
    await assert.rejects(openSource(ref, await sourceOptions(repository.folder)), {
      code: "gate-ref",
      message: /is neither a folder nor a git ref here$/,
    });
  }
  assertNothingLeft(repository);
});

test("outside of a repository, a ref is refused with a sentence", async (t) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-no-repository-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await assert.rejects(openSource("main", await sourceOptions(folder)), {
    code: "gate-ref",
    message: /^git cannot look up "main" in .*: not a git repository/,
  });
});

test("a clone without its history says how to fetch it", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "a.js": "1" });
  repository.commit({ "a.js": "2" });
  const clone = join(repository.folder, "clone");
  repository.git("clone", "--quiet", "--depth=1", `file://${repository.folder}`, clone);
  await assert.rejects(openSource("HEAD~1", await sourceOptions(clone)), { code: "gate-ref", hint: /fetch-depth: 0/ });
});

test("node_modules are the same files in folders of the version, and only these are removed", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ ".gitignore": "node_modules\n", "package-lock.json": "{}", "server.js": "" });
  const installed = "node_modules/thing/index.js";
  writeFiles(repository.folder, { [installed]: "precious", "node_modules/.cache/thing": "scratch" });
  const source = await open(t, "HEAD", repository);
  assert.equal(statSync(join(source.folder, installed)).ino, statSync(join(repository.folder, installed)).ino);
  assert.equal(existsSync(join(source.folder, "node_modules/.cache")), false);
  writeFiles(source.folder, { "node_modules/.cache/thing": "another's" });
  await source.remove();
  assert.equal(readFileSync(join(repository.folder, installed), "utf8"), "precious");
  assert.equal(readFileSync(join(repository.folder, "node_modules/.cache/thing"), "utf8"), "scratch");
});

test("in a monorepo the root's and the package's node_modules are shared", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ ".gitignore": "node_modules\n", "package-lock.json": "{}", "api/server.js": "" });
  writeFiles(repository.folder, { "node_modules/a/index.js": "", "api/node_modules/b/index.js": "" });
  const source = await open(t, "HEAD", repository, { from: join(repository.folder, "api") });
  assert.ok(existsSync(join(source.folder, "node_modules/b/index.js")));
  assert.ok(existsSync(join(source.folder, "..", "node_modules/a/index.js")));
});

function packages(text: string): Readonly<Record<string, string>> {
  return { "packages/lib/index.js": text, "packages/lib/package.json": "{}", "packages/tool/index.js": text };
}

test("a workspace's own packages are the version's, and only the others are shared", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ ".gitignore": "node_modules\n", "server.js": "", ...packages("old") });
  repository.commit(packages("new"));
  const { folder } = repository;
  const inner = "packages/lib/node_modules/inner/index.js";
  writeFiles(folder, { "node_modules/a/index.js": "a", "node_modules/.bin/a": "a", [inner]: "inner" });
  mkdirSync(join(folder, "node_modules/@own"));
  symlinkSync("../../packages/lib", join(folder, "node_modules/@own/lib"));
  symlinkSync("../packages/tool", join(folder, "node_modules/tool"));
  const source = await open(t, "HEAD~1", repository);
  const read = (path: string): string => readFileSync(join(source.folder, path), "utf8");
  assert.deepEqual(
    ["@own/lib", "tool", "a"].map((name) => read(`node_modules/${name}/index.js`)),
    ["old", "old", "a"],
  );
  assert.equal(read(inner), "inner");
  await source.remove();
  assert.equal(readFileSync(join(folder, "packages/lib/index.js"), "utf8"), "new");
  assert.equal(readFileSync(join(folder, inner), "utf8"), "inner");
});

test("a command that only a shell could run is refused, and none of it is run", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "package.json": "{}" });
  for (const install of ["npm ci && npm run build", "npm ci; true", "npm ci | cat", "FOO=1 npm ci", "npm ci > log"]) {
    const whole = throughShell(install) ?? "";
    assert.deepEqual(commandWords(whole), { words: ["sh", "-c", install] });
    await assert.rejects(openSource("HEAD", await sourceOptions(repository.folder, { install })), {
      code: "gate-install",
      message: /which needs a shell/,
      hint: new RegExp(`: --install '${RegExp.escape(whole)}'$`),
    });
  }
  assertNothingLeft(repository);
});

test("where the lock files differ, it is said how to install, and nothing is left", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "package-lock.json": "old" });
  repository.commit({ "package-lock.json": "new" });
  await assert.rejects(openSource("HEAD~1", await sourceOptions(repository.folder)), {
    code: "gate-install",
    message: /^HEAD~1 \(.*\) and the working folder require different dependencies: package-lock\.json differs$/,
    hint: /--install 'npm ci'/,
  });
  assertNothingLeft(repository);
});

test("the command that installs runs in the version's package, without a shell", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "package-lock.json": "old", "api/package.json": "{}", "api/lib/server.js": "" });
  repository.commit({ "package-lock.json": "new" });
  const script = "require('fs').writeFileSync('installed', process.cwd() + process.argv.slice(1))";
  const notes: string[] = [];
  const source = await open(t, "HEAD~1", repository, {
    from: join(repository.folder, "api/lib"),
    install: `'${process.execPath}' -e "${script}" '$(x) && y'`,
    note: (line) => notes.push(line),
  });
  const folder = realpathSync(join(source.folder, ".."));
  assert.equal(readFileSync(join(folder, "installed"), "utf8"), `${folder}$(x) && y`);
  assert.equal(notes.length, 1);
});

test("an installation that fails is told with the end of its output, and leaves nothing", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "package.json": "{}" });
  const failing = `${process.execPath} -e "console.error('no such package'); process.exit(7)"`;
  await assert.rejects(openSource("HEAD", await sourceOptions(repository.folder, { install: failing })), {
    code: "gate-install",
    message: /exited with code 7 in .*, a checkout of HEAD .*, after printing:\n {4}no such package/,
  });
  await assert.rejects(openSource("HEAD", await sourceOptions(repository.folder, { install: "no-such-program ci" })), {
    code: "gate-install",
    message: /there is no program "no-such-program"/,
  });
  await assert.rejects(openSource("HEAD", await sourceOptions(repository.folder, { install: "  " })), {
    message: /--install is empty/,
  });
  assertNothingLeft(repository);
});

test("an interruption ends an installation, and leaves nothing", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "package.json": "{}" });
  const abortion = new AbortController();
  const install = `${process.execPath} -e "setInterval(() => {}, 1000)"`;
  const opening = openSource("HEAD", {
    ...(await sourceOptions(repository.folder, { install, signal: abortion.signal })),
    note: () => setImmediate(() => abortion.abort(new Error("that will do"))),
  });
  await assert.rejects(opening, { message: "that will do" });
  assertNothingLeft(repository);
});

test("an interruption once an installation has ended is no error of its own", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "package.json": "{}" });
  const abortion = new AbortController();
  const source = await open(t, "HEAD", repository, {
    install: `${process.execPath} -e "0"`,
    signal: abortion.signal,
  });
  abortion.abort(new Error("that will do"));
  await source.remove();
  assertNothingLeft(repository);
});

/** Ended, though nobody may have collected how. */
function isGone(pid: string): boolean {
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || readFileSync(stat, "utf8").includes(") Z ");
}

test("an installation ends with the process that began it, however that ends", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "package.json": "{}", "a.js": "" });
  const [module, from] = [
    import.meta.resolve("../../../../../harness/experiments/gate/checkout/source.ts"),
    repository.folder,
  ].map((each) => JSON.stringify(each));
  const pidFile = join(repository.folder, "pid");
  const installer = "require('fs').writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)";
  const script = `
    const { openSource, workingFolder } = await import(${module});
    const install = \`'${process.execPath}' -e "${installer}" '${pidFile}'\`;
    const none = { installsAlone: false, build: undefined, copy: [], leaveOut: [], note() {} };
    const app = { script: ${from} + "/a.js", cwd: ${from} };
    const signal = new AbortController().signal;
    await openSource("HEAD", { from: ${from}, head: await workingFolder(${from}), app, signal, install, ...none });
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
  t.after(() => child.kill("SIGKILL"));
  const pid = await eventually("the installation begins", () =>
    existsSync(pidFile) ? readFileSync(pidFile, "utf8") || null : null,
  );
  child.kill("SIGKILL");
  await eventually("the installation ends", () => (isGone(pid) ? true : null));
  await open(t, "HEAD", repository);
  assert.equal(worktrees(repository).length, 1);
});

test("no hook of the repository runs", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "a.js": "" });
  const trace = join(repository.folder, "hook-ran");
  writeFiles(repository.folder, { ".git/hooks/post-checkout": `#!/bin/sh\ntouch '${trace}'\n` });
  chmodSync(join(repository.folder, ".git/hooks/post-checkout"), 0o755);
  await open(t, "HEAD", repository);
  assert.equal(existsSync(trace), false);
});

test("the worktree of a process that was killed is removed by the next", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "a.js": "" });
  const module = new URL("../../../../../harness/experiments/gate/checkout/source.ts", import.meta.url).href;
  const from = JSON.stringify(repository.folder);
  const script = `
    const { openSource, workingFolder } = await import(${JSON.stringify(module)});
    const none = { install: undefined, installsAlone: false, build: undefined, copy: [], leaveOut: [], note() {} };
    const app = { script: ${from} + "/a.js", cwd: ${from} };
    const signal = new AbortController().signal;
    await openSource("HEAD", { from: ${from}, head: await workingFolder(${from}), app, signal, ...none });
    console.log("open");
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  assert.equal(worktrees(repository).length, 1);
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  const source = await open(t, "HEAD", repository);
  assert.deepEqual(worktrees(repository), [`worktree ${source.folder}`]);
});
