import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openNew, openSaved, type Kept } from "../../../harness/conduct/open.ts";
import type { Environment, Run } from "../../../harness/model/index.ts";
import { isLocked } from "../../../harness/store/directory-lock.ts";
import { loadRun, reopenRunDirectory, saveRun } from "../../../harness/store/run-store.ts";
import { testApp } from "../../support/boot-target.ts";
import { freshFolder } from "../../support/broadside.ts";
import { newRun } from "../../support/new-run.ts";
import { smallPlan } from "../../support/small-plan.ts";

const kept: Kept<Run> = {
  reopen: reopenRunDirectory,
  load: loadRun,
  save: saveRun,
  environmentOf: ({ environment }) => environment,
};

const beginOn = async (environment: Environment): Promise<Run> => ({
  ...newRun(smallPlan(testApp("plain.js"))),
  environment,
});

const noRoom = (): void => {
  throw new Error("no room");
};

const serviceIsGone = (): Promise<void> => Promise.reject(new Error("a service that it needs is gone"));

test("what was begun here can be gone on with here, and belongs to one process until it is released", async (t) => {
  const folder = freshFolder(t);
  const opened = await openNew(kept, { destination: folder, fits: () => {}, begin: beginOn });
  assert.deepEqual([isLocked(folder), await loadRun(folder)], [true, opened.state]);
  opened.release();
  const again = await openSaved(folder, kept, async () => {});
  assert.deepEqual([isLocked(folder), again.state], [true, opened.state]);
  again.release();
  assert.equal(isLocked(folder), false);
});

test("of what cannot begin nothing is left, also of what it has made already", async (t) => {
  const folder = freshFolder(t);
  const made = join(folder, "part");
  const begin = async (): Promise<Run> => {
    writeFileSync(made, "");
    throw new Error("the app does not answer");
  };
  await assert.rejects(
    openNew(kept, { destination: folder, fits: () => {}, begin, undo: () => rmSync(made) }),
    /the app does not answer/,
  );
  assert.equal(existsSync(folder), false);
});

test("where the machine has no room nothing is made", async (t) => {
  const folder = freshFolder(t);
  await assert.rejects(openNew(kept, { destination: folder, fits: noRoom, begin: beginOn }), /no room/);
  assert.equal(existsSync(folder), false);
});

test("what was begun on another machine, or cannot be gone on with, is as it was and free", async (t) => {
  const folder = freshFolder(t);
  const begin = async (environment: Environment): Promise<Run> =>
    beginOn({ ...environment, fingerprint: "another", cpuModel: "Other CPU" });
  (await openNew(kept, { destination: folder, fits: () => {}, begin })).release();
  const before = readFileSync(join(folder, "run.json"), "utf8");
  await assert.rejects(
    openSaved(folder, kept, async () => {}),
    {
      code: "run-foreign",
      message: /started on another machine or Node\.js version \(Other CPU, /,
    },
  );
  assert.deepEqual([isLocked(folder), readFileSync(join(folder, "run.json"), "utf8")], [false, before]);

  const here = freshFolder(t);
  (await openNew(kept, { destination: here, fits: () => {}, begin: beginOn })).release();
  await assert.rejects(openSaved(here, kept, serviceIsGone), /a service that it needs is gone/);
  assert.equal(isLocked(here), false);
});
