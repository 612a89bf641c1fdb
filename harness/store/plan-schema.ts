import { z } from "zod";
import type {
  App,
  Arm,
  ClosedLoad,
  Dependency,
  Expectation,
  FairSettings,
  NotApplicable,
  Plan,
  PlannedTrial,
  RequestKind,
} from "../model/index.ts";
import { count, listOf, number, structure, text, texts } from "./structure.ts";

const app = structure<App>()({
  script: text,
  args: listOf(text),
  env: texts,
  poolVariable: z.exactOptional(text),
});

const dependency = structure<Dependency>()({ name: text, script: text, env: texts, urlVariable: text });

const expectation = structure<Expectation>()({
  status: z.exactOptional(count),
  includes: z.exactOptional(text),
});

const requestKind = structure<RequestKind>()({
  name: text,
  weight: number,
  method: text,
  path: text,
  headers: texts,
  body: z.exactOptional(text),
  expect: expectation,
});

const load = structure<ClosedLoad>()({
  kind: z.literal("closed"),
  connections: count,
  connectionMode: z.enum(["keep-alive", "per-request"]),
  timeoutSeconds: number,
});

const arm = structure<Arm>()({ id: text, strategy: text, options: texts, workers: count, load });

const plannedTrial = structure<PlannedTrial>()({ index: count, block: count, position: count, armId: text });

const notApplicable = structure<NotApplicable>()({ strategy: text, reason: text });

const fairSettings = structure<FairSettings>()({
  backlog: count,
  keepAliveTimeoutSeconds: number,
  maxRequestsPerSocket: count,
  noDelay: z.boolean(),
  uvThreadpoolSize: count,
});

export const plan = structure<Plan>()({
  scenario: text,
  title: text,
  description: text,
  app,
  dependencies: listOf(dependency),
  requests: listOf(requestKind),
  arms: listOf(arm),
  baselineArmId: text,
  notApplicable: listOf(notApplicable),
  blocks: count,
  warmupSeconds: number,
  measuredSeconds: number,
  seed: number,
  quick: z.boolean(),
  fair: fairSettings,
  trials: listOf(plannedTrial),
});
