import { join } from "node:path";
import { afterVerdict, tellGithub } from "../../cli/tell-verdict.ts";
import type { Terminal } from "../../cli/terminal.ts";
import { writeArtifacts } from "../../store/artifacts.ts";
import {
  checkAnnotation,
  checkMarkdown,
  checkText,
  renderCheck,
  renderCheckConsole,
  type CheckReportInput,
} from "./report/index.ts";

/**
 * Shows a check against a baseline, whose run has its reports already, and writes its own into the folder. What cannot be
 * written is said, and the verdict stands.
 */
export async function publishCheck(
  input: CheckReportInput,
  folder: string,
  terminal: Terminal,
  { json }: { readonly json: boolean },
): Promise<void> {
  if (json) terminal.out(checkText(input));
  else terminal.out(renderCheckConsole(input, { colour: terminal.colour, width: terminal.width }));
  await afterVerdict(terminal, async () => {
    await writeArtifacts(folder, renderCheck(input));
    terminal.note(`Report: ${join(folder, "check.html")}\n`);
  });
  await tellGithub(checkAnnotation(input), checkMarkdown(input), terminal);
}
