import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, holdsNoWorktree, shortTimes } from "../../../repository.ts";
import type { Left, WorldCase } from "../../../world-case.ts";

const gate = ["gate", "--base", "HEAD", "--app", "./server.cjs", ...shortTimes];

/** What was found before measuring is in the result, not on the terminal alone. */
function holdsFindings(left: Left): void {
  const { findings } = JSON.parse(readFileSync(join(left.results ?? "", "gate.json"), "utf8"));
  assert.match(findings.join("\n"), /^responses to GET \/json vary in base, from one request or boot to the next/m);
  holdsNoWorktree(left);
}

export const worldCase: WorldCase = {
  title: "answers with ids, times and counters of a boot are compared by their form",
  source: "datagouv/hydra#394",
  isRepresentative: true,
  prepare: (folder) => {
    writeFileSync(join(folder, ".gitignore"), "results/\n");
    commitAll(folder);
  },
  steps: [
    {
      // That it begins to measure is the point: time ends it.
      run: [...gate, "--path", "/json", "--time", "10s"],
      ends: [0, 3, 4],
      neverSays: [/REGRESSION/],
      holds: holdsFindings,
    },
    {
      run: [...gate, "--path", "/page"],
      change: (folder) => {
        const server = join(folder, "server.cjs");
        writeFileSync(server, readFileSync(server, "utf8").replace("<p>seen", "<h1>Orders</h1><p>seen"));
      },
      ends: 2,
      says: [/base and head respond to GET \/page differently: .*h1/],
      holds: holdsNoWorktree,
    },
  ],
};
