import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "a worker that answers 200 and something else puts its arm in doubt",
  steps: [
    {
      run: ["run", "--app", "./server.mjs", "-t", "single,cluster-os", "-w", "2", "-b", "2", "-d", "500ms", "-c", "16"],
      ends: 0,
      says: [/SUSPECT/, /It responds differently from single: GET \/: .* on average in single, .* in cluster-os/],
      holds: async ({ run }) => {
        const { trials } = await run();
        const means = trials.flatMap((trial) =>
          trial.status === "measured" ? trial.load.kinds.map(({ bodies }) => [trial.armId, bodies?.meanBytes]) : [],
        );
        const [whole] = means.flatMap(([armId, bytes]) => (armId === "single" ? [bytes] : []));
        assert.ok(typeof whole === "number" && whole > 7_000, `single answers ${whole} bytes`);
      },
    },
  ],
};
