import { holdsCpuRatio, shortGate, upgradeDependency } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "an upgrade of a dependency that does several times the work is found, by the dependencies of each version",
  source: "DemchaAV/GraphCompose#465",
  prepare: upgradeDependency,
  steps: [
    {
      run: ["gate", "--base", "HEAD~1", "--app", "./server.cjs", "--install", "node install.cjs", ...shortGate],
      ends: [1, 3],
      holds: holdsCpuRatio(1.3),
    },
  ],
};
