import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadRun } from "../harness/store/run-store.ts";
import { broadside } from "./support/broadside.ts";

const project = join(import.meta.dirname, "..");
const short = ["-b", "1", "-d", "300ms", "--warmup", "100ms", "-w", "2", "-c", "4"];

test("the Express service is measured as its configuration says, by every command of its README", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-example-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(project, "examples/express"), folder, { recursive: true });
  symlinkSync(join(project, "test/frameworks/node_modules"), join(folder, "node_modules"));
  const measure = async (...args: readonly string[]) => {
    const out = join(folder, `results/${args.join("-")}`);
    const { code, stderr } = await broadside([...args, ...short, "--out", out], { cwd: folder });
    assert.equal(code, 0, stderr);
    return loadRun(out);
  };
  const browse = await measure();
  assert.deepEqual(
    browse.plan.arms.map(({ strategy }) => strategy),
    ["single", "cluster-round-robin", "reverse-proxy"],
  );
  const order = await measure("--scenario", "order", "-t", "single");
  for (const { trials } of [browse, order]) {
    for (const trial of trials) {
      assert.ok(trial.status === "measured", JSON.stringify(trial));
      assert.ok(trial.load.counts.completed > 0 && trial.load.counts.failed === 0, trial.armId);
    }
  }
  const commands = readFileSync(join(folder, "README.md"), "utf8").matchAll(
    /^\/path\/to\/broadside\/broadside(.*?) *#/gm,
  );
  for (const [, typed = ""] of commands) {
    const [command = ""] = typed.trim().split(" ");
    const { code, stderr } = await broadside(
      command.startsWith("-") || command === "" ? ["--help"] : [command, "--help"],
    );
    assert.equal(code, 0, stderr);
  }
});

test("the workflow gives the action inputs that it has, and reads outputs that it gives", () => {
  const workflow = readFileSync(join(project, "examples/github-actions/.github/workflows/performance.yml"), "utf8");
  const action = readFileSync(join(project, "action.yml"), "utf8");
  const namesBelow = (section: string): ReadonlySet<string> => {
    const [below = ""] = (action.split(`\n${section}:\n`)[1] ?? "").split(/^\S/m);
    return new Set([...below.matchAll(/^ {2}([\w-]+):$/gm)].map(([, name = ""]) => name));
  };
  const [, step = ""] = /uses: OWNER\/broadside@main.*?\n\s+with:\n(.*?)\n {6}- /s.exec(workflow) ?? [];
  const given = [...step.matchAll(/^ {10}([\w-]+):/gm)].map(([, name = ""]) => name);
  assert.deepEqual(given, ["base", "require", "inconclusive"]);
  for (const name of given) assert.ok(namesBelow("inputs").has(name), name);
  for (const [, name = ""] of workflow.matchAll(/steps\.gate\.outputs\.([\w-]+)/g)) {
    assert.ok(namesBelow("outputs").has(name), name);
  }
});
