import { experiments } from "../../experiments/index.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { ReportArguments } from "../options/report.ts";
import type { Terminal } from "../terminal.ts";

/** `broadside report DIR`: reads what is saved and writes every report again, beside it. */
export async function reportCommand(source: string, argv: ReportArguments, terminal: Terminal): Promise<ExitCode> {
  for (const { report } of experiments) {
    const code = await report(source, terminal, { json: argv.json ?? false });
    if (code !== null) return code;
  }
  return exitCodes.done;
}
