import { z } from "zod";
import {
  capacitySchemaName,
  capacitySchemaVersion,
  type CapacityPlan,
  type CapacityRun,
  type Probe,
  type SearchSettings,
} from "./model.ts";
import { planFields, requirement } from "../../store/plan-schema.ts";
import { savedFields } from "../../store/saved-fields.ts";
import { count, listOf, number, structure, text } from "../../store/structure.ts";
import { trialResult } from "../../store/trial-schema.ts";

const searchSettings = structure<SearchSettings>()({
  saturations: count,
  shortSeconds: number,
  fullSeconds: number,
  fewestRequests: count,
  step: number,
  confirmations: count,
});

const { scenario, title, description, started, app, dependencies, requests, arms, notApplicable } = planFields;

const capacityPlan = structure<CapacityPlan>()({
  scenario,
  title,
  description,
  started,
  app,
  dependencies,
  requests,
  arms,
  notApplicable,
  warmupSeconds: number,
  answerSeconds: z.exactOptional(number),
  seed: number,
  fair: planFields.fair,
  connections: count.nullable(),
  objectives: listOf(requirement),
  arrivals: z.enum(["poisson", "even"]),
  search: searchSettings,
});

const probe = structure<Probe>()({
  kind: z.enum(["saturation", "short", "full"]),
  armId: text,
  rate: number.nullable(),
  measuredSeconds: number,
  trial: trialResult,
  leftOut: text.nullable(),
});

/** The structure of a saved capacity search. */
export const capacitySchema = structure<CapacityRun>()({
  ...savedFields(capacitySchemaName, capacitySchemaVersion),
  plan: capacityPlan,
  probes: listOf(probe),
}).superRefine(({ plan, probes }, context) => {
  const known = new Set(plan.arms.map(({ id }) => id));
  for (const [index, { armId }] of probes.entries()) {
    if (known.has(armId)) continue;
    const path = ["probes", index, "armId"];
    context.addIssue({ code: "custom", path, message: `the plan has no arm called ${armId}` });
  }
});

/** `structure` compares what a file may hold with the model; this compares what the model may hold with the file. */
true satisfies CapacityRun extends z.output<typeof capacitySchema> ? true : false;
