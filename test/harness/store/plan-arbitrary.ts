import * as fc from "fast-check";
import type { App, Deployment, Arm, GateSettings, Load, Plan, RequestKind } from "../../../harness/model/index.ts";
import { text, texts, count, number, listOf, keysOf } from "./arbitrary.ts";

const requestKind: fc.Arbitrary<RequestKind> = fc.record(
  {
    name: text,
    weight: number,
    method: text,
    path: text,
    headers: texts,
    body: text,
    expect: fc.record({ status: count, includes: text }, { requiredKeys: [] }),
  },
  { requiredKeys: ["name", "weight", "method", "path", "headers", "expect"] },
);

const app: fc.Arbitrary<App> = fc.record(
  { script: text, args: listOf(text), env: texts, cwd: text, nodeArgs: listOf(text), port: count, poolVariable: text },
  { requiredKeys: ["script", "args", "env"] },
);

const eitherLoad = {
  connections: count,
  connectionMode: fc.constantFrom("keep-alive", "per-request"),
  timeoutSeconds: number,
} as const;

const closedLoad = { kind: fc.constant("closed"), ...eitherLoad } as const;

const openLoad = {
  kind: fc.constant("open"),
  arrivals: fc.constantFrom("poisson", "even"),
  profile: listOf(fc.record({ seconds: number, rate: number })),
  ...eitherLoad,
} as const;

const generators = fc.integer({ min: 1 });

const plannedLoad: fc.Arbitrary<Load> = fc.oneof(
  fc.record({ ...closedLoad, generators }, { requiredKeys: keysOf(closedLoad) }),
  fc.record({ ...openLoad, generators }, { requiredKeys: keysOf(openLoad) }),
);

const deployment: fc.Arbitrary<Deployment> = fc.record(
  {
    url: text,
    isRemote: fc.boolean(),
    up: listOf(text),
    down: listOf(text),
    reload: listOf(text),
    commandTimeoutSeconds: number,
  },
  { requiredKeys: ["url", "isRemote", "commandTimeoutSeconds"] },
);

function armCalled(id: string, armId: fc.Arbitrary<string>): fc.Arbitrary<Arm> {
  return fc.record(
    {
      id: fc.constant(id),
      strategy: text,
      options: texts,
      workers: fc.option(count),
      sharesPort: fc.constant(true as const),
      software: text,
      load: plannedLoad,
      app,
      node: fc.record({ version: text, path: text }),
      deployment,
      canaryOf: armId,
    },
    { requiredKeys: ["id", "strategy", "options", "workers", "load"] },
  );
}

function gateOf(armId: fc.Arbitrary<string>): fc.Arbitrary<GateSettings> {
  const side = fc.record({ label: text, commit: fc.option(text) });
  const always = {
    base: side,
    head: side,
    baseArmId: armId,
    headArmId: armId,
    metrics: listOf(text),
    tolerance: number,
    minimalEffect: number,
    requirements: listOf(
      fc.record({
        text,
        metricId: text,
        comparison: fc.constantFrom("<", "<=", ">", ">=", "="),
        value: number,
        unit: fc.constantFrom("µs", "ratio"),
      }),
    ),
  };
  return fc.record({ ...always, app: text, findings: listOf(text) }, { requiredKeys: keysOf(always) });
}

export function planOf(armIds: readonly string[]): fc.Arbitrary<Plan> {
  const armId = fc.constantFrom(...armIds);
  const always = {
    scenario: text,
    title: text,
    description: text,
    app: fc.option(app),
    dependencies: listOf(fc.record({ name: text, script: text, env: texts, urlVariable: text })),
    requests: listOf(requestKind),
    arms: fc.tuple(...armIds.map((id) => armCalled(id, armId))),
    baselineArmId: armId,
    notApplicable: listOf(fc.record({ strategy: text, reason: text })),
    blocks: count,
    warmupSeconds: number,
    measuredSeconds: number,
    seed: number,
    quick: fc.boolean(),
    fair: fc.record(
      {
        backlog: count,
        keepAliveTimeoutSeconds: number,
        maxRequestsPerSocket: count,
        noDelay: fc.boolean(),
        uvThreadpoolSize: count,
      },
      { requiredKeys: ["backlog", "keepAliveTimeoutSeconds", "maxRequestsPerSocket", "noDelay"] },
    ),
    trials: listOf(fc.record({ index: count, block: count, position: count, armId })),
  };
  return fc.record(
    { ...always, chosenWarmupSeconds: number, looks: listOf(count), gate: gateOf(armId) },
    { requiredKeys: keysOf(always) },
  );
}
