import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connectionsFor } from "../../../../../harness/experiments/capacity/analysis/connections.ts";
import type { CapacityRun } from "../../../../../harness/experiments/capacity/model.ts";
import { makeCapacityRun } from "../../../../support/capacity.ts";
import { makeLatency, withLoad } from "../../../../support/trials.ts";

/** A search whose arm answers a closed loop in so many µs. */
function searchOf(closedLoopMicros: number): CapacityRun {
  const latency = makeLatency([closedLoopMicros]);
  return makeCapacityRun({
    arms: ["single"],
    limit: () => 100,
    trial: (trial) => withLoad(trial, { latency }),
    plan: { connections: null },
    most: 3,
  });
}

describe("the connections of a search's open load", () => {
  it("are twice what may be under way while the objective is kept, and some at least", () => {
    assert.equal(connectionsFor(searchOf(5_000), "single", 5_000, 256, 60_000), 1_000);
    assert.equal(connectionsFor(searchOf(5_000), "single", 100, 256, 60_000), 256);
  });

  it("are no more than usual for a target that answers soon, however many the objective allows", () => {
    assert.equal(connectionsFor(searchOf(1_500), "single", 42_000, 256, 60_000), 2_000);
  });

  it("are enough for a target that waits long, as far as open files go", () => {
    assert.equal(connectionsFor(searchOf(60_000), "single", 20_000, 256, 60_000), 4_000);
    assert.equal(connectionsFor(searchOf(60_000), "single", 20_000, 256, 3_000), 3_000);
  });
});
