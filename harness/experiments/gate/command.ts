import { isCertain, judgeGate } from "./analysis/index.ts";
import { isUnchanged } from "./checkout/repository.ts";
import { staleBuild } from "./checkout/stale-build.ts";
import { openFolder, workingFolder, type Source } from "./checkout/source.ts";
import { BroadsideError } from "../../errors.ts";
import { answersOf, type SeenAnswer } from "../../execute/first-look.ts";
import type { Arm, Plan } from "../../model/index.ts";
import { typicalOverheadSeconds } from "../../plan.ts";
import { startLimit, type TimeLimit } from "../../cli/choose/times.ts";
import { chooseCompared } from "./compared.ts";
import { fitWindows } from "../../cli/fit-windows.ts";
import { chooseHow, type How } from "../../cli/how.ts";
import { defaultFolder, tryFolder } from "../../conduct/new-folder.ts";
import { againstCommand } from "./against.ts";
import { openBase } from "./base.ts";
import { inFolder, chooseGate, defaultLimitSeconds, fitPairs, planGate, type Sides } from "./plan.ts";
import { exitCodes, inconclusiveCode, verdictCodes, type ExitCode } from "../../cli/exit-codes.ts";
import { tellInterruption, untilInterrupted } from "../../cli/interrupt.ts";
import { measureRun, openNewRun } from "../../cli/measure.ts";
import type { GateArguments } from "./options.ts";
import { tellRun } from "../../cli/progress.ts";
import { publishGate } from "./publish.ts";
import { answeredByOne } from "./answered-by-one.ts";
import { answerNotes, differenceOf, otherAnswers, withKnownAnswers, type Version } from "./same-answers.ts";
import { statedRun } from "../../cli/stated.ts";
import type { Terminal } from "../../cli/terminal.ts";

type Check = {
  readonly argv: GateArguments;
  readonly sides: Sides;
  readonly how: How;
  readonly limit: TimeLimit;
  readonly note: (line: string) => void;
};

/** A plan that has been looked at, and what a trial takes besides warm-up and measurement, seconds. */
type Checked = { readonly plan: Plan; readonly overheadSeconds: number };

/**
 * Both versions boot and answer alike; the plan holds every later answer to what both said, and has as many pairs as there
 * is time for. Base boots twice, so that what changes from boot to boot is known; head twice only where its first boot seems
 * to do other work.
 */
async function checkSides(plan: Plan, { argv, sides, how, limit, note }: Check): Promise<Checked> {
  const overheads: number[] = [];
  const seen = async (id: "base" | "head", before: readonly SeenAnswer[] = []): Promise<Version> => {
    const { side, root, lacks } = sides[id];
    const arm = plan.arms.find((one): one is Arm => one.id === id);
    if (arm === undefined) throw new RangeError(`the plan has no arm "${id}"`);
    try {
      const begunAt = performance.now();
      const answers = await answersOf(arm, { plan, ...how });
      const answering = answers.reduce((sum, { seconds }) => sum + seconds, 0);
      overheads.push((performance.now() - begunAt) / 1_000 - answering);
      return { answers: [...before, ...answers], root };
    } catch (error) {
      if (!(error instanceof BroadsideError) || error.code === "interrupted") throw error;
      const hint = [lacks, lastingHint(error.hint, sides[id])].filter((sentence) => sentence !== "").join("\n  ");
      throw new BroadsideError(error.code, `${id} (${side.label}): ${error.message}`, hint, { cause: error });
    }
  };
  const first = await seen("base").catch(async (error: unknown) => {
    throw await answeredByOne(error, sides.base, { ...sides.head, seen: () => seen("head") });
  });
  let head = await seen("head").catch(async (error: unknown) => {
    throw await answeredByOne(error, sides.head, { ...sides.base, seen: async () => first });
  });
  const slowest = [...first.answers, ...head.answers].map(({ seconds }) => seconds);
  const looked = { ...plan, answerSeconds: Math.max(...slowest) };
  const fitted = (requests: Plan["requests"]): Checked => {
    const secondsLeft = (limit.untilMillis - performance.now()) / 1_000;
    // The first boot may be slow for files that nobody has read yet.
    const overheadSeconds = Math.min(...overheads) + generatorSeconds;
    const windows = fitWindows(looked, looked, argv, note);
    return { plan: { ...fitPairs(windows, argv, { overheadSeconds, secondsLeft }), requests }, overheadSeconds };
  };
  if (argv["any-answer"] === true) return fitted(plan.requests);
  const sameness = argv["exact-answer"] === true ? "bytes" : "form";
  const base = await seen("base", first.answers);
  let difference = differenceOf(base, head, sameness);
  if (difference !== null) {
    head = await seen("head", head.answers);
    difference = differenceOf(base, head, sameness);
  }
  if (difference !== null) throw otherAnswers(difference, sameness);
  for (const line of answerNotes(base, head)) note(line);
  return fitted(withKnownAnswers(plan.requests, [base, head], sameness));
}

/** Advice that can still be followed when the checkout of a version has been removed, after what makes another of it. */
function lastingHint(hint: string, { side: { label, commit }, root }: Source, between = "\n  "): string {
  if (commit === null || !hint.includes(root)) return hint;
  const checkout = `git worktree add /tmp/base ${commit.slice(0, 12)}`;
  return [`First check out ${label} and install it: ${checkout}`, hint.replaceAll(root, "/tmp/base")].join(between);
}

function withFindings(plan: Plan, findings: readonly string[]): Plan {
  return plan.gate === undefined ? plan : { ...plan, gate: { ...plan.gate, findings } };
}

/** What a trial takes beyond a look at the app: its generator starts, and its last requests end. */
const generatorSeconds = 0.5;

/** `broadside gate`: measures two versions of an app side by side, and says whether the newer is slower. */
export async function gateCommand(
  argv: GateArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  if (argv.against !== undefined) return againstCommand(argv.against, argv, command, terminal);
  return untilInterrupted(terminal, (signal) => compareVersions(argv, command, terminal, signal));
}

async function compareVersions(
  argv: GateArguments,
  command: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const opened: Source[] = [];
  try {
    const from = process.cwd();
    if (argv["any-answer"] === true && argv["exact-answer"] === true) {
      throw new BroadsideError(
        "usage",
        "--any-answer and --exact-answer exclude each other",
        "Drop one of them; without either, the form of responses is compared.",
      );
    }
    if (argv.absolute !== undefined) {
      throw new BroadsideError("usage", "--absolute needs --against", "Two versions are always compared side by side.");
    }
    if (argv.base === undefined) {
      throw new BroadsideError(
        "usage",
        "gate needs something to compare with",
        "Name a git ref or a folder, --base main, or a stored baseline, --against baseline.json",
      );
    }
    const scenario = await chooseCompared(argv);
    const choice = chooseGate(argv, scenario);
    const how = chooseHow(argv, signal, terminal);
    if (argv.out !== undefined) await tryFolder(argv.out);
    const findings: string[] = [];
    const note = (line: string): void => {
      findings.push(line);
      terminal.note(`${line}\n`);
    };
    const head: Source = argv.head === undefined ? await workingFolder(from) : await openFolder("head", argv.head);
    const base = await openBase(argv.base, argv, { from, head, scenario, signal, note });
    opened.push(base);
    const sides = { base, head };
    const stale = await staleBuild(head.folder, inFolder(head, from, scenario.app.script));
    if (stale !== null) {
      note(
        `${stale.built} is older than ${stale.source}: if it was not built since, build the working folder and run again`,
      );
    }
    const { commit, label } = base.side;
    if (commit !== null && (await isUnchanged(head.root, commit))) {
      note(`the working folder is ${label} without a change: base and head are the same code`);
    }
    const plan = planGate(argv, choice, sides, from);
    // What --install takes is not the gate's to answer for.
    const limit = startLimit(argv.time ?? defaultLimitSeconds);
    let overheadSeconds = typicalOverheadSeconds;
    const run = await openNewRun({
      plan,
      folder: argv.out ?? defaultFolder(`gate-${plan.scenario}`),
      command,
      ...how,
      check: async () => {
        const checked = await checkSides(plan, { argv, sides, how, limit, note });
        overheadSeconds = checked.overheadSeconds;
        return withFindings(checked.plan, findings);
      },
    });
    try {
      const measured = await measureRun(run, {
        ...how,
        limit,
        isDecided: (current) => judgeGate(statedRun(current)).outcome !== "inconclusive",
        isCertain: (current) => isCertain(statedRun(current)),
        lastingHint: (hint) => lastingHint(hint, base, ". "),
        progress: tellRun(run, limit, terminal, overheadSeconds),
      });
      if (signal.aborted) {
        tellInterruption(measured, run.folder, terminal);
        return exitCodes.interrupted;
      }
      const result = await publishGate(measured, run.folder, terminal, {
        json: argv.json ?? false,
        inconclusive: argv.inconclusive ?? "report",
      });
      return result.outcome === "inconclusive" ? inconclusiveCode(argv.inconclusive) : verdictCodes[result.outcome];
    } finally {
      run.release();
    }
  } finally {
    for (const source of opened) await source.remove();
  }
}
