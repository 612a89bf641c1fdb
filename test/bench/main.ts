/** `npm run bench:self -- [name…]`: what the program itself costs and how true its figures are, each held to a bound. */
import { significant } from "../../harness/units.ts";
import { capacity } from "./capacity.ts";
import { gateDisturbed, gateSame, gateSlower, gateTime } from "./gate.ts";
import { generator } from "./generator.ts";
import { memory } from "./memory.ts";
import { pacing } from "./pacing.ts";
import { proxy } from "./proxy.ts";
import { rendering } from "./rendering.ts";
import { holds, type Bench, type BenchResult } from "./result.ts";
import { run, untilResolved } from "./run.ts";
import { startup } from "./startup.ts";
import { statistics } from "./statistics.ts";
import { truth } from "./truth.ts";

const benches: readonly Bench[] = [
  startup,
  rendering,
  statistics,
  truth,
  generator,
  pacing,
  proxy,
  capacity,
  memory,
  run,
  untilResolved,
  gateTime,
  gateSlower,
  gateDisturbed,
  gateSame,
];

/** By its name, or by the part of it before a hyphen: `gate` means all that begin so. */
function isCalled({ name }: Bench, by: string): boolean {
  return name === by || name.startsWith(`${by}-`);
}

function lineOf(result: BenchResult): string {
  const figure = `${result.name}: ${significant(result.value)} ${result.unit}`;
  if (result.side === "as it is") return `       ${figure}`;
  return `${holds(result) ? "ok    " : "MISSED"} ${figure} (${result.side} ${significant(result.bound)})`;
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !benches.some((bench) => isCalled(bench, name)));
  if (unknown.length > 0) {
    const known = benches.map(({ name, describe }) => `  ${name.padEnd(16)}${describe}\n`).join("");
    process.stderr.write(`no benchmark is called ${unknown.join(", ")}; known are:\n${known}`);
    return 2;
  }
  let missed = 0;
  const chosen = benches.filter((bench) =>
    names.length === 0 ? bench.isLong !== true : names.some((name) => isCalled(bench, name)),
  );
  for (const bench of chosen) {
    process.stdout.write(`${bench.name}: ${bench.describe}\n`);
    for (const result of await bench.run()) {
      if (!holds(result)) missed++;
      process.stdout.write(`  ${lineOf(result)}\n`);
    }
  }
  return missed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
