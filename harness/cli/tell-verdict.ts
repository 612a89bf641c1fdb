import { appendFile } from "node:fs/promises";
import { asRefusalOfSystem, BroadsideError, messageOf, systemCodeOf } from "../errors.ts";
import type { Terminal } from "./terminal.ts";

/** Tells a verdict to GitHub Actions, where it runs: as an annotation, and in the summary of the step. */
export async function tellGithub(mark: string, markdown: string, terminal: Terminal): Promise<void> {
  if (process.env["GITHUB_ACTIONS"] === "true") terminal.note(mark);
  const summary = process.env["GITHUB_STEP_SUMMARY"] ?? "";
  if (summary !== "") await afterVerdict(terminal, () => appendFile(summary, markdown));
}

/** Writes what goes with a verdict that has been shown: where that is refused it is said, and the verdict stands. */
export async function afterVerdict(terminal: Terminal, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const refusal = error instanceof BroadsideError ? error : asRefusalOfSystem(error);
    if (refusal === null && systemCodeOf(error) === undefined) throw error;
    const hint = refusal === null ? "" : `  ${refusal.hint}\n`;
    terminal.note(`The verdict stands, but not all files could be written: ${messageOf(refusal ?? error)}\n${hint}`);
  }
}
