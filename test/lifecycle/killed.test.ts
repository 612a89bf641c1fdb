/**
 * Nothing left behind: a run is killed at moments drawn from a seed, spread over its whole life, and then no process
 * and no port of it may be left, and its folder must be usable.
 * BROADSIDE_TEST_KILLS sets how many times, BROADSIDE_TEST_SEED from which seed (1).
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { makeRandom } from "../../harness/stats/random.ts";
import { runFileName } from "../../harness/model/index.ts";
import { loadRun } from "../../harness/store/run-store.ts";
import { broadside, freshFolder, startBroadside, type Command } from "../support/broadside.ts";
import { isWholeGrid } from "../support/grid.ts";
import { allMarkedGone, markedPids } from "../support/marked-processes.ts";
import { allClosed, listenersOf, type Listening } from "../support/ports.ts";
import { assertComplete, assertTidy, assertWhole } from "../support/run-folder.ts";

const kills = Number(process.env["BROADSIDE_TEST_KILLS"] ?? (isWholeGrid ? 12 : 1));
const seed = Number(process.env["BROADSIDE_TEST_SEED"] ?? 1);
const atOnce = 2;

const run = ["-s", "ping", "-t", "cluster-os,reverse-proxy", "-w", "2", "--blocks", "1", "--duration", "300ms"];
const args = [...run, "--warmup", "100ms"];

const random = makeRandom(seed);
const orderly = isWholeGrid ? (["SIGINT", "SIGTERM"] as const) : [];
const rounds = [
  ...Array.from({ length: kills }, (_, index) => ({
    signal: "SIGKILL" as const,
    at: (index + random.nextFloat()) / kills,
  })),
  ...orderly.map((signal) => ({ signal, at: 0.8 * random.nextFloat() })),
];

/** How long an undisturbed run takes with as many beside it. */
let lifeMillis = 0;

before(async () => {
  const startedAt = performance.now();
  const folders: (() => void)[] = [];
  const t = { after: (clean: () => void) => void folders.push(clean) };
  await Promise.all(Array.from({ length: atOnce }, () => broadside([...args, "--out", freshFolder(t)])));
  lifeMillis = performance.now() - startedAt;
  for (const clean of folders) clean();
});

/** Where anything of the command listens at the moment. */
function allListenersOf({ mark }: Command): readonly Listening[] {
  return listenersOf(markedPids(mark));
}

/** The folder can be used again: a run that had begun is finished, one that had not is begun. */
async function assertUsable(folder: string): Promise<void> {
  const hasBegun = existsSync(join(folder, runFileName));
  const done = hasBegun ? (await loadRun(folder)).trials : [];
  const again = await broadside(hasBegun ? ["--resume", folder] : [...args, "--out", folder]);
  assert.equal(again.code, 0, again.stderr);
  const finished = await loadRun(folder);
  assertComplete(finished);
  assert.deepEqual(finished.trials.slice(0, done.length), done);
  assertWhole(folder);
}

describe(
  "whenever a run is ended, nothing is left behind and nothing measured is lost",
  { concurrency: atOnce },
  () => {
    for (const { signal, at } of rounds) {
      test(`${signal} at ${(at * 100).toFixed(1)}% of its life`, async (t) => {
        const folder = freshFolder(t);
        const command = startBroadside([...args, "--out", folder]);
        await Promise.race([delay(at * lifeMillis), command.ended]);
        const listeners = allListenersOf(command);
        command.kill(signal);
        const { code } = await command.ended;
        await allMarkedGone(command.mark);
        await allClosed(listeners);
        if (signal !== "SIGKILL" && existsSync(folder)) assertTidy(folder);
        t.diagnostic(`exit code ${code}, ${existsSync(join(folder, runFileName)) ? "begun" : "not begun"}`);
        await assertUsable(folder);
      });
    }
  },
);
