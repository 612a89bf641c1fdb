import { printable } from "../../../reports/text.ts";
import { blocksToRank } from "../../analysis/compare.ts";
import { firstSentence } from "../../analysis/first-sentence.ts";
import type { Opened } from "../../conduct/open.ts";
import { remainingTrials } from "../../course.ts";
import type { MapCell, MapRun, MeasuredMap } from "./model.ts";
import type { Run } from "../../model/index.ts";
import { clock, plural } from "../../units.ts";
import type { TimeLimit } from "../../cli/choose/times.ts";
import { announceArms, limitInWords, secondsLeft, timeLeft, type RunProgress } from "../../cli/progress.ts";
import { redrawnLine } from "../../cli/redrawn-line.ts";
import type { Terminal } from "../../cli/terminal.ts";

export type MapProgress = {
  /** How the run of one cell goes. */
  readonly ofCell: (index: number) => RunProgress;
  /** A cell's run has ended. */
  readonly onCell: (index: number, run: Run, inWords: string) => void;
};

/** `5 ms of CPU, 16 connections`. */
function cellInWords({ workloads }: Pick<MapRun, "workloads">, cell: MapCell): string {
  const title = workloads.find(({ id }) => id === cell.workloadId)?.title ?? cell.workloadId;
  return printable(`${title}, ${plural(cell.connections, "connection")}`);
}

/** A map that is measured, and what a trial takes besides its warm-up and window, until some were measured. */
export type OpenedMap = Opened<MeasuredMap> & { readonly overheadSeconds: number };

/** Tells how a map goes: one line that is redrawn on a terminal, and one line for each cell. */
export function showMapProgress(
  { state: measured, overheadSeconds }: Pick<OpenedMap, "state" | "overheadSeconds">,
  limit: TimeLimit,
  terminal: Terminal,
): MapProgress {
  const { map, runs } = measured;
  const current = [...runs];
  const line = redrawnLine(terminal);
  const leftNow = (): (() => string) => timeLeft(secondsLeft(current, overheadSeconds), limit);
  let left = leftNow();
  const update = (index: number, run: Run): void => {
    current[index] = run;
    left = leftNow();
  };
  const place = (index: number): string => `cell ${index + 1} of ${map.cells.length}`;
  return {
    ofCell: (index) => ({
      onPhase: (trial, phase) => {
        const cell = map.cells[index];
        const words = cell === undefined ? "" : cellInWords(map, cell);
        line.show(
          () => `${place(index)} · ${left()} left · ${words} · block ${trial.block} · ${trial.armId}: ${phase}`,
        );
      },
      onTrial: (run) => {
        update(index, run);
        const result = run.trials.at(-1);
        if (result?.status !== "failed") return;
        line.say(`${place(index)}, ${result.armId}, failed: ${firstSentence(result.failure.message)}`);
      },
      end: line.end,
    }),
    onCell: (index, run, inWords) => {
      update(index, run);
      const cell = map.cells[index];
      if (cell === undefined) return;
      line.say(`${place(index)}, ${cellInWords(map, cell)} (${left()} left): ${printable(inWords)}`);
    },
  };
}

/** What is about to happen, in a few lines. */
export function announceMap(
  { state: measured, folder, overheadSeconds }: OpenedMap,
  limit: TimeLimit,
  terminal: Terminal,
): void {
  const { map, runs } = measured;
  const [first] = runs;
  if (first === undefined) return;
  const { plan } = first;
  const trials = runs.reduce((sum, run) => sum + remainingTrials(run).length, 0);
  const needed = blocksToRank(plan.arms.length);
  const tooFew = plan.blocks < needed ? ` Ranking takes ${needed} blocks.` : "";
  announceArms({ ...plan, title: map.title }, terminal);
  terminal.note(
    `${plural(map.cells.length, "cell")} of ${plural(plan.blocks, "block")}, ${plural(trials, "trial")} of ${plan.warmupSeconds} s warm-up and ${plan.measuredSeconds} s measured: about ${clock(Math.round(secondsLeft(runs, overheadSeconds)))}${limitInWords(limit)}.${tooFew} Results go to ${folder}\n`,
  );
}
