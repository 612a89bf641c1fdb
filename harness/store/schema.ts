import { z } from "zod";
import { runSchemaName, runSchemaVersion } from "../model/index.ts";
import type { EarlyEnd, ReplacedBlock, Run } from "../model/index.ts";
import { plan } from "./plan-schema.ts";
import { savedFields } from "./saved-fields.ts";
import { count, listOf, structure, text } from "./structure.ts";
import { trialResult } from "./trial-schema.ts";

const replacedBlock = structure<ReplacedBlock>()({ block: count, by: count, reason: text });

const earlyEnd = structure<EarlyEnd>()({ blocks: count, because: z.enum(["decided", "time"]) });

/** The structure of run.json. `docs/run-json.md` says what the fields mean. */
export const runSchema = structure<Run>()({
  ...savedFields(runSchemaName, runSchemaVersion),
  plan,
  trials: listOf(trialResult),
  replacedBlocks: listOf(replacedBlock),
  earlyEnd: z.exactOptional(earlyEnd),
}).superRefine(refuseUnknownArms);

/** `structure` compares what a file may hold with the model; this compares what the model may hold with the file. */
true satisfies Run extends z.output<typeof runSchema> ? true : false;

function refuseUnknownArms(run: Pick<Run, "plan" | "trials">, context: z.RefinementCtx): void {
  const arms = new Set(run.plan.arms.map((known) => known.id));
  const named = [
    { armId: run.plan.baselineArmId, path: ["plan", "baselineArmId"] },
    ...run.plan.arms.flatMap(({ canaryOf }, index) =>
      canaryOf === undefined ? [] : [{ armId: canaryOf, path: ["plan", "arms", index, "canaryOf"] }],
    ),
    ...(run.plan.gate === undefined
      ? []
      : [
          { armId: run.plan.gate.baseArmId, path: ["plan", "gate", "baseArmId"] },
          { armId: run.plan.gate.headArmId, path: ["plan", "gate", "headArmId"] },
        ]),
    ...run.plan.trials.map(({ armId }, index) => ({ armId, path: ["plan", "trials", index, "armId"] })),
    ...run.trials.map(({ armId }, index) => ({ armId, path: ["trials", index, "armId"] })),
  ];
  for (const { armId, path } of named) {
    if (!arms.has(armId)) context.addIssue({ code: "custom", path, message: `no arm of the plan is called ${armId}` });
  }
  const indexes = new Set<number>();
  for (const [at, { index }] of run.trials.entries()) {
    const path = ["trials", at, "index"];
    if (indexes.has(index)) context.addIssue({ code: "custom", path, message: `there is a trial ${index} before it` });
    indexes.add(index);
  }
}
