import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "an app that answers 500 because its database is away is told with what it printed",
  steps: (
    [
      ["single", ", still the same after 15 s"],
      // Behind a proxy it is asked once, when that has answered wrongly for so long.
      ["reverse-proxy", ""],
    ] as const
  ).map(([strategy, waited]) => ({
    run: ["--app", "./server.mjs", "-t", strategy, "-b", "1", "-d", "300ms", "--boot-timeout", "15s"],
    ends: 2,
    says: [
      new RegExp(`GET / returned 500: "Internal Server Error"${waited}; the app printed:`),
      /query failed: connect ECONNREFUSED 127\.0\.0\.1:1/,
    ],
    neverSays: [/node:internal|^ +at /m],
  })),
};
