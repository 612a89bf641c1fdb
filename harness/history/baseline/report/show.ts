import type { Baseline } from "../model.ts";
import { plural, significant } from "../../../units.ts";
import { type ConsoleOptions, joinSections, paintWith, textTable, wrap } from "../../../../reports/console-parts.ts";
import { none } from "../../../../reports/figures.ts";
import { printable } from "../../../../reports/text.ts";

/** What a stored baseline holds, for a terminal. Ends in a newline. */
export function renderBaselineConsole(baseline: Baseline, { colour, width }: ConsoleOptions): string {
  const paint = paintWith(colour);
  const { scenario, title, createdAt, environment, arms, load, warmupSeconds, measuredSeconds } = baseline;
  const rows = arms.map(({ id, workers, blocks }) => [
    printable(id, 40),
    String(workers),
    String(blocks.filter(({ throughput }) => throughput !== null).length),
    figure(blocks.flatMap(({ throughput }) => throughput ?? [])),
  ]);
  const facts = `${createdAt}, ${environment.cpuModel}, ${plural(environment.availableParallelism, "core")}, Node.js ${environment.nodeVersion}; ${plural(load.connections, "connection")}, ${warmupSeconds} s warm-up, ${measuredSeconds} s measured`;
  return joinSections([
    [
      paint("bold", printable(`${scenario}: ${title}`, width)),
      ...wrap(printable(facts), width).map((line) => paint("dim", line)),
    ],
    textTable(["arm", "workers", "blocks", "req/s, middle of the blocks"], rows, paint),
  ]);
}

function figure(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [(sorted.length - 1) / 2, sorted.length / 2].map((at) => sorted[Math.floor(at)]);
  return low === undefined || high === undefined ? none : significant((low + high) / 2);
}
