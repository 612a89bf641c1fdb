import { z } from "zod";
import type {
  App,
  Arm,
  ClosedLoad,
  Dependency,
  Deployment,
  Expectation,
  FairSettings,
  GateSettings,
  GateSide,
  Load,
  NodeBinary,
  NotApplicable,
  OpenLoad,
  Plan,
  PlannedTrial,
  RatePoint,
  RequestKind,
  Requirement,
} from "../model/index.ts";
import { count, listOf, number, structure, text, texts } from "./structure.ts";

const app = structure<App>()({
  script: text,
  path: z.exactOptional(text),
  args: listOf(text),
  env: texts,
  cwd: z.exactOptional(text),
  nodeArgs: z.exactOptional(listOf(text)),
  skipped: z.exactOptional(listOf(text)),
  port: z.exactOptional(count),
  poolVariable: z.exactOptional(text),
});

const dependency = structure<Dependency>()({ name: text, script: text, env: texts, urlVariable: text });

const deployment = structure<Deployment>()({
  url: text,
  isRemote: z.boolean(),
  up: z.exactOptional(listOf(text)),
  down: z.exactOptional(listOf(text)),
  reload: z.exactOptional(listOf(text)),
  commandTimeoutSeconds: number,
});

const expectation = structure<Expectation>()({
  status: z.exactOptional(count),
  includes: z.exactOptional(text),
});

export const requestKind = structure<RequestKind>()({
  name: text,
  weight: number,
  method: text,
  path: text,
  headers: texts,
  body: z.exactOptional(text),
  bodyEncoding: z.exactOptional(z.literal("base64")),
  expect: expectation,
});

const connectionMode = z.enum(["keep-alive", "per-request"]);

const closedLoad = structure<ClosedLoad>()({
  kind: z.literal("closed"),
  connections: count,
  connectionMode,
  timeoutSeconds: number,
  generators: z.exactOptional(z.int().min(1)),
});

const openLoad = structure<OpenLoad>()({
  kind: z.literal("open"),
  arrivals: z.enum(["poisson", "even"]),
  profile: listOf(structure<RatePoint>()({ seconds: number, rate: number })),
  connections: count,
  connectionMode,
  timeoutSeconds: number,
  generators: z.exactOptional(z.int().min(1)),
});

export const load: z.ZodType<Load> = z.discriminatedUnion("kind", [closedLoad, openLoad]);

const arm = structure<Arm>()({
  id: text,
  strategy: text,
  options: texts,
  workers: count.nullable(),
  sharesPort: z.exactOptional(z.literal(true)),
  software: z.exactOptional(text),
  load,
  app: z.exactOptional(app),
  node: z.exactOptional(structure<NodeBinary>()({ version: text, path: text })),
  deployment: z.exactOptional(deployment),
  canaryOf: z.exactOptional(text),
});

const gateSide = structure<GateSide>()({ label: text, commit: text.nullable() });

export const requirement = structure<Requirement>()({
  text,
  metricId: text,
  comparison: z.enum(["<", "<=", ">", ">=", "="]),
  value: number,
  unit: z.enum(["req/s", "µs", "µs/req", "bytes", "seconds", "ratio", "share", "count"]),
});

const gateSettings = structure<GateSettings>()({
  base: gateSide,
  head: gateSide,
  baseArmId: text,
  headArmId: text,
  metrics: listOf(text),
  tolerance: number,
  minimalEffect: number,
  requirements: listOf(requirement),
  app: z.exactOptional(text),
  findings: z.exactOptional(listOf(text)),
});

const plannedTrial = structure<PlannedTrial>()({ index: count, block: count, position: count, armId: text });

const notApplicable = structure<NotApplicable>()({ strategy: text, reason: text });

const fairSettings = structure<FairSettings>()({
  backlog: count,
  keepAliveTimeoutSeconds: number,
  maxRequestsPerSocket: count,
  noDelay: z.boolean(),
  uvThreadpoolSize: z.exactOptional(count),
});

/** Fields of a plan, which other plans may share. */
export const planFields = {
  scenario: text,
  title: text,
  description: text,
  started: z.exactOptional(text),
  app: app.nullable(),
  dependencies: listOf(dependency),
  requests: listOf(requestKind),
  victim: z.exactOptional(text),
  arms: listOf(arm),
  baselineArmId: text,
  notApplicable: listOf(notApplicable),
  blocks: count,
  looks: z.exactOptional(listOf(count)),
  gate: z.exactOptional(gateSettings),
  warmupSeconds: number,
  chosenWarmupSeconds: z.exactOptional(number),
  measuredSeconds: number,
  drainSeconds: z.exactOptional(number),
  answerSeconds: z.exactOptional(number),
  seed: number,
  quick: z.boolean(),
  fair: fairSettings,
  trials: listOf(plannedTrial),
};

export const plan = structure<Plan>()(planFields);
