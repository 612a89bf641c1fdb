import { command } from "../../cli/command.ts";
import type { Kind } from "../kind.ts";
import { mapOptions } from "./options.ts";

export const map: Kind = {
  command: command({
    name: "map",
    describe: "which strategy wins at which amount of work and concurrency?",
    options: mapOptions,
    examples: [
      ["$0 map --app ./server.js --path /api/orders --path /api/search", "each path is a row"],
      ["$0 map --app ./server.js --request /api/orders 'POST /api/orders @order.json'", "so is each request"],
    ],
    startsApp: true,
    carryOut: async (argv, typed, terminal) => {
      const { mapCommand } = await import("./command.ts");
      return mapCommand(argv, typed, terminal);
    },
  }),
  report: async (source, terminal, options) => {
    const { reportMap } = await import("./publish.ts");
    return reportMap(source, terminal, options);
  },
};
