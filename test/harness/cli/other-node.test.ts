import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { announceArms } from "../../../harness/cli/progress.ts";
import type { Arm } from "../../../harness/model/index.ts";
import { oldestNode } from "../../support/nodes.ts";
import { makeRun } from "../../support/trials.ts";

const image = { strategy: "docker", options: { image: "image=node:24" } };

/** What is said of the Node.js that such arms run an app on, whose project asks for a version. */
function told(t: TestContext, wanted: string, changes: readonly Partial<Arm>[]): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-wanted-"));
  const managed = process.env["NVM_DIR"];
  t.after(() => {
    if (managed === undefined) delete process.env["NVM_DIR"];
    else process.env["NVM_DIR"] = managed;
    rmSync(folder, { recursive: true });
  });
  process.env["NVM_DIR"] = folder;
  const programs = join(folder, "versions/node/v22.18.0/bin");
  mkdirSync(programs, { recursive: true });
  symlinkSync(oldestNode.binary, join(programs, "node"));
  writeFileSync(join(folder, ".nvmrc"), wanted);
  const { plan } = makeRun({ arms: changes.map((_, index) => `arm-${index}`), blocks: 1 });
  const arms = plan.arms.map((arm, index) => ({ ...arm, ...changes[index] }));
  const app = { script: join(folder, "server.js"), args: [], env: {} };
  const lines: string[] = [];
  announceArms(
    { ...plan, arms, app },
    {
      out: () => {},
      note: (text) => void lines.push(text),
      colour: false,
      width: 100,
      redraw: () => {},
      interactive: false,
      ask: () => Promise.resolve(null),
      hintFor: (hint: string) => hint,
    },
  );
  return lines.find((line) => line.startsWith("It runs on Node.js")) ?? "";
}

test("what an image runs on is not said to be ours, and no --node is offered that would be refused", (t) => {
  assert.equal(told(t, "22", [image]), "");
  const beside = told(t, "22", [{}, image]);
  assert.match(beside, /^It runs on Node\.js \S+, but \S+\/\.nvmrc requires 22\n$/);
  assert.match(told(t, "22", [{}]), /requires 22; to measure on that, give --node 22\.18\.0\n$/);
  assert.match(told(t, "v18.20.4", [{}]), /requires v18\.20\.4; versions older than 22\.18 cannot be measured\n$/);
});
