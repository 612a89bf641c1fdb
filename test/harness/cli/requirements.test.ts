import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMetrics, parseRequirement } from "../../../harness/cli/requirements.ts";

test("a requirement is a metric, a comparison and a value in the metric's own unit", () => {
  const cases = [
    ["p99<50ms", "latency-p99", "<", 50_000, "µs"],
    ["p99.9 <= 1.5 s", "latency-p999", "<=", 1_500_000, "µs"],
    ["errors=0", "error-share", "=", 0, "share"],
    ["errors<0.1%", "error-share", "<", 0.001, "share"],
    ["speedup>=1.8", "speedup", ">=", 1.8, "ratio"],
    ["throughput>1000", "throughput", ">", 1_000, "req/s"],
    ["cpu<5ms", "cpu-per-request", "<", 5_000, "µs/req"],
    ["memory<200MiB", "memory-load", "<", 200 * 1024 ** 2, "bytes"],
    ["boot<2s", "boot-time", "<", 2, "seconds"],
  ] as const;
  for (const [text, metricId, comparison, value, unit] of cases) {
    assert.deepEqual(parseRequirement(text), { text, metricId, comparison, value, unit });
  }
});

test("anything else is refused, with what would be right", () => {
  for (const [text, hint] of [
    ["", /'p99<50ms'/],
    ["p99", /'p99<50ms'/],
    ["p99<", /'p99<50ms'/],
    ["p99!50ms", /'p99<50ms'/],
    ["p98<50ms", /p50, p75/],
    ["p99<50", /one of us, µs, ms, s/],
    ["p99<50MB", /one of us, µs, ms, s/],
    ["speedup>2ms", /one of x/],
    ["constructor<1", /p50, p75/],
  ] as const) {
    assert.throws(() => parseRequirement(text), { code: "bad-option", hint });
  }
});

test("metrics are named by comma, by what people call them or by their id", () => {
  assert.deepEqual(parseMetrics("cpu-per-request-worker,memory-idle", "metrics"), [
    "cpu-per-request-worker",
    "memory-idle",
  ]);
  assert.deepEqual(parseMetrics("throughput, cpu,p99", "metrics"), ["throughput", "cpu-per-request", "latency-p99"]);
  for (const text of ["", "cpu,,p99", "speed", "__proto__"]) {
    assert.throws(() => parseMetrics(text, "metrics"), { code: "bad-option", hint: /throughput, cpu/ });
  }
});
