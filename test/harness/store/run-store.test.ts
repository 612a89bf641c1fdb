import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { BroadsideError } from "../../../harness/errors.ts";
import {
  createRunDirectory,
  loadRun,
  reopenRunDirectory,
  saveRun,
  parseRun,
} from "../../../harness/store/run-store.ts";
import { anyRun, someRun } from "./run-arbitrary.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const beyondAnyPid = 2 ** 30;

test("every run that the model allows comes back as it was saved", async (t) => {
  const folder = temporaryFolder(t);
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      await saveRun(folder, run);
      assert.deepEqual(await loadRun(folder), run);
    }),
    { numRuns: 60 },
  );
  assert.deepEqual(readdirSync(folder), ["run.json"]);
});

test("a run is loaded by its folder or by its file", async (t) => {
  const folder = temporaryFolder(t);
  await saveRun(folder, someRun());
  assert.deepEqual(await loadRun(join(folder, "run.json")), await loadRun(folder));
});

test("a saved run, which holds what was sent, is its owner's alone, also where one that all could read was there", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "run.json");
  writeFileSync(path, "{}", { mode: 0o644 });
  await saveRun(folder, someRun());
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("a new folder is made with its parents, locked, and left without a trace of the lock", async (t) => {
  const folder = join(temporaryFolder(t), "a", "b");
  const lock = await createRunDirectory(folder);
  assert.deepEqual(readdirSync(folder), [".lock"]);
  await saveRun(folder, someRun());
  lock.release();
  lock.release();
  assert.deepEqual(readdirSync(folder), ["run.json"]);
});

test("a folder that holds a run is refused for a new one, kept as it is, and can be reopened", async (t) => {
  const folder = temporaryFolder(t);
  await saveRun(folder, someRun());
  const before = readFileSync(join(folder, "run.json"), "utf8");
  await assert.rejects(createRunDirectory(folder), { code: "output-exists" });
  assert.equal(readFileSync(join(folder, "run.json"), "utf8"), before);
  assert.deepEqual(readdirSync(folder), ["run.json"]);
  (await reopenRunDirectory(folder)).release();
});

test("only a folder with a run can be reopened", async (t) => {
  await assert.rejects(reopenRunDirectory(temporaryFolder(t)), { code: "run-not-found" });
});

test("a folder that cannot be made or written is an error with a reason, not a stack trace", async (t) => {
  const parent = temporaryFolder(t);
  const file = join(parent, "file");
  const nowhere = join(parent, "link to nowhere");
  writeFileSync(file, "in the way");
  symlinkSync(join(parent, "nowhere"), nowhere);
  const unwritable = { code: "output-unwritable", message: /^Cannot write .*: .* \(E[A-Z]+\)\.$/ };
  for (const folder of [file, join(file, "run"), nowhere, join(nowhere, "run"), "/proc/self/run/one"]) {
    await assert.rejects(createRunDirectory(folder), unwritable, folder);
  }
  for (const folder of [file, join(file, "run"), nowhere, join(parent, "gone")]) {
    await assert.rejects(saveRun(folder, someRun()), unwritable, folder);
  }
});

test("a run.json that cannot be replaced leaves no temporary", async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "run.json"));
  await assert.rejects(saveRun(folder, someRun()), { code: "output-unwritable", message: /run\.json/ });
  assert.deepEqual(readdirSync(folder), ["run.json"]);
});

test("a disk that fills up in the middle of a save leaves the run before, and nothing else", async (t) => {
  const folder = temporaryFolder(t);
  const run = someRun();
  await saveRun(folder, run);
  const store = join(import.meta.dirname, "../../../harness/store/run-store.ts");
  const script = `
    import { loadRun, saveRun } from ${JSON.stringify(store)};
    const run = await loadRun(process.argv[1]);
    const error = await saveRun(process.argv[1], { ...run, command: ["x".repeat(1_000_000)] }).catch((thrown) => thrown);
    console.log(error.code, error.message);
  `;
  // The largest file that the shell lets its child write: 256 blocks of 512 or 1,024 bytes.
  const limited = 'ulimit -f 256; exec "$0" --input-type=module --eval "$1" "$2"';
  const output = execFileSync("sh", ["-c", limited, process.execPath, script, folder], { encoding: "utf8" });
  assert.match(output, /^output-unwritable .*larger than allowed \(EFBIG\)/);
  assert.deepEqual(readdirSync(folder), ["run.json"]);
  assert.deepEqual(await loadRun(folder), run);
});

test("a run that could not be loaded again is not saved: the one before stays", async (t) => {
  const folder = temporaryFolder(t);
  const run = someRun();
  await saveRun(folder, run);
  const broken = { ...run, plan: { ...run.plan, measuredSeconds: Number.NaN } };
  await assert.rejects(saveRun(folder, broken), {
    name: "TypeError",
    message: /plan\.measuredSeconds must be a number/,
  });
  assert.deepEqual(await loadRun(folder), run);
});

test("what does not exist is not found, and the message says what is missing", async (t) => {
  const folder = temporaryFolder(t);
  await assert.rejects(loadRun(folder), { code: "run-not-found", message: /holds no run\.json/ });
  await assert.rejects(loadRun(join(folder, "nowhere")), { code: "run-not-found", message: /does not exist/ });
  writeFileSync(join(folder, "file"), "");
  await assert.rejects(loadRun(join(folder, "file", "run.json")), { code: "run-not-found" });
});

test("a run.json that the system will not read is unreadable", async (t) => {
  const folder = temporaryFolder(t);
  symlinkSync("run.json", join(folder, "run.json"));
  await assert.rejects(loadRun(folder), { code: "run-unreadable", message: /ELOOP/ });
  await assert.rejects(loadRun(join(folder, "run.json")), { code: "run-unreadable" });
});

test("a run cut short anywhere is unreadable, and the message says where", () => {
  const whole = JSON.stringify(someRun(), null, 1);
  for (let length = 0; length < whole.length; length += 7) {
    assert.throws(() => parseRun(whole.slice(0, length), "run.json"), {
      code: "run-unreadable",
      message: length === 0 ? /is empty/ : /line \d+ column \d+/,
    });
  }
});

test("any bytes at all are a run, unreadable or foreign, and never a crash", async (t) => {
  const folder = temporaryFolder(t);
  const whole = Buffer.from(JSON.stringify(someRun()));
  const damaged = fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 8 })).map(([at, bytes]) => {
    const copy = Uint8Array.from(whole);
    copy.set(bytes.subarray(0, copy.length - at), at);
    return copy;
  });
  const json = fc.json().map((value) => new TextEncoder().encode(value));
  const anyBytes = fc.oneof(damaged, fc.uint8Array(), json);
  await fc.assert(
    fc.asyncProperty(anyBytes, async (bytes) => {
      writeFileSync(join(folder, "run.json"), bytes);
      const outcome = await loadRun(folder).catch((error: unknown) => error);
      if (!(outcome instanceof Error)) return;
      assert.ok(outcome instanceof BroadsideError, String(outcome));
      assert.match(outcome.code, /^run-(unreadable|foreign)$/);
    }),
    { numRuns: 300 },
  );
});

test("loading removes temporaries of writers that are gone, and no others", async (t) => {
  const folder = temporaryFolder(t);
  await saveRun(folder, someRun());
  const kept = [`.run.json.${process.pid}.0123abcd.tmp`, ".run.json.12.tmp", "report.tmp", `.note.${beyondAnyPid}.txt`];
  for (const name of [...kept, `.run.json.${beyondAnyPid}.0123abcd.tmp`]) writeFileSync(join(folder, name), "");
  await loadRun(folder);
  assert.deepEqual(new Set(readdirSync(folder)), new Set(["run.json", ...kept]));
});

test("loading removes nothing while another process holds the folder", async (t) => {
  const folder = temporaryFolder(t);
  const temporary = `.run.json.${beyondAnyPid}.0123abcd.tmp`;
  await saveRun(folder, someRun());
  const lock = await reopenRunDirectory(folder);
  writeFileSync(join(folder, temporary), "");
  await loadRun(folder);
  assert.ok(existsSync(join(folder, temporary)));
  lock.release();
});

test("reopening removes every temporary: whoever wrote it holds the folder no more", async (t) => {
  const folder = temporaryFolder(t);
  await saveRun(folder, someRun());
  for (const pid of [process.pid, beyondAnyPid]) writeFileSync(join(folder, `.report.html.${pid}.0123abcd.tmp`), "");
  const lock = await reopenRunDirectory(folder);
  assert.deepEqual(new Set(readdirSync(folder)), new Set([".lock", "run.json"]));
  lock.release();
});

test("saving replaces the file and never writes into the old one", async (t) => {
  const folder = temporaryFolder(t);
  await saveRun(folder, someRun());
  const first = statSync(join(folder, "run.json")).ino;
  const old = readFileSync(join(folder, "run.json"));
  symlinkSync("run.json", join(folder, "link"));
  await saveRun(folder, { ...someRun(), toolVersion: "2" });
  assert.notEqual(statSync(join(folder, "run.json")).ino, first);
  assert.notDeepEqual(readFileSync(join(folder, "run.json")), old);
});

test("saves at once from one process all end, and the last word is a whole run", async (t) => {
  const folder = temporaryFolder(t);
  const versions = ["1", "2", "3", "4", "5"];
  await Promise.all(versions.map((toolVersion) => saveRun(folder, { ...someRun(), toolVersion })));
  assert.ok(versions.includes((await loadRun(folder)).toolVersion));
  assert.deepEqual(readdirSync(folder), ["run.json"]);
});
