import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

const quick = ["-t", "single,cluster-round-robin", "-b", "1", "-d", "300ms", "--warmup", "100ms", "-c", "4"];

export const worldCase: WorldCase = {
  title: "a start script that is the name of another, in a package of a workspace, is followed with its variables",
  source: "Unitech/pm2#4198",
  isRepresentative: true,
  steps: [
    {
      run: ["--app", ".", ...quick, "--expect-text", "gold of orders"],
      ends: "measured",
      holds: async ({ run }) => {
        const { plan } = await run();
        assert.equal(plan.scenario, "orders-workspace");
        assert.match(
          plan.description,
          /"yarn workspace @orders\/api start", with TIER=gold node server\.js; its prestart, "tsc", is not run/,
        );
      },
    },
    {
      run: ["--app", "./web", ...quick],
      ends: 2,
      says: [/its start script is "npm start", so the script "start" calls itself endlessly/, /Name the script/],
    },
  ],
};
