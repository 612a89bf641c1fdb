import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { loadRun } from "../../harness/store/run-store.ts";
import { broadside, type Ended } from "../support/broadside.ts";
import { makeMachine } from "./machines.ts";
import type { Ending, Left, Step, WorldCase } from "./world-case.ts";

const casesFolder = join(import.meta.dirname, "cases");

export type Found = { readonly kind: string; readonly name: string; readonly worldCase: WorldCase };

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
}

/** Every case, by kind and name. */
export async function findCases(): Promise<readonly Found[]> {
  const places = foldersIn(casesFolder).flatMap((kind) =>
    foldersIn(join(casesFolder, kind)).map((name) => ({ kind, name })),
  );
  return Promise.all(
    places.map(async ({ kind, name }) => {
      const { worldCase }: { worldCase: WorldCase } = await import(join(casesFolder, kind, name, "case.ts"));
      return { kind, name, worldCase };
    }),
  );
}

/** Registers the cases as tests, a suite for each kind. */
export function registerCases(found: readonly Found[]): void {
  for (const [kind, ofKind] of Map.groupBy(found, (each) => each.kind)) {
    describe(kind, () => {
      for (const { name, worldCase } of ofKind) {
        test(`${name}: ${worldCase.title}`, (t) => runCase(join(casesFolder, kind, name), worldCase, t));
      }
    });
  }
}

async function runCase(source: string, { machine, prepare, steps }: WorldCase, t: TestContext): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), "broadside-world-"));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, "app");
  if (existsSync(join(source, "app"))) cpSync(join(source, "app"), folder, { recursive: true });
  await prepare?.(folder);
  const made = makeMachine(machine, parent);
  try {
    for (const [index, step] of steps.entries()) {
      await t.test(`step ${index + 1}: broadside ${step.run.join(" ")}`, () => runStep(folder, step, made.prefix));
    }
  } finally {
    made.undo();
  }
}

async function runStep(folder: string, step: Step, through: readonly string[]): Promise<void> {
  await step.change?.(folder);
  const cwd = join(folder, step.in ?? "");
  const ended = await broadside(step.run, { cwd, through, ...(step.env === undefined ? {} : { env: step.env }) });
  const results = newestResults(cwd, step.out);
  const printed = `${ended.stdout}\n${ended.stderr}`;
  assertEnding(step.ends, ended, results);
  const said = printed.replaceAll(/\s+/g, " ");
  for (const pattern of step.says ?? []) assert.match(said, pattern, printed);
  for (const pattern of step.neverSays ?? []) assert.doesNotMatch(said, pattern, printed);
  const left: Left = {
    folder,
    stdout: ended.stdout,
    stderr: ended.stderr,
    results,
    run: () => (results === null ? Promise.reject(new Error("no results were written")) : loadRun(results)),
  };
  await step.holds?.(left);
}

function newestResults(cwd: string, out: string | undefined): string | null {
  if (out !== undefined) return existsSync(resolve(cwd, out)) ? resolve(cwd, out) : null;
  const parent = join(cwd, "results");
  if (!existsSync(parent)) return null;
  const newest = foldersIn(parent)
    .map((name) => join(parent, name))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return newest[0] ?? null;
}

/** Reasons that the machine gives rather than what was measured on it. */
const noise: ReadonlySet<string> = new Set(["cpu-stolen", "foreign-cpu", "canary-differs"]);

function isInvalidForNoiseAlone(results: string | null): boolean {
  if (results === null || !existsSync(join(results, "summary.json"))) return false;
  const { seal } = JSON.parse(readFileSync(join(results, "summary.json"), "utf8"));
  const reasons: readonly { code: string; severity: string }[] = seal.reasons;
  return reasons.every(({ code, severity }) => severity !== "invalid" || noise.has(code));
}

function assertEnding(wanted: Ending, { code, signal, stdout, stderr }: Ended, results: string | null): void {
  const printed = `exit code ${code ?? signal}:\n${stdout}\n${stderr}`;
  if (wanted === "passed") assert.ok(code === 0 || code === 3, printed);
  else if (wanted === "measured") assert.ok(code === 0 || (code === 4 && isInvalidForNoiseAlone(results)), printed);
  else assert.ok([wanted].flat().includes(code ?? Number.NaN), printed);
}
