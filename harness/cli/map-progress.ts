import { firstSentence } from "../analysis/first-sentence.ts";
import { remainingTrials } from "../course.ts";
import type { MapCell, MapRun, MeasuredMap, Run } from "../model/index.ts";
import { clock, plural } from "../units.ts";
import { clearLine, secondsLeft, type Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export type MapProgress = {
  /** How the run of one cell goes. */
  readonly ofCell: (index: number) => Progress;
  /** A cell's run has ended. */
  readonly onCell: (index: number, run: Run, inWords: string) => void;
};

/** `5 ms of CPU, 16 connections`. */
function cellInWords({ workloads }: Pick<MapRun, "workloads">, cell: MapCell): string {
  const title = workloads.find(({ id }) => id === cell.workloadId)?.title ?? cell.workloadId;
  return `${title}, ${plural(cell.connections, "connection")}`;
}

/** Tells how a map goes: one line that is redrawn on a terminal, and one line for each cell. */
export function showMapProgress({ map, runs }: MeasuredMap, terminal: Terminal): MapProgress {
  const current = [...runs];
  const show = (text: string): void => {
    if (terminal.interactive) terminal.note(clearLine + text.slice(0, terminal.width - 1));
  };
  const timeLeft = (): string => `about ${clock(Math.round(secondsLeft(current)))} left`;
  const place = (index: number): string => `place ${index + 1} of ${map.cells.length}`;
  return {
    ofCell: (index) => ({
      onPhase: (trial, arm, phase) => {
        const cell = map.cells[index];
        const words = cell === undefined ? "" : cellInWords(map, cell);
        show(`${place(index)} · ${timeLeft()} · ${words} · block ${trial.block + 1} · ${arm.id}: ${phase}`);
      },
      onTrial: (result, run) => {
        current[index] = run;
        if (result.status === "measured") return;
        show("");
        terminal.note(`${place(index)}, ${result.armId}, failed: ${firstSentence(result.failure.message)}\n`);
      },
      end: () => show(""),
    }),
    onCell: (index, run, inWords) => {
      current[index] = run;
      const cell = map.cells[index];
      if (cell === undefined) return;
      terminal.note(`${place(index)}, ${cellInWords(map, cell)} (${timeLeft()}): ${inWords}\n`);
    },
  };
}

/** What is about to happen, in a few lines. */
export function announceMap(
  { map, runs }: MeasuredMap,
  folder: string,
  limitSeconds: number,
  terminal: Terminal,
): void {
  const [first] = runs;
  if (first === undefined) return;
  const { plan } = first;
  const trials = runs.reduce((sum, run) => sum + remainingTrials(run).length, 0);
  const limit = limitSeconds === Infinity ? "" : `, no place is begun after ${clock(limitSeconds)}`;
  terminal.note(`${map.scenario}: ${map.title}\n`);
  terminal.note(`${plan.arms.map(({ id, workers }) => `${id} (${plural(workers, "worker")})`).join(", ")}\n`);
  for (const { strategy, reason } of plan.notApplicable) terminal.note(`not applicable: ${strategy}: ${reason}\n`);
  terminal.note(
    `${plural(map.cells.length, "place")} of ${plural(plan.blocks, "block")}, ${plural(trials, "trial")} of ${plan.warmupSeconds} s warm-up and ${plan.measuredSeconds} s measured: about ${clock(Math.round(secondsLeft(runs)))}${limit}. Results go to ${folder}\n`,
  );
}
