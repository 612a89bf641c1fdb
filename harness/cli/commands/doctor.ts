import { described as strategies } from "../../../targets/index.ts";
import { examine, type Check } from "../../observe/doctor.ts";
import { packageFolder } from "../../observe/manifest.ts";
import { shellWord } from "../../command-line.ts";
import { missingOf } from "../missing.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { extname } from "node:path";
import { styleText } from "node:util";

const marks = { good: "ok  ", caution: "note", bad: "BAD " } as const;
const styles = { good: "green", caution: "yellow", bad: "red" } as const;

/** The strategies that lack something, each with how to get it. */
function checkStrategies(): readonly Check[] {
  const lacking = strategies.flatMap((strategy): readonly Check[] => {
    const missing = missingOf(strategy);
    return missing === null ? [] : [{ name: strategy.name, status: "caution", found: missing, advice: null }];
  });
  const all: Check = { name: "strategies", status: "good", found: "all requirements are installed", advice: null };
  return lacking.length === 0 ? [all] : lacking;
}

/** Where a clone runs its sources, what strips their types is in every process that anything is preloaded into. */
function checkProgram(): readonly Check[] {
  if (extname(import.meta.filename) !== ".ts") return [];
  const found = "runs from its sources, which adds about 20 MiB of memory to each process of an app";
  return [
    {
      name: "broadside",
      status: "caution",
      found,
      advice: `Build it: npm --prefix ${shellWord(packageFolder())} run build`,
    },
  ];
}

/** `broadside doctor`: is this machine fit to measure on, and what is missing? */
export async function doctorCommand(terminal: Terminal): Promise<ExitCode> {
  terminal.note("Examining this machine, a few seconds…\n");
  const checks = [...(await examine()), ...checkStrategies(), ...checkProgram()];
  for (const { name, status, found, advice } of checks) {
    const mark = terminal.colour ? styleText(styles[status], marks[status], { validateStream: false }) : marks[status];
    terminal.out(`${mark}  ${name}: ${found}\n`);
    if (advice !== null && status !== "good") terminal.out(`      ${advice}\n`);
  }
  const isBad = checks.some(({ status }) => status === "bad");
  terminal.out(
    isBad ? "Figures measured here cannot be trusted until everything marked BAD is fixed.\n" : "Fit to measure.\n",
  );
  return isBad ? exitCodes.invalid : exitCodes.done;
}
