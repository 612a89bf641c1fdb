import type { Options } from "yargs";
import { share } from "../values.ts";
import { options } from "./option.ts";

export const judgingGroup = "How to judge:";

/** How a version is judged, against another one or against what is stored. */
export const judgingOptions = {
  ...options({
    tolerance: {
      parse: share,
      describe: "largest regression that still passes; head must be shown to be within it",
      defaultDescription: "5%",
      group: judgingGroup,
    },
    "min-effect": {
      parse: share,
      describe: "smallest regression worth failing for",
      defaultDescription: "3%",
      group: judgingGroup,
    },
  }),
  ...({
    inconclusive: {
      choices: ["pass", "fail"] as const,
      describe: "exit with 0 or 1 instead of 3 when the data are inconclusive",
      group: judgingGroup,
    },
    absolute: { type: "boolean", describe: "compare throughput and CPU per request too; same machine only" },
  } as const satisfies Record<string, Options>),
};
