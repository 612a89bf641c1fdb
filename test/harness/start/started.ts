import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { findStart, lineOf } from "../../../harness/start/read-start.ts";

export type Files = Readonly<Record<string, string>>;

/** The first line of a script that a command runs. */
export const command = "#!/usr/bin/env node\n";

/** Runners as npm installs them, as far as a start script is followed through them. */
export const runnerPackages: Files = {
  "node_modules/tsx/package.json": '{ "name": "tsx", "bin": "cli.mjs", "exports": "./loader.mjs" }',
  "node_modules/tsx/loader.mjs": "",
  "node_modules/tsx/cli.mjs": command,
  "node_modules/ts-node/package.json":
    '{ "name": "ts-node", "bin": { "ts-node": "bin.js" }, "exports": { "./esm": "./esm.mjs" } }',
  "node_modules/ts-node/bin.js": command,
  "node_modules/ts-node/esm.mjs": "",
  "node_modules/@babel/node/package.json": '{ "name": "@babel/node", "bin": { "babel-node": "lib/babel-node.js" } }',
  "node_modules/@babel/node/lib/babel-node.js": command,
};

/** How a start script is read. */
export type Started = {
  readonly line: string;
  /** The folder, from that of the project. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly note: string;
};

/** Reads the start script of a project of a temporary folder with these files; throws as `findStart` does. */
export function started(t: TestContext, start: string, files: Files, scripts: Files = {}): Started {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-started-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const manifest = JSON.stringify({ scripts: { start, ...scripts } });
  for (const [name, content] of Object.entries({ "package.json": manifest, "server.js": "", ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const { app, note = "" } = findStart(join(folder, "package.json"), "here");
  return { line: lineOf(app), folder: (app.cwd ?? "").slice(folder.length + 1), env: app.env, note };
}
