import { join } from "node:path";
import { exitCodes, type ExitCode } from "../../cli/exit-codes.ts";
import { publish } from "../../cli/publish.ts";
import type { Terminal } from "../../cli/terminal.ts";
import { folderOfRun, loadRun } from "../../store/run-store.ts";
import type { ShowOptions } from "../kind.ts";

/** Writes a saved run's reports again, beside it. */
export async function reportRun(source: string, terminal: Terminal, options: ShowOptions): Promise<ExitCode> {
  const folder = folderOfRun(source);
  const { seal } = await publish(await loadRun(source), folder, terminal, options);
  terminal.note(`Report: ${join(folder, "report.html")}\n`);
  return seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
}
