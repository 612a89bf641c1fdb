import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { LoadJob } from "../../../harness/load/job.ts";
import { shareOf } from "../../../harness/load/share.ts";
import type { Load } from "../../../harness/model/index.ts";
import { jobOn } from "./servers.ts";

const job = jobOn({ url: "http://127.0.0.1:1" }, { seed: 5 });
const pool = { connectionMode: "keep-alive", timeoutSeconds: 2 } as const;

function sharesOf(load: Load, of: number): readonly LoadJob[] {
  return Array.from({ length: of }, (_, index) => shareOf({ ...job, load }, { index, of }));
}

test("connections are shared as evenly as can be, none is lost, and each keeps the deck that one generator would give it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(10_000), (of, more) => {
      const connections = of + more;
      const shares = sharesOf({ kind: "closed", connections, ...pool }, of);
      const counts = shares.map(({ load }) => load.connections);
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
      const seeds = shares.flatMap(({ seed, load }) =>
        Array.from({ length: load.connections }, (_, own) => seed + own),
      );
      assert.deepEqual(
        seeds,
        Array.from({ length: connections }, (_, index) => 5 + index),
      );
    }),
  );
});

test("in an open loop all have the same seed, and take turns", () => {
  const load: Load = { kind: "open", arrivals: "even", profile: [{ seconds: 0, rate: 1 }], connections: 5, ...pool };
  assert.deepEqual(
    sharesOf(load, 2).map(({ seed, share, load: { connections } }) => ({ seed, share, connections })),
    [
      { seed: 5, share: { index: 0, of: 2 }, connections: 2 },
      { seed: 5, share: { index: 1, of: 2 }, connections: 3 },
    ],
  );
});
