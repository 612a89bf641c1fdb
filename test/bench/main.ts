/** `npm run bench:self -- [name…]`: what the program itself costs and how true its figures are, each held to a bound. */
import { significant } from "../../harness/units.ts";
import { generator } from "./generator.ts";
import { memory } from "./memory.ts";
import { rendering } from "./rendering.ts";
import { holds, type Bench } from "./result.ts";
import { run } from "./run.ts";
import { startup } from "./startup.ts";
import { truth } from "./truth.ts";

const benches: readonly Bench[] = [startup, rendering, truth, generator, memory, run];

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    const known = benches.map(({ name, describe }) => `  ${name.padEnd(12)}${describe}\n`).join("");
    process.stderr.write(`no benchmark is called ${unknown.join(", ")}; known are:\n${known}`);
    return 2;
  }
  let missed = 0;
  for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
    process.stdout.write(`${bench.name}: ${bench.describe}\n`);
    for (const result of await bench.run()) {
      const { name, value, side, bound, unit } = result;
      if (!holds(result)) missed++;
      const figure = `${significant(value)} ${unit}`;
      process.stdout.write(
        `  ${holds(result) ? "ok    " : "MISSED"}  ${name}: ${figure} (${side} ${significant(bound)})\n`,
      );
    }
  }
  return missed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
