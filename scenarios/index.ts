import type { Scenario } from "../harness/model/index.ts";
import { churn } from "./churn.ts";
import { cpuReport } from "./cpu-report.ts";
import { ioFanout } from "./io-fanout.ts";
import { ioFile } from "./io-file.ts";
import { mixed } from "./mixed.ts";
import { ping } from "./ping.ts";

/** Every scenario that comes with the package. To add one: one file beside this one, and one line here. */
export const scenarios: readonly Scenario[] = [cpuReport, mixed, ioFanout, ioFile, ping, churn];

export function findScenario(name: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}
