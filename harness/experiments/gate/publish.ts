import { join } from "node:path";
import { exitCodes, type ExitCode } from "../../cli/exit-codes.ts";
import { statedRun } from "../../cli/stated.ts";
import { afterVerdict, tellGithub } from "../../cli/tell-verdict.ts";
import type { Terminal } from "../../cli/terminal.ts";
import type { GateResult, Run } from "../../model/index.ts";
import type { InconclusiveAs } from "../../../reports/verdict.ts";
import { writeArtifacts } from "../../store/artifacts.ts";
import { loadRun, runKind } from "../../store/run-store.ts";
import { folderOf, holds } from "../../store/saved-folder.ts";
import type { ShowOptions } from "../kind.ts";
import { gateAnalysis, judgeGate } from "./analysis/index.ts";
import { gateMarkdown, gateText, githubAnnotation, renderGateConsole, renderGateRun } from "./report/index.ts";

/**
 * Judges a gate's run, shows the result on the terminal, and in GitHub Actions as an annotation and in the summary of the
 * step, and writes its reports and those of the run into its folder. What cannot be written is said, and the verdict stands.
 */
export async function publishGate(
  run: Run,
  folder: string,
  terminal: Terminal,
  { json, inconclusive }: ShowOptions & { readonly inconclusive: InconclusiveAs },
): Promise<GateResult> {
  const { gate } = run.plan;
  if (gate === undefined) throw new RangeError("this run is not a gate's");
  const stated = statedRun(run);
  const result = judgeGate(stated);
  const input = { run, gate, result, inconclusive };
  const analysis = gateAnalysis(stated, result);
  if (json) terminal.out(gateText(input));
  else terminal.out(renderGateConsole(input, { colour: terminal.colour, width: terminal.width }));
  await afterVerdict(terminal, async () => {
    await writeArtifacts(folder, await renderGateRun(input, { run, analysis }));
    terminal.note(`Report: ${join(folder, "report.html")}\n`);
  });
  await tellGithub(githubAnnotation(input), gateMarkdown(input), terminal);
  return result;
}

/** Writes the reports of a saved gate again, beside it; null where none is saved there. */
export async function reportGate(source: string, terminal: Terminal, options: ShowOptions): Promise<ExitCode | null> {
  if (!holds(source, runKind)) return null;
  const run = await loadRun(source);
  if (run.plan.gate === undefined) return null;
  const { outcome } = await publishGate(run, folderOf(source), terminal, { ...options, inconclusive: "report" });
  return outcome === "invalid" ? exitCodes.invalid : exitCodes.done;
}
