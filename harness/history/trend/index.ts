import { command } from "../../cli/command.ts";
import { trendOptions } from "./options.ts";

export const trend = command({
  name: "trend",
  describe: "how the figures developed over saved runs, and where they changed",
  options: trendOptions,
  needs: {
    typed: "[folder]",
    positionals: {
      folder: { type: "string", default: "results", describe: "the folder that holds the folders of runs" },
    },
    what: "the folder that holds the folders of runs",
    example: "trend results",
  },
  carryOut: async (argv, _typed, terminal) => {
    const { trendCommand } = await import("./command.ts");
    return trendCommand(argv.folder, argv, terminal);
  },
});
