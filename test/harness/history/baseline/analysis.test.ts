import assert from "node:assert/strict";
import { test } from "node:test";
import { baselineOf, checkAgainstBaseline } from "../../../../harness/history/baseline/analysis.ts";
import type { Run, Seal } from "../../../../harness/model/index.ts";
import { baselineSchema } from "../../../../harness/history/baseline/store.ts";
import { aWarning } from "../../../support/a-warning.ts";
import { unobserved } from "../../../support/unobserved.ts";
import { makeRun, type RunShape } from "../../../support/trials.ts";

const rule = { tolerance: 0.05, minimalEffect: 0.03, absolute: false };

/** cluster-os answers that many times what single does, on a machine of that speed. */
function runAt(speedUp: number, speed = 100, change: Partial<RunShape> = {}): Run {
  const throughput = (arm: string, block: number): number =>
    speed * (arm === "single" ? 1 : speedUp) * (1 + 0.002 * ((block * 5 + (arm === "single" ? 1 : 3)) % 7));
  return makeRun({ arms: ["single", "cluster-os"], throughput, blocks: 10, ...change });
}

const valid: Seal = { status: "VALID", reasons: [] };
const invalid: Seal = {
  status: "INVALID",
  reasons: [aWarning({ code: "errors", severity: "invalid", meaning: "Of 90 requests 9 failed.", armId: "single" })],
};

const elsewhere = { environment: { fingerprint: "another", cpuModel: "Other CPU" } } as const;

test("a baseline keeps each arm's figures by block, and is of its own schema", () => {
  const baseline = baselineOf(runAt(1.9));
  assert.deepEqual(
    baseline.arms.map(({ id, blocks }) => [id, blocks.length]),
    [
      ["single", 10],
      ["cluster-os", 10],
    ],
  );
  assert.ok(
    baseline.arms.every(({ blocks }) => blocks.every((one) => one.throughput !== null && one.p99Micros !== null)),
  );
  assert.deepEqual(baselineSchema.parse(structuredClone(baseline)), baseline);
});

test("speed-ups are compared, and absolute figures on request", () => {
  const result = checkAgainstBaseline(runAt(1.9), baselineOf(runAt(1.9)), valid, { ...rule, absolute: true });
  assert.equal(result.outcome, "pass");
  assert.deepEqual(
    result.checks.map(({ armId, figure }) => `${armId} ${figure}`),
    [
      "cluster-os speed-up",
      "single throughput",
      "cluster-os throughput",
      "single CPU per request",
      "cluster-os CPU per request",
    ],
  );
});

test("without being asked for, absolute figures are not compared, however much slower the machine, and it says so", () => {
  const result = checkAgainstBaseline(runAt(1.9, 30, elsewhere), baselineOf(runAt(1.9)), valid, rule);
  assert.equal(result.outcome, "pass");
  assert.equal(result.checks.length, 1);
  assert.match(
    result.details.join(),
    /absolute figures, which differ from machine to machine and from day to day, are not/,
  );
});

test("a speed-up that has fallen is a regression across machines", () => {
  const result = checkAgainstBaseline(runAt(1.7, 30, elsewhere), baselineOf(runAt(1.9)), valid, rule);
  assert.equal(result.outcome, "regression");
  assert.match(result.headline, /^Worse than the baseline: speed-up of cluster-os by 1[01]%/);
  assert.ok(Math.abs((result.checks[0]?.ratio.value ?? 0) - 1.7 / 1.9) < 0.01);
});

test("less throughput at the same speed-up is a regression where absolute figures are asked for, with a warning", () => {
  const result = checkAgainstBaseline(runAt(1.9, 80), baselineOf(runAt(1.9)), valid, { ...rule, absolute: true });
  assert.equal(result.outcome, "regression");
  assert.match(result.details.join(), /Absolute figures of two sessions/);
});

test("too few blocks leave it open; an invalid run, or no arm in common, says nothing", () => {
  const few = runAt(1.7, 100, { blocks: 2, ...elsewhere });
  assert.equal(checkAgainstBaseline(few, baselineOf(runAt(1.9)), valid, rule).outcome, "inconclusive");
  assert.equal(checkAgainstBaseline(runAt(1.9), baselineOf(runAt(1.9)), invalid, rule).outcome, "invalid");
  const ruledOut = checkAgainstBaseline(runAt(1.9), baselineOf(runAt(1.9)), invalid, rule);
  assert.equal(ruledOut.headline, "No verdict: single: Of 90 requests 9 failed.");
  const other = makeRun({ arms: ["reverse-proxy"], blocks: 10 });
  assert.equal(checkAgainstBaseline(other, baselineOf(runAt(1.9)), valid, rule).outcome, "invalid");
});

function deployedAt(url: string): Run {
  const external = { strategy: "external", deployment: { ...unobserved, url } };
  return runAt(1.9, 100, { arms: ["single", "cluster-os", external] });
}

test("an arm that is another thing by the same name is not compared, and named with what it was and is", () => {
  const then = baselineOf(deployedAt("http://127.0.0.1:8080"));
  assert.deepEqual(baselineSchema.parse(structuredClone(then)), then);
  const compared = (run: Run) => {
    const { checks, details } = checkAgainstBaseline(run, then, valid, rule);
    return { armIds: checks.map(({ armId }) => armId), details: details.join("\n") };
  };
  assert.deepEqual(compared(deployedAt("http://127.0.0.1:8080")).armIds, ["cluster-os", "external"]);
  const { armIds, details } = compared(deployedAt("http://127.0.0.1:9090"));
  assert.deepEqual(armIds, ["cluster-os"]);
  assert.match(details, /Not compared, .*: external \(http:\S+:8080 then, http:\S+:9090 now\)\.$/);
});

function behindProxy(software: string, proxyRate: number): Run {
  return makeRun({
    arms: [{ strategy: "nginx", software }, "single"],
    throughput: (arm, block) => (arm === "nginx" ? proxyRate : 100) + block / 10,
    blocks: 10,
  });
}

test("where the baseline arm is another thing, no speed-up over it is compared, and it says so", () => {
  const then = baselineOf(behindProxy("nginx 1.22.1", 80));
  const speedUps = checkAgainstBaseline(behindProxy("nginx 1.28.0", 100), then, valid, rule);
  assert.deepEqual([speedUps.outcome, speedUps.checks], ["invalid", []]);
  assert.match(
    speedUps.details.join("\n"),
    /nginx \(nginx 1\.22\.1 then, .*\nSpeed-ups refer to nginx, so they are not/,
  );
  const all = checkAgainstBaseline(behindProxy("nginx 1.28.0", 100), then, valid, { ...rule, absolute: true });
  assert.deepEqual(
    all.checks.map(({ armId, figure }) => `${armId} ${figure}`),
    ["single throughput", "single CPU per request"],
  );
});

/** A docker arm whose workers ran on that Node.js, beside one on Broadside's own. */
function inImage(imageNode: string, ownNode: string, options: Readonly<Record<string, string>> = {}): Run {
  return makeRun({
    arms: ["single", "cluster-os", { strategy: "docker", options }],
    blocks: 10,
    environment: { nodeVersion: ownNode },
    trial: (trial) => ({ ...trial, nodeVersion: trial.armId === "docker" ? imageNode : ownNode }),
  });
}

test("an image whose Node.js is another one is another arm; Broadside's own is that of the whole run", () => {
  const then = baselineOf(inImage("26.10.0", "26.10.0"));
  assert.deepEqual(baselineSchema.parse(structuredClone(then)), then);
  const leftOut = (now: Run): string => checkAgainstBaseline(now, then, valid, rule).details.slice(2).join("\n");
  assert.match(
    leftOut(inImage("26.11.0", "26.10.0")),
    /: docker \(Node\.js 26\.10\.0 then, Node\.js 26\.11\.0 now\)\.$/,
  );
  assert.equal(leftOut(inImage("26.10.0", "26.12.0")), "");
  assert.equal(leftOut(inImage("26.12.0", "26.12.0")), "");
});

test("an arm's options are compared by their names", () => {
  const [then, now] = [
    { front: "nginx", balancer: "random" },
    { front: "random", balancer: "nginx" },
  ].map((options) => inImage("26.10.0", "26.10.0", options));
  assert.ok(then !== undefined && now !== undefined);
  const { details } = checkAgainstBaseline(now, baselineOf(then), valid, rule);
  assert.match(details.join("\n"), /docker \(balancer=random, front=nginx then, balancer=nginx, front=random now\)\.$/);
});

test("an arm that is no longer measured is named", () => {
  const result = checkAgainstBaseline(makeRun({ arms: ["single"], blocks: 10 }), baselineOf(runAt(1.9)), valid, rule);
  assert.match(result.details.join(), /In the baseline and not in this run: cluster-os\./);
});
