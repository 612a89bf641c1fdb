import { runTrial, type Phase } from "../execute/trial.ts";
import type { Experiment } from "../experiments/experiment.ts";

/** What tells the user how it goes. */
export type Progress<State, Planned> = {
  readonly onPhase: (planned: Planned, phase: Phase) => void;
  /** A trial has ended, and has been saved. */
  readonly onTrial: (state: State) => void;
  /** Takes the progress line off the screen. */
  readonly end: () => void;
};

export type MeasureOptions<State, Planned> = {
  readonly bootTimeoutSeconds: number;
  readonly signal: AbortSignal;
  /** When nothing further is begun, on the clock of `performance.now()`; Infinity for no limit. */
  readonly untilMillis: number;
  readonly save: (state: State) => Promise<void>;
  readonly progress: Progress<State, Planned>;
};

type Unfinished = { readonly finishedAt: string | null };

/**
 * Carries out what is left, one trial after another, and saves after each, outside any measured window. Resolves to the
 * state as it then stands, also when it is interrupted.
 */
export async function measure<State extends Unfinished, Planned>(
  begun: State,
  experiment: Experiment<State, Planned>,
  { bootTimeoutSeconds, signal, untilMillis, save, progress }: MeasureOptions<State, Planned>,
): Promise<State> {
  let current = begun;
  const keep = async (state: State): Promise<void> => {
    current = { ...state, finishedAt: experiment.next(state) === null ? new Date().toISOString() : null };
    await save(current);
  };
  try {
    for (let planned = experiment.next(current); planned !== null; planned = experiment.next(current)) {
      signal.throwIfAborted();
      const stopped = experiment.outOfTime(current, (untilMillis - performance.now()) / 1_000);
      if (stopped !== null) {
        if (stopped !== current) await keep(stopped);
        break;
      }
      const { arm, trial, settings } = experiment.trialOf(current, planned);
      const onPhase = progress.onPhase.bind(null, planned);
      const result = await runTrial(arm, trial, { plan: settings, bootTimeoutSeconds, signal, onPhase });
      await keep(experiment.record(current, planned, result));
      progress.onTrial(current);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.end();
  }
  return current;
}
