import { command } from "../../cli/command.ts";
import type { Kind } from "../kind.ts";
import { capacityOptions } from "./options.ts";

export const capacity: Kind = {
  command: command({
    name: "capacity",
    describe: "what load does each strategy hold while meeting an objective?",
    options: capacityOptions,
    examples: [
      ["$0 capacity --app ./server.js --path /api/orders --slo 'p99<100ms'", "your own server"],
      [
        "$0 capacity --app ./server.js --request '9 /api/orders' 'POST /api/orders {}' --slo 'p99<1s'",
        "a mix of requests",
      ],
    ],
    startsApp: true,
    carryOut: async (argv, typed, terminal) => {
      const { capacityCommand } = await import("./command.ts");
      return capacityCommand(argv, typed, terminal);
    },
  }),
  report: async (source, terminal, options) => {
    const { reportCapacity } = await import("./publish.ts");
    return reportCapacity(source, terminal, options);
  },
};
