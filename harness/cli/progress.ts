import { meanOverheadSeconds, typicalOverheadSeconds } from "../plan.ts";
import type { Arm, Plan, PlannedTrial, TrialResult } from "../model/index.ts";
import { clock, plural, significant } from "../units.ts";
import type { Phase } from "../execute/trial.ts";
import type { Terminal } from "./terminal.ts";

export type Progress = {
  readonly onPhase: (trial: PlannedTrial, arm: Arm, phase: Phase) => void;
  readonly onTrial: (result: TrialResult, done: readonly TrialResult[]) => void;
  /** Takes the progress line off the screen. */
  readonly end: () => void;
};

const clearLine = "\r\u001b[2K";

function outcomeOf(result: TrialResult): string {
  if (result.status === "failed") return `failed: ${result.failure.message.split("\n")[0] ?? ""}`;
  const { completedInWindow, windowSeconds } = result.load;
  return `${significant(completedInWindow / windowSeconds)} req/s`;
}

/** Seconds left, from what trials have cost so far. */
function secondsLeft(plan: Plan, done: readonly TrialResult[]): number {
  const overhead = meanOverheadSeconds(done) ?? typicalOverheadSeconds;
  return (plan.trials.length - done.length) * (plan.warmupSeconds + plan.measuredSeconds + overhead);
}

/** Tells how a run goes: one line that is redrawn on a terminal, one line for each block elsewhere. */
export function showProgress(plan: Plan, terminal: Terminal, before: readonly TrialResult[]): Progress {
  let done = before;
  const total = plan.trials.length;
  const show = (text: string): void => {
    if (terminal.interactive) terminal.note(clearLine + text.slice(0, terminal.width - 1));
  };
  return {
    onPhase: (trial, arm, phase) => {
      const left = clock(secondsLeft(plan, done));
      show(
        `block ${trial.block + 1} of ${plan.blocks} · trial ${done.length + 1} of ${total} · about ${left} left · ${arm.id}: ${phase}`,
      );
    },
    onTrial: (result, all) => {
      done = all;
      if (result.status === "failed") {
        show("");
        terminal.note(`${result.armId}, block ${result.block + 1}: ${outcomeOf(result)}\n`);
      }
      const blockEnded = done.filter(({ block }) => block === result.block).length === plan.arms.length;
      if (terminal.interactive || !blockEnded) return;
      const block = done.filter((trial) => trial.block === result.block);
      const figures = plan.arms.map(({ id }) => {
        const trial = block.find(({ armId }) => armId === id);
        return `${id} ${trial === undefined ? "–" : outcomeOf(trial)}`;
      });
      terminal.note(
        `block ${result.block + 1} of ${plan.blocks} (about ${clock(secondsLeft(plan, done))} left): ${figures.join(", ")}\n`,
      );
    },
    end: () => show(""),
  };
}

/** What is about to happen, in two lines. */
export function announce(plan: Plan, folder: string, terminal: Terminal, done: readonly TrialResult[]): void {
  const left = plan.trials.length - done.length;
  const arms = plan.arms.map(({ id, workers }) => `${id} (${plural(workers, "worker")})`);
  terminal.note(`${plan.scenario}: ${plan.title}\n`);
  terminal.note(`${arms.join(", ")}\n`);
  for (const { strategy, reason } of plan.notApplicable) terminal.note(`not applicable: ${strategy}: ${reason}\n`);
  terminal.note(
    `${plural(left, "trial")} in ${plural(plan.blocks, "block")}, each ${plan.warmupSeconds} s warm-up and ${plan.measuredSeconds} s measured: about ${clock(secondsLeft(plan, done))}. Results go to ${folder}\n`,
  );
}
