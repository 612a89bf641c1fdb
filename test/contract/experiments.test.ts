import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runExperiment } from "../../harness/experiments/blocks.ts";
import { capacityExperiment } from "../../harness/experiments/capacity/schedule.ts";
import { capacityKind } from "../../harness/experiments/capacity/store.ts";
import type { Experiment } from "../../harness/experiments/experiment.ts";
import type { TrialResult } from "../../harness/model/index.ts";
import { parseSaved } from "../../harness/store/parse-saved.ts";
import { parseRun } from "../../harness/store/run-store.ts";
import { makeProbeTrial, newCapacityRun, type CapacityShape } from "../support/capacity.ts";
import { makeRun } from "../support/trials.ts";

/** An experiment on made-up targets. */
type Subject<State, Planned> = {
  readonly experiment: Experiment<State, Planned>;
  readonly begun: State;
  readonly resultOf: (state: State, planned: Planned) => TrialResult;
  /** What is read of what is saved. */
  readonly reread: (saved: string) => State;
};

const mostTrials = 500;

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Lets nobody change a state, or what it is made of. */
function frozen<Value>(value: Value): Value {
  if (isObject(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

/** Every state that it goes through. `between` is done to each before it goes on. */
function statesOf<State, Planned>(
  { experiment, begun, resultOf }: Subject<State, Planned>,
  between: (state: State) => State = frozen,
): readonly State[] {
  const states = [between(begun)];
  for (let state = states.at(-1); state !== undefined; state = states.at(-1)) {
    const planned = experiment.next(state);
    if (planned === null) return states;
    assert.ok(states.length <= mostTrials, "it goes on for ever");
    states.push(between(experiment.record(state, planned, resultOf(state, planned))));
  }
  return states;
}

function holdsContract<State, Planned>(name: string, subject: Subject<State, Planned>): void {
  const { experiment, begun, reread } = subject;
  describe(`${name}, which comes next`, () => {
    const states = statesOf(subject);

    test("ends, and changes no state that it was given", () => {
      assert.ok(states.length > 2);
    });

    test("goes on from what is saved at any point as if it had not been interrupted", () => {
      const interrupted = statesOf(subject, (state) => reread(JSON.stringify(state)));
      assert.deepEqual(interrupted, states);
    });

    test("says the same of the same state", () => {
      for (const state of states) assert.deepEqual(experiment.next(state), experiment.next(state));
    });

    test("tells of each trial which arm it measures under which load, and numbers none twice", () => {
      const numbers = states.slice(0, -1).map((state) => {
        const planned = experiment.next(state);
        assert.ok(planned !== null);
        const { arm, trial, settings } = experiment.trialOf(state, planned);
        assert.equal(trial.armId, arm.id);
        assert.ok(settings.measuredSeconds > 0 && arm.load.connections > 0);
        return trial.index;
      });
      assert.equal(new Set(numbers).size, numbers.length);
    });

    test("goes on while there is time, and begins nothing when there is none", () => {
      assert.equal(experiment.outOfTime(begun, 3_600), null);
      assert.notEqual(experiment.outOfTime(begun, -1), null);
    });
  });
}

const arms = ["single", "cluster-round-robin"];
const made = makeRun({ arms, blocks: 4 });

for (const whenTimeIsUp of ["end", "pause"] as const) {
  holdsContract(`a run that can ${whenTimeIsUp} with its time`, {
    experiment: runExperiment({
      // The second trial is disturbed, so that its block is measured again.
      course: {
        disturbanceOf: ({ index }) => (index === 1 ? { cause: "steal", inWords: "a neighbour had it" } : null),
        isDecided: () => false,
      },
      whenTimeIsUp,
    }),
    begun: { ...made, finishedAt: null, trials: [] },
    resultOf: (_run, planned) => {
      const trial = made.trials.find(({ armId }) => armId === planned.armId);
      assert.ok(trial !== undefined);
      return { ...trial, ...planned };
    },
    reread: (saved) => parseRun(saved, "run.json"),
  });
}

for (const [name, limits] of [
  ["with a limit", { single: 200, "cluster-round-robin": 390 }],
  ["whose second arm holds nothing", { single: 200, "cluster-round-robin": 0.1 }],
] as const) {
  const shape: CapacityShape = {
    arms,
    limit: (armId) => (armId === "single" ? limits.single : limits["cluster-round-robin"]),
  };
  holdsContract(`a capacity search ${name}`, {
    experiment: capacityExperiment({ fewest: 256, most: 10_000 }),
    begun: newCapacityRun(shape),
    resultOf: (run, probe) => makeProbeTrial(shape, run, probe, run.probes.length),
    reread: (saved) => parseSaved(saved, "capacity-run.json", capacityKind),
  });
}
