import { describe } from "node:test";
import { strategies } from "../../targets/index.ts";
import type { Strategy } from "../../targets/strategy.ts";
import { useEngine } from "../support/engine.ts";
import { isWholeGrid } from "../support/grid.ts";
import { testsOfAnswers, testsOfWorkers } from "./strategies/answers.ts";
import { applicable, boot } from "./strategies/boot.ts";
import { testsOfBadApps } from "./strategies/bad-apps.ts";
import { testsOfDeath } from "./strategies/death.ts";
import { testsOfPassing } from "./strategies/passing.ts";

/** What each strategy is held to where the whole grid runs, and where it does not those for which it says most. */
const furtherTests: readonly { readonly of: readonly string[]; readonly tests: (strategy: Strategy) => void }[] = [
  { of: ["cluster-round-robin", "reverse-proxy"], tests: testsOfAnswers },
  { of: ["reverse-proxy"], tests: (strategy) => testsOfPassing((t) => boot(t, strategy, applicable("echo.js"))) },
  { of: ["cluster-round-robin"], tests: testsOfDeath },
  { of: ["cluster-round-robin"], tests: testsOfBadApps },
];

for (const strategy of strategies) {
  describe(strategy.name, { concurrency: 2 }, () => {
    if (strategy.name === "docker") useEngine();
    testsOfWorkers(strategy);
    for (const { of, tests } of furtherTests) {
      if (isWholeGrid || of.includes(strategy.name)) tests(strategy);
    }
  });
}
