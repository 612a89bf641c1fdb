import { command } from "../../cli/command.ts";
import type { Kind } from "../kind.ts";
import { gateOptions } from "./options.ts";

export const gate: Kind = {
  command: command({
    name: "gate",
    describe: "has this version become slower? Two versions, measured side by side",
    options: gateOptions,
    examples: [
      ["$0 gate --base main --app ./server.js --path /api/orders", "the current folder against main"],
      ["$0 gate --base main --app ./server.js --path /api/orders --body @order.json", "a POST"],
      ["$0 gate --base main --require 'p99<50ms' 'errors=0'", "the scenario in broadside.config.ts, with limits"],
    ],
    startsApp: true,
    carryOut: async (argv, typed, terminal) => {
      const { gateCommand } = await import("./command.ts");
      return gateCommand(argv, typed, terminal);
    },
  }),
  report: async (source, terminal, options) => {
    const { reportGate } = await import("./publish.ts");
    return reportGate(source, terminal, options);
  },
};
