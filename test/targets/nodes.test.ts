import assert from "node:assert/strict";
import { readlinkSync } from "node:fs";
import { describe, test } from "node:test";
import { strategies } from "../../targets/index.ts";
import { bootTarget, testApp } from "../support/boot-target.ts";
import { isInGrid } from "../support/grid.ts";
import { ask } from "../support/http.ts";
import { oldestNode, ownNode } from "../support/nodes.ts";

/** All but containers, which need an Engine. */
const ofProcesses = strategies.filter(({ name }) => name !== "docker" && isInGrid(name));
const app = { ...testApp("plain.js"), poolVariable: "POOL_THREADS" };

describe("a target on another Node.js", { concurrency: 2 }, () => {
  for (const { name } of ofProcesses) {
    test(`${name} runs its workers and its primary on it, and neither the proxy nor the host`, async (t) => {
      const target = await bootTarget(t, { strategy: name, app, node: oldestNode.binary });
      assert.equal((await ask(target.url)).status, 200);
      const { samples, missing } = await target.sample({ resetDelay: false });
      assert.ok(samples.length > 0 && missing.length === 0);
      assert.equal(readlinkSync(`/proc/${target.groupId}/exe`), ownNode.binary);
      for (const { pid, role } of target.processes) {
        const runsApp = role === "worker" || role === "primary";
        assert.equal(readlinkSync(`/proc/${pid}/exe`) === oldestNode.binary, runsApp, role);
      }
    });
  }
});
