import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GateOutcome } from "../../harness/model/index.ts";
import { median, type Bench, type BenchResult } from "./result.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const command = join(project, "harness/cli/broadside.js");

/** Whether it is found does not rest on how long a window is, so that they may be short. */
const shortWindows = ["--warmup", "0.5", "--duration", "1"];

const counts = { same: 60, slower: 20, disturbed: 10, time: 5 } as const;

type Verdict = { readonly outcome: GateOutcome; readonly pairs: number; readonly seconds: number };

/** Two versions of the sample app side by side, below the project's own folder so that they find its packages. */
async function withVersions<T>(slowdown: number, use: (base: string, head: string) => Promise<T>): Promise<T> {
  mkdirSync(join(project, "results"), { recursive: true });
  const folder = mkdtempSync(join(project, "results", "bench-gate-"));
  const [base, head] = [join(folder, "base"), join(folder, "head")];
  try {
    for (const version of [base, head]) cpSync(join(project, "scenarios/app"), version, { recursive: true });
    if (slowdown > 0) slowDown(join(head, "report.ts"), slowdown);
    return await use(base, head);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a report cost that share more: some of it is computed once more, and thrown away. */
function slowDown(path: string, share: number): void {
  const declaration = "export function createReport(rows: number): SalesReport {";
  const source = readFileSync(path, "utf8");
  if (!source.includes(declaration)) throw new Error("the sample app's report has changed");
  const slower = `
    export function createReport(rows: number): SalesReport {
      computeReport(Math.max(1, Math.round(rows * ${share})));
      return computeReport(rows);
    }
  `;
  writeFileSync(path, source.replace(declaration, "function computeReport(rows: number): SalesReport {") + slower);
}

function gate(base: string, head: string, options: readonly string[]): Verdict {
  const startedAt = performance.now();
  const out = join(head, "..", "results");
  const args = [
    "gate",
    "--app",
    "./server.ts",
    "--path",
    "/report",
    "--base",
    base,
    "--out",
    out,
    "--json",
    ...options,
  ];
  const { stdout, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: head, encoding: "utf8" });
  rmSync(out, { recursive: true, force: true });
  if (stdout === "") throw new Error(`the gate said nothing: ${stderr}`);
  const { outcome, pairs } = JSON.parse(stdout);
  return { outcome, pairs, seconds: (performance.now() - startedAt) / 1000 };
}

async function repeat(
  name: string,
  times: number,
  slowdown: number,
  options: readonly string[],
): Promise<readonly Verdict[]> {
  return withVersions(slowdown, async (base, head) => {
    const verdicts: Verdict[] = [];
    while (verdicts.length < times) {
      const verdict = gate(base, head, options);
      verdicts.push(verdict);
      const { outcome, pairs, seconds } = verdict;
      process.stdout.write(
        `  ${name} ${verdicts.length}/${times}: ${outcome} after ${pairs} pairs, ${seconds.toFixed(0)} s\n`,
      );
    }
    return verdicts;
  });
}

function countOf(verdicts: readonly Verdict[], ...outcomes: readonly GateOutcome[]): number {
  return verdicts.filter(({ outcome }) => outcomes.includes(outcome)).length;
}

function figure(name: string, value: number, side: BenchResult["side"], bound: number, unit = "gates"): BenchResult {
  return { name, value, side, bound, unit };
}

/** Burns a core for half a second to three seconds, then rests as long, over and over, until it is ended. */
const burner = `
  const pause = () => 500 + 2500 * Math.random();
  for (;;) {
    const until = Date.now() + pause();
    while (Date.now() < until);
    await new Promise((resolve) => setTimeout(resolve, pause()));
  }
`;

async function whileBurning<T>(use: () => Promise<T>): Promise<T> {
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", burner], { stdio: "ignore" });
  try {
    return await use();
  } finally {
    child.kill("SIGKILL");
  }
}

export const gateSame: Bench = {
  name: "gate-same",
  describe: `${counts.same} gates of the same code: none may call it a regression`,
  isLong: true,
  run: async () => {
    const verdicts = await repeat("same code", counts.same, 0, shortWindows);
    return [
      figure("called a regression", countOf(verdicts, "regression"), "at most", 0),
      figure("inconclusive", countOf(verdicts, "inconclusive"), "at most", counts.same),
      figure("invalid", countOf(verdicts, "invalid"), "at most", counts.same),
    ];
  },
};

export const gateSlower: Bench = {
  name: "gate-slower",
  describe: `${counts.slower} gates each of code that is 10% and 5% slower`,
  isLong: true,
  run: async () => {
    const ten = await repeat("10% slower", counts.slower, 0.1, shortWindows);
    const five = await repeat("5% slower", counts.slower, 0.05, shortWindows);
    return [
      figure("10% slower, called a regression", countOf(ten, "regression"), "at least", 0.9 * counts.slower),
      figure("10% slower, passed", countOf(ten, "pass"), "at most", 1),
      figure("5% slower, called a regression", countOf(five, "regression"), "at least", 0),
      figure("5% slower, passed", countOf(five, "pass"), "at most", counts.slower),
    ];
  },
};

export const gateDisturbed: Bench = {
  name: "gate-disturbed",
  describe: `${counts.disturbed} gates of the same code while another process burns a core now and then`,
  isLong: true,
  run: async () => {
    const verdicts = await whileBurning(() => repeat("disturbed", counts.disturbed, 0, shortWindows));
    return [
      figure("called a regression", countOf(verdicts, "regression"), "at most", 0),
      figure("inconclusive or invalid", countOf(verdicts, "inconclusive", "invalid"), "at most", counts.disturbed),
    ];
  },
};

export const gateTime: Bench = {
  name: "gate-time",
  describe: `${counts.time} gates of the same code at the default windows`,
  isLong: true,
  run: async () => {
    const verdicts = await repeat("default windows", counts.time, 0, []);
    return [
      figure("median time to the verdict", median(verdicts.map(({ seconds }) => seconds)), "at most", 180, "s"),
      figure("passed", countOf(verdicts, "pass"), "at least", counts.time - 1),
    ];
  },
};
