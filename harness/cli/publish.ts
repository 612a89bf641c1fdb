import { renderAll, renderConsole, summaryText } from "../../reports/index.ts";
import { findStrategy } from "../../targets/index.ts";
import { analyse } from "../analysis/index.ts";
import { writeArtifacts } from "../store/artifacts.ts";
import type { Analysis, Plan, Run } from "../model/index.ts";
import type { Terminal } from "./terminal.ts";

/** What people call each arm: the strategy's title, with what distinguishes it from the run's other arms. */
function titlesOf(plan: Plan): ReadonlyMap<string, string> {
  return new Map(
    plan.arms.map((arm) => {
      const title = findStrategy(arm.strategy)?.title ?? arm.strategy;
      const distinction = arm.id.slice(arm.strategy.length).replace(/^:/, "");
      return [arm.id, distinction === "" ? title : `${title} (${distinction})`];
    }),
  );
}

/** Analyses a run, writes every report into its folder and shows the result on the terminal. */
export async function publish(
  run: Run,
  folder: string,
  terminal: Terminal,
  options: { readonly json: boolean },
): Promise<Analysis> {
  const analysis = analyse(run, titlesOf(run.plan));
  await writeArtifacts(folder, await renderAll({ run, analysis }));
  if (options.json) terminal.out(summaryText({ run, analysis }));
  else terminal.out(renderConsole({ run, analysis }, { colour: terminal.colour, width: terminal.width }));
  return analysis;
}
