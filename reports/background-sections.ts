import type { NotApplicable, Run, TrialResult } from "../harness/model/index.ts";
import type { Block, Point, Section } from "./document.ts";
import { environmentFacts, fairFacts } from "./environment.ts";
import type { commands } from "./repeat.ts";

/** How it was measured. */
export function methodSection(parts: readonly (Point & { readonly subject: string })[]): Section {
  return {
    id: "method",
    title: "How this was measured",
    on: ["markdown", "html"],
    blocks: [{ kind: "explanations", parts }],
  };
}

export function environmentSection(
  run: Pick<Run, "environment" | "toolVersion"> & { readonly plan: Pick<Run["plan"], "arms" | "fair"> },
  trials: readonly TrialResult[],
): Section {
  const groups = [
    { title: "Machine and software", facts: environmentFacts(run, run.plan.arms, trials) },
    { title: "The same for every arm", facts: fairFacts(run) },
  ];
  return { id: "environment", title: "Environment", on: ["markdown", "html"], blocks: [{ kind: "facts", groups }] };
}

export function againSection({ repeat, render }: ReturnType<typeof commands>): Section {
  const described = [
    { does: "Measure again, in the same order:", command: repeat },
    {
      does: "Write this report again from the saved run in FOLDER, without measuring:",
      command: render,
    },
  ];
  return {
    id: "again",
    title: "Do it again",
    on: ["markdown", "html"],
    blocks: [{ kind: "commands", commands: described }],
  };
}

/** What was asked for and could not run here. */
export function notRun(notApplicable: readonly NotApplicable[]): Block {
  return {
    kind: "table",
    caption: "Strategies that could not run here",
    columns: [
      { title: "Strategy", kind: "text" },
      { title: "Why", kind: "text" },
    ],
    rows: notApplicable.map(({ strategy, reason }) => [{ text: strategy, is: "code" }, reason]),
  };
}
