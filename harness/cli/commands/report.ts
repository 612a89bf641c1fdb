import { join } from "node:path";
import { capacityKind, loadCapacity } from "../../store/capacity-store.ts";
import { loadMap, mapKind } from "../../store/map-store.ts";
import { folderOfRun, loadRun } from "../../store/run-store.ts";
import { holds } from "../../store/saved-folder.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { ReportArguments } from "../options/saved.ts";
import { publish, publishCapacity, publishGate, publishMap } from "../publish.ts";
import type { Terminal } from "../terminal.ts";

/** `broadside report DIR`: reads a saved run and writes every report again, beside it. */
export async function reportCommand(source: string, argv: ReportArguments, terminal: Terminal): Promise<ExitCode> {
  const folder = folderOfRun(source);
  if (holds(source, capacityKind)) {
    const { seal } = await publishCapacity(await loadCapacity(source), folder, terminal, { json: argv.json ?? false });
    terminal.note(`Report: ${join(folder, "capacity.html")}\n`);
    return seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
  }
  if (holds(source, mapKind)) {
    const { seal } = await publishMap(await loadMap(source), folder, terminal, { json: argv.json ?? false });
    terminal.note(`Report: ${join(folder, "map.html")}\n`);
    return seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
  }
  const run = await loadRun(source);
  if (run.plan.gate !== undefined) {
    const { outcome } = await publishGate(run, folder, terminal, { json: argv.json ?? false, inconclusive: "report" });
    return outcome === "invalid" ? exitCodes.invalid : exitCodes.done;
  }
  const analysis = await publish(run, folder, terminal, { json: argv.json ?? false });
  terminal.note(`Report: ${join(folder, "report.html")}\n`);
  return analysis.seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
}
