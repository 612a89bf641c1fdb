import { command } from "../../cli/command.ts";
import type { Kind } from "../kind.ts";
import { runOptions } from "./options.ts";

export const run: Kind = {
  command: command({
    name: "run",
    describe: "measure and compare strategies (the default command)",
    options: runOptions,
    examples: [
      [
        "$0 --app ./server.js --path /api/orders --body @order.json --expect-status 201",
        "a POST with a file as its body",
      ],
      [
        "$0 --app ./server.js --request '9 GET /api/orders' '1 POST /api/orders @order.json'",
        "several requests, by weight",
      ],
      [
        "$0 --app ./server.js --header 'authorization: Bearer test' --expect-text '\"total\"'",
        "headers, and a check of the response",
      ],
      ["$0 --scenario checkout --workers 1,2,4", "a scenario of broadside.config.ts, at several worker counts"],
    ],
    startsApp: true,
    isDefault: true,
    carryOut: async (argv, typed, terminal) => {
      const { runCommand } = await import("./command.ts");
      return runCommand(argv, typed, terminal);
    },
  }),
  report: async (source, terminal, options) => {
    const { reportRun } = await import("./report.ts");
    return reportRun(source, terminal, options);
  },
};
