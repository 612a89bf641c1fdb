import { firstSentence } from "../analysis/first-sentence.ts";
import { disturbanceOf } from "../analysis/disturbance.ts";
import type { Progress } from "../conduct/measure.ts";
import type { Opened } from "../conduct/open.ts";
import { busyMachine, plannedBlock, remainingTrials, replacedUpTo, secondsOf, trialCount } from "../course.ts";
import { printable } from "../../reports/text.ts";
import { hasImage } from "../../targets/docker.ts";
import { nodeFor } from "../observe/node-for.ts";
import { unmetNode } from "../observe/wanted-node.ts";
import type { Plan, PlannedTrial, ReplacedBlock, Run, TrialResult } from "../model/index.ts";
import { isSweep, placeName, placesOf, strategyLabel, typicalOverheadSeconds } from "../plan.ts";
import { clock, list, plural, significant } from "../units.ts";
import type { TimeLimit } from "./choose/times.ts";
import { countdown, redrawnLine } from "./redrawn-line.ts";
import type { Terminal } from "./terminal.ts";

export type RunProgress = Progress<Run, PlannedTrial>;

function outcomeOf(result: TrialResult): string {
  if (result.status === "failed") return "failed";
  const { completedInWindow, windowSeconds } = result.load;
  return `${significant(completedInWindow / windowSeconds)} req/s`;
}

/**
 * Seconds that are left of some runs: what trials have taken so far, failed ones too, times those that remain and those
 * that are likely to be measured again.
 */
export function secondsLeft(runs: readonly Run[], usualOverhead = typicalOverheadSeconds): number {
  const done = runs.flatMap(({ trials }) => trials);
  const excess = done.map((trial) => {
    const run = runs.find(({ trials }) => trials.includes(trial));
    return secondsOf(trial) - (run === undefined ? 0 : run.plan.warmupSeconds + run.plan.measuredSeconds);
  });
  const overhead = excess.length === 0 ? usualOverhead : excess.reduce((sum, one) => sum + one, 0) / excess.length;
  return runs.reduce((sum, run) => {
    const { warmupSeconds, measuredSeconds } = run.plan;
    return sum + likelyTrials(run) * Math.max(0, warmupSeconds + measuredSeconds + overhead);
  }, 0);
}

/** Trials that remain, with those of blocks that will be replaced if the machine goes on as it was. */
function likelyTrials(run: Run): number {
  const { plan, replacedBlocks, trials } = run;
  const remaining = remainingTrials(run).length;
  const allowed = (replacedUpTo(plan) - replacedBlocks.length) * plan.arms.length;
  const share = trials.length === 0 ? 0 : (replacedBlocks.length * plan.arms.length) / trials.length;
  return remaining + Math.min(allowed, Math.round(remaining * share));
}

/** `about 2 min`, and less with each second; never more than the time limit leaves. */
export function timeLeft(seconds: number, limit: TimeLimit): () => string {
  const left = countdown(seconds);
  return () => {
    const limited = Math.max(0, Math.round((limit.untilMillis - performance.now()) / 1_000));
    return `about ${clock(Math.min(left(), limited))}`;
  };
}

function timeLeftOf(run: Run, limit: TimeLimit, usualOverhead?: number): () => string {
  return timeLeft(secondsLeft([run], usualOverhead), limit);
}

/** `block 1`, or `block 8, in place of 1` where another is measured again; counted from 0, as in the results. */
function blockInWords(run: Run, block: number): string {
  const planned = plannedBlock(run, block);
  return planned === block ? `block ${block}` : `block ${block}, in place of ${planned}`;
}

/** Tells how a run goes: a line for each block, and on a terminal one that is redrawn. */
export function showProgress(before: Run, limit: TimeLimit, terminal: Terminal, usualOverhead?: number): RunProgress {
  let run = before;
  const { plan } = before;
  const line = redrawnLine(terminal);
  let left = timeLeftOf(run, limit, usualOverhead);
  const mayEndEarly = (): boolean => plan.looks !== undefined && remainingTrials(run).length > 0;
  /** `12 of 40 trials done, about 2 min left`. */
  const courseInWords = (): string =>
    `${run.trials.length} of ${plural(trialCount(run), "trial")} done, ${left()} left${mayEndEarly() ? ", or less" : ""}`;
  const tellReplaced = ({ block, reason }: ReplacedBlock): void =>
    line.say(`block ${block} is measured again: ${reason}`);
  return {
    onPhase: (trial, phase) => {
      line.show(
        () => `${blockInWords(run, trial.block)}, trial ${trial.index} · ${courseInWords()} · ${trial.armId}: ${phase}`,
      );
    },
    onTrial: (next) => {
      const replaced = next.replacedBlocks.slice(run.replacedBlocks.length);
      run = next;
      left = timeLeftOf(run, limit);
      const result = next.trials.at(-1);
      if (result === undefined) return;
      if (result.status === "failed") {
        line.say(
          `${result.armId}, ${blockInWords(run, result.block)}, failed: ${firstSentence(result.failure.message)}`,
        );
      }
      const block = run.trials.filter((trial) => trial.block === result.block);
      if (block.length === plan.arms.length) {
        const figures = plan.arms.map(({ id }) => {
          const trial = block.find(({ armId }) => armId === id);
          return `${id} ${trial === undefined ? "–" : outcomeOf(trial)}`;
        });
        const shown = isSweep(plan) ? plural(block.length, "trial") : figures.join(", ");
        line.say(`${blockInWords(run, result.block)} (${courseInWords()}): ${shown}`);
      }
      for (const one of replaced) tellReplaced(one);
      const busy = busyMachine(run, { disturbanceOf });
      if (busy !== null) {
        line.say(
          `The machine stays too busy: ${busy}. Blocks are not repeated for that until it is quieter; close other programs, or expect a suspect result.`,
        );
      }
    },
    end: line.end,
  };
}

/**
 * Says what is about to happen, unless nothing is left to do, and then how it goes.
 * @param usualOverhead what a trial is likely to take besides warm-up and measurement, seconds, where that is known
 */
export function tellRun(
  { state: run, folder }: Pick<Opened<Run>, "state" | "folder">,
  limit: TimeLimit,
  terminal: Terminal,
  usualOverhead?: number,
): RunProgress {
  if (remainingTrials(run).length > 0) announce(run, folder, timeLeftOf(run, limit, usualOverhead)(), limit, terminal);
  return showProgress(run, limit, terminal, usualOverhead);
}

/** `cluster-os (2 workers)`. */
function withWorkers(name: string, workers: number | null): string {
  return workers === null ? name : `${name} (${plural(workers, "worker")})`;
}

function armsInWords({ arms }: Pick<Plan, "arms">): string {
  const places = placesOf({ arms });
  if (places.length === 1) return arms.map(({ id, workers }) => withWorkers(id, workers)).join(", ");
  const [first = []] = places;
  const where = places.flatMap(([arm]) => (arm === undefined ? [] : placeName(arm.load)));
  return `${withWorkers(first.map(strategyLabel).join(", "), first[0]?.workers ?? null)}, each ${list(where)}`;
}

/** That an app runs on another Node.js than its project asks for, unless one was chosen; nothing where it does not. */
function otherNode({ app, arms, gate }: Pick<Plan, "app" | "arms" | "gate">): string | null {
  const ours = arms.filter(
    ({ node, deployment, options }) => node === undefined && deployment === undefined && !hasImage(options),
  );
  const script = ours.find(({ app: own }) => own !== undefined)?.app?.script ?? app?.script;
  if (script === undefined || ours.length === 0) return null;
  const { node: version } = process.versions;
  const unmet = unmetNode(script, version);
  if (unmet === null) return null;
  const hint = gate === undefined ? hintForOther(unmet.wanted, arms) : ", base and head alike";
  return `It runs on Node.js ${version}, but ${unmet.file} requires ${unmet.wanted}${hint}`;
}

/** How to have another; nothing where `--node` would be refused, which goes with no image. */
function hintForOther(wanted: string, arms: Plan["arms"]): string {
  const other = nodeFor(wanted);
  if (other.kind === "found") {
    const isRefused = arms.some(({ options }) => hasImage(options));
    return isRefused ? "" : `; to measure on that, give --node ${other.version}`;
  }
  return other.kind === "too-old" ? `; versions older than ${other.oldest} cannot be measured` : "";
}

/** What is compared, on what, and what cannot be. */
export function announceArms(
  plan: Pick<Plan, "scenario" | "title" | "started" | "arms" | "notApplicable" | "app" | "gate">,
  terminal: Terminal,
): void {
  const { scenario, title, started, arms, notApplicable } = plan;
  terminal.note(`${printable(scenario)}: ${printable(title)}\n${printable(armsInWords({ arms }))}\n`);
  if (started !== undefined) terminal.note(`${printable(started)}\n`);
  const other = otherNode(plan);
  if (other !== null) terminal.note(`${printable(other)}\n`);
  for (const { strategy, reason } of notApplicable)
    terminal.note(`not applicable: ${printable(strategy)}: ${printable(reason)}\n`);
}

/** `, no trial begins after 2 min`; nothing without a limit. */
export function limitInWords({ seconds }: TimeLimit): string {
  return seconds === Infinity ? "" : `, no trial starts after ${clock(seconds)}`;
}

/** What is about to happen, in a few lines. */
function announce(run: Run, folder: string, left: string, limit: TimeLimit, terminal: Terminal): void {
  const { plan } = run;
  announceArms(plan, terminal);
  const trials = plural(remainingTrials(run).length, "trial");
  const looks = plan.looks === undefined ? "" : ` at most, with a look after ${plan.looks.join(", ")}`;
  const most = limitInWords(limit);
  terminal.note(
    `${trials} in ${plural(plan.blocks, "block")}${looks}, each ${plan.warmupSeconds} s warm-up and ${plan.measuredSeconds} s measured: ${left}${most}. Results go to ${folder}\n`,
  );
}
