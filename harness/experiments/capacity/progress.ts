import { armState, secondsLeft } from "./analysis/course.ts";
import { judgeProbe, objectivesInWords } from "./analysis/judge.ts";
import type { Progress } from "../../conduct/measure.ts";
import type { CapacityRun, PlannedProbe, Probe } from "./model.ts";
import { clock, quantity, significant } from "../../units.ts";
import type { TimeLimit } from "../../cli/choose/times.ts";
import { announceArms, limitInWords, timeLeft } from "../../cli/progress.ts";
import { redrawnLine } from "../../cli/redrawn-line.ts";
import type { Terminal } from "../../cli/terminal.ts";

/** What a trial is about: `128 req/s, to confirm`. */
function aimOf({ kind, rate }: PlannedProbe): string {
  if (rate === null) return "closed loop";
  return `${quantity(rate, "req/s")}${kind === "full" ? ", to confirm" : ""}`;
}

function outcomeOf({ trial, rate, leftOut }: Probe, run: CapacityRun): string {
  if (trial.status === "failed") return `failed: ${trial.failure.message.split("\n", 1)[0] ?? ""}`;
  if (leftOut !== null) return `discarded: ${leftOut}`;
  const { completedInWindow, windowSeconds } = trial.load;
  if (rate === null) return quantity(completedInWindow / windowSeconds, "req/s");
  const { isMet, reasons, isGeneratorLimited } = judgeProbe({ trial, rate }, run.plan.objectives);
  if (isMet) return "held";
  return `${isGeneratorLimited ? "more than the generator can send" : "missed"} (${reasons.join(", ")})`;
}

/** Where an arm's limit lies as far as is known: `128–160`. */
function rangeOf(run: CapacityRun, armId: string): string {
  const state = armState(run, armId);
  if (state.phase !== "searching") return "";
  const { low, high } = state.search;
  return ` [${low === null ? "?" : significant(low)}–${high === null ? "?" : significant(high)}]`;
}

/** Tells how a search goes: a line for each trial, and on a terminal one that is redrawn. */
export function showCapacityProgress(
  before: CapacityRun,
  limit: TimeLimit,
  terminal: Terminal,
): Progress<CapacityRun, PlannedProbe> {
  let run = before;
  const line = redrawnLine(terminal);
  let left = timeLeft(secondsLeft(run), limit);
  return {
    onPhase: (probe, phase) => {
      const { armId } = probe;
      const aim = `${armId}${rangeOf(run, armId)}: ${aimOf(probe)}: ${phase}`;
      line.show(() => `trial ${run.probes.length} · ${left()} left · ${aim}`);
    },
    onTrial: (next) => {
      run = next;
      left = timeLeft(secondsLeft(run), limit);
      const last = next.probes.at(-1);
      if (last === undefined) return;
      line.say(
        `trial ${last.trial.index}, ${last.armId}${rangeOf(next, last.armId)}: ${aimOf(last)}: ${outcomeOf(last, next)} (${left()} left)`,
      );
    },
    end: line.end,
  };
}

/** What is about to happen, in a few lines. */
export function announceCapacity(run: CapacityRun, folder: string, limit: TimeLimit, terminal: Terminal): void {
  const { plan } = run;
  announceArms(plan, terminal);
  terminal.note(
    `Searching for the highest rate that meets ${objectivesInWords(plan.objectives)}: takes about ${clock(Math.round(secondsLeft(run)))}${limitInWords(limit)}. Results go to ${folder}\n`,
  );
}
