import { describe } from "node:test";
import { strategies } from "../../targets/index.ts";
import { useEngine } from "../support/engine.ts";
import { isInGrid } from "../support/grid.ts";
import { testsOfAnswers, testsOfWorkers } from "./strategies/answers.ts";
import { applicable, boot } from "./strategies/boot.ts";
import { testsOfBadApps } from "./strategies/bad-apps.ts";
import { testsOfDeath } from "./strategies/death.ts";
import { testsOfPassing } from "./strategies/passing.ts";

for (const strategy of strategies) {
  describe(strategy.name, { concurrency: 2 }, () => {
    if (strategy.name === "docker") useEngine();
    testsOfWorkers(strategy);
    if (!isInGrid(strategy.name)) return;
    testsOfAnswers(strategy);
    testsOfPassing((t) => boot(t, strategy, applicable("echo.js")));
    testsOfDeath(strategy);
    testsOfBadApps(strategy);
  });
}
