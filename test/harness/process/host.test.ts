import assert from "node:assert/strict";
import { test } from "node:test";
import { hostDied } from "../../../harness/process/host.ts";

test("a host that died is told as it ended, and what ended it from outside apart from what failed within", () => {
  const killed = hostDied("the target's host", null, "SIGKILL");
  assert.equal(killed.code, "target-died");
  assert.equal(killed.message, "the target's host was ended by SIGKILL unexpectedly");
  assert.match(killed.hint, /^It was killed from outside/);
  assert.match(hostDied("it", null, "SIGABRT").hint, /^Node\.js itself failed.*uv_thread_create.*--nproc=/);
  const failed = hostDied("it", 1, null);
  assert.equal(failed.message, "it exited with code 1 unexpectedly");
  assert.match(failed.hint, /report it/);
});
