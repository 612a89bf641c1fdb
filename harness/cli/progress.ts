import { firstSentence } from "../analysis/first-sentence.ts";
import { plannedBlock, remainingTrials, trialCount } from "../course.ts";
import { printable } from "../../reports/text.ts";
import type { Phase } from "../execute/trial.ts";
import type { Arm, Plan, PlannedTrial, ReplacedBlock, Run, TrialResult } from "../model/index.ts";
import { isSweep, meanOverheadSeconds, placeName, placesOf, strategyLabel, typicalOverheadSeconds } from "../plan.ts";
import { clock, list, plural, significant } from "../units.ts";
import type { Terminal } from "./terminal.ts";

export type Progress = {
  readonly onPhase: (trial: PlannedTrial, arm: Arm, phase: Phase) => void;
  readonly onTrial: (result: TrialResult, run: Run) => void;
  /** Takes the progress line off the screen. */
  readonly end: () => void;
};

const clearLine = "\r\u001b[2K";

/** Shows a text on the line that it showed the one before on; only a person at a terminal sees it. */
export function redrawnLine(terminal: Terminal): (text: string) => void {
  return (text) => {
    if (terminal.interactive) terminal.note(clearLine + text.slice(0, terminal.width - 1));
  };
}

function outcomeOf(result: TrialResult): string {
  if (result.status === "failed") return "failed";
  const { completedInWindow, windowSeconds } = result.load;
  return `${significant(completedInWindow / windowSeconds)} req/s`;
}

/** Seconds that are left of some runs, from what trials have cost so far; with looks, at most. */
export function secondsLeft(runs: readonly Run[], usualOverhead = typicalOverheadSeconds): number {
  const overhead = meanOverheadSeconds(runs.flatMap(({ trials }) => trials)) ?? usualOverhead;
  return runs.reduce((sum, run) => {
    const { warmupSeconds, measuredSeconds } = run.plan;
    return sum + remainingTrials(run).length * (warmupSeconds + measuredSeconds + overhead);
  }, 0);
}

function timeLeft(run: Run): string {
  return `${run.plan.looks === undefined ? "about" : "at most"} ${clock(Math.round(secondsLeft([run])))}`;
}

/** `block 1`, or `block 8, in place of 1` where another is measured again; counted from 0, as in the results. */
function blockInWords(run: Run, block: number): string {
  const planned = plannedBlock(run, block);
  return planned === block ? `block ${block}` : `block ${block}, in place of ${planned}`;
}

/** `12 of 40 trials done, about 2 min left`. */
function courseInWords(run: Run): string {
  return `${run.trials.length} of ${plural(trialCount(run), "trial")} done, ${timeLeft(run)} left`;
}

/** Tells how a run goes: one line that is redrawn on a terminal, one line for each block elsewhere. */
export function showProgress(before: Run, terminal: Terminal): Progress {
  let run = before;
  const { plan } = before;
  const show = redrawnLine(terminal);
  const tellReplaced = ({ block, reason }: ReplacedBlock): void => {
    show("");
    terminal.note(`block ${block} is measured again: ${reason}\n`);
  };
  return {
    onPhase: (trial, arm, phase) => {
      show(`${blockInWords(run, trial.block)}, trial ${trial.index} · ${courseInWords(run)} · ${arm.id}: ${phase}`);
    },
    onTrial: (result, next) => {
      const replaced = next.replacedBlocks.slice(run.replacedBlocks.length);
      run = next;
      if (result.status === "failed") {
        show("");
        terminal.note(
          `${result.armId}, ${blockInWords(run, result.block)}, failed: ${firstSentence(result.failure.message)}\n`,
        );
      }
      const block = run.trials.filter((trial) => trial.block === result.block);
      if (!terminal.interactive && block.length === plan.arms.length) {
        const figures = plan.arms.map(({ id }) => {
          const trial = block.find(({ armId }) => armId === id);
          return `${id} ${trial === undefined ? "–" : outcomeOf(trial)}`;
        });
        const shown = isSweep(plan) ? plural(block.length, "trial") : figures.join(", ");
        terminal.note(`${blockInWords(run, result.block)} (${courseInWords(run)}): ${shown}\n`);
      }
      for (const one of replaced) tellReplaced(one);
    },
    end: () => show(""),
  };
}

/** Says what is about to happen, unless nothing is left to do, and then how it goes. */
export function tellRun(
  { run, folder }: { readonly run: Run; readonly folder: string },
  limitSeconds: number,
  terminal: Terminal,
): Progress {
  if (remainingTrials(run).length > 0) announce(run, folder, limitSeconds, terminal);
  return showProgress(run, terminal);
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

/** What is compared, and what cannot be. */
export function announceArms(
  { scenario, title, arms, notApplicable }: Pick<Plan, "scenario" | "title" | "arms" | "notApplicable">,
  terminal: Terminal,
): void {
  terminal.note(`${printable(scenario)}: ${printable(title)}\n${printable(armsInWords({ arms }))}\n`);
  for (const { strategy, reason } of notApplicable)
    terminal.note(`not applicable: ${printable(strategy)}: ${printable(reason)}\n`);
}

/** What is about to happen, in a few lines. */
function announce(run: Run, folder: string, limitSeconds: number, terminal: Terminal): void {
  const { plan } = run;
  announceArms(plan, terminal);
  const left = plural(remainingTrials(run).length, "trial");
  const looks = plan.looks === undefined ? "" : ` at most, with a look after ${plan.looks.join(", ")}`;
  const limit = limitSeconds === Infinity ? "" : `, no block is begun after ${clock(limitSeconds)}`;
  terminal.note(
    `${left} in ${plural(plan.blocks, "block")}${looks}, each ${plan.warmupSeconds} s warm-up and ${plan.measuredSeconds} s measured: ${timeLeft(run)}${limit}. Results go to ${folder}\n`,
  );
}
