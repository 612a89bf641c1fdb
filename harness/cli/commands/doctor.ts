import { described as strategies } from "../../../targets/index.ts";
import { examine, type Check } from "../../observe/doctor.ts";
import { missingOf } from "../missing.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { styleText } from "node:util";

const marks = { good: "ok  ", caution: "note", bad: "BAD " } as const;
const styles = { good: "green", caution: "yellow", bad: "red" } as const;

/** The strategies that lack something, each with how to get it. */
function checkStrategies(): readonly Check[] {
  const lacking = strategies.flatMap((strategy): readonly Check[] => {
    const missing = missingOf(strategy);
    return missing === null ? [] : [{ name: strategy.name, status: "caution", found: missing, advice: null }];
  });
  const all: Check = { name: "strategies", status: "good", found: "what each needs is there", advice: null };
  return lacking.length === 0 ? [all] : lacking;
}

/** `broadside doctor`: is this machine fit to measure on, and what is missing? */
export async function doctorCommand(terminal: Terminal): Promise<ExitCode> {
  terminal.note("Examining this machine, a few seconds…\n");
  const checks = [...(await examine()), ...checkStrategies()];
  for (const { name, status, found, advice } of checks) {
    const mark = terminal.colour ? styleText(styles[status], marks[status], { validateStream: false }) : marks[status];
    terminal.out(`${mark}  ${name}: ${found}\n`);
    if (advice !== null && status !== "good") terminal.out(`      ${advice}\n`);
  }
  const isBad = checks.some(({ status }) => status === "bad");
  terminal.out(isBad ? "Figures measured here cannot be trusted until what is BAD is mended.\n" : "Fit to measure.\n");
  return isBad ? exitCodes.invalid : exitCodes.done;
}
