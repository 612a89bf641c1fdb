import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { broadside, type Ended } from "./broadside.ts";

export type Case = {
  readonly title: string;
  readonly args: readonly string[];
  /** What the message must name of what was found. */
  readonly found: RegExp;
  /** What the hint must say of what would be right. */
  readonly hint?: RegExp;
};

export function bad(title: string, args: readonly string[], found: RegExp, hint?: RegExp): Case {
  return { title, args, found, ...(hint === undefined ? {} : { hint }) };
}

/** Runs a command in a folder to its end. */
type Run = (args: readonly string[], cwd: string) => Promise<Pick<Ended, "code" | "stdout" | "stderr">>;

const inOwnProcess: Run = (args, cwd) => broadside(args, { cwd });

/** A folder of its own to run in, in which nothing may be left. */
export function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-input-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs what must be refused, in one sentence and a hint, with nothing left behind. */
export async function refused(
  t: TestContext,
  args: readonly string[],
  { cwd = emptyFolder(t), run = inOwnProcess }: { readonly cwd?: string; readonly run?: Run } = {},
) {
  const before = readdirSync(cwd, { recursive: true });
  const { code, stdout, stderr: said } = await run(args, cwd);
  // What is waited for is told while it lasts, before what came of it.
  const stderr = said.replace(/^waiting for a correct response: .*\n/, "");
  assert.equal(code, 2, stderr);
  assert.equal(stdout, "");
  assert.doesNotMatch(stderr, /^ +at /m);
  assert.match(stderr, /^broadside: \S/);
  assert.deepEqual(readdirSync(cwd, { recursive: true }), before);
  const lines = stderr.trimEnd().split("\n");
  return { message: lines.slice(0, -1).join("\n"), hint: lines.at(-1) ?? "" };
}

export async function assertRefused(
  t: TestContext,
  { args, found, hint }: Case,
  where: Parameters<typeof refused>[2] = {},
): Promise<void> {
  const said = await refused(t, args, where);
  assert.match(said.message, found);
  assert.match(said.hint, /^ {2}\S/);
  if (hint !== undefined) assert.match(said.hint, hint);
}
