import { command, type CommandGroup } from "../../cli/command.ts";
import { runFolder } from "../../cli/positionals.ts";
import { baselineCheckOptions, baselineSaveOptions, baselineShowOptions } from "./options.ts";

const baselineFile = { type: "string", demandOption: true, describe: 'what "baseline save" wrote' } as const;

export const baseline: CommandGroup = {
  name: "baseline",
  describe: "keep a run to compare later ones with: save, show, check",
  commands: [
    command({
      name: "baseline save",
      describe: "keep what a run measured",
      options: baselineSaveOptions,
      needs: {
        typed: "<folder>",
        positionals: { folder: runFolder },
        what: "the folder of a run",
        example: "baseline save results/…",
      },
      carryOut: async (argv, _typed, terminal) => {
        const { saveCommand } = await import("./command.ts");
        return saveCommand(argv.folder, argv, terminal);
      },
    }),
    command({
      name: "baseline show",
      describe: "what a baseline holds",
      options: baselineShowOptions,
      needs: {
        typed: "<file>",
        positionals: { file: baselineFile },
        what: "the file of a baseline",
        example: "baseline show baseline.json",
      },
      carryOut: async (argv, _typed, terminal) => {
        const { showCommand } = await import("./command.ts");
        return showCommand(argv.file, argv, terminal);
      },
    }),
    command({
      name: "baseline check",
      describe: "is a run as good as the baseline?",
      options: baselineCheckOptions,
      needs: {
        typed: "<file> <folder>",
        positionals: { file: baselineFile, folder: runFolder },
        what: "the file of a baseline and the folder of a run",
        example: "baseline check baseline.json results/…",
      },
      carryOut: async (argv, _typed, terminal) => {
        const { checkCommand } = await import("./command.ts");
        return checkCommand(argv.file, argv.folder, argv, terminal);
      },
    }),
  ],
};
