type Examples = [command: string, description: string][];

/** What the help of the program and of each command shows how to type. */
export const examples = {
  all: [
    ["$0 --scenario cpu-report", "five strategies on CPU-bound work, some four minutes"],
    ["$0 --scenario cpu-report --quick", "the same in under a minute, too short to rank"],
    ["$0 run --app ./server.js --path /api/orders", "a server of your own, unchanged"],
    ["$0 init", "say all that once, in broadside.config.ts, and measure it by typing no more"],
    ["$0 run --scenario mixed --workers 1,2,4", "several worker counts"],
    ["$0 run --app ./server.js --node 22,24", "each strategy on two versions of Node.js"],
    ["$0 capacity --scenario cpu-report --slo 'p99<100ms'", "what load does each strategy hold?"],
    ["$0 map --scenario cpu-report", "who wins at which amount of work and concurrency?"],
    ["$0 gate --base main --app ./server.js --path /api", "has it become slower than main? For CI"],
    ["$0 trend results", "how the figures went over saved runs, and where they changed"],
    ["$0 serve cluster-round-robin", "boot one target and leave it up, to curl it"],
    ["$0 report results/2026-01-31T12-00-00-cpu-report", "render a saved run again"],
  ],
  run: [
    ["$0 --app ./server.js --path /api/orders --body @order.json --expect-status 201", "a POST of what a file holds"],
    [
      "$0 --app ./server.js --request '9 GET /api/orders' '1 POST /api/orders @order.json'",
      "several requests, by weight",
    ],
    [
      "$0 --app ./server.js --header 'authorization: Bearer test' --expect-text '\"total\"'",
      "headers, and a right answer",
    ],
    ["$0 --scenario checkout --workers 1,2,4", "a scenario of broadside.config.ts, at several worker counts"],
  ],
  init: [["$0 init", "broadside.config.ts, .mts or .mjs: the app and its routes, as far as they are found"]],
  capacity: [
    ["$0 capacity --app ./server.js --path /api/orders --slo 'p99<100ms'", "a server of your own"],
    [
      "$0 capacity --app ./server.js --request '9 /api/orders' 'POST /api/orders {}' --slo 'p99<1s'",
      "a mix of requests",
    ],
  ],
  map: [
    ["$0 map --app ./server.js --path /api/orders --path /api/search", "each path is a row"],
    ["$0 map --app ./server.js --request /api/orders 'POST /api/orders @order.json'", "so is each request"],
  ],
  gate: [
    ["$0 gate --base main --app ./server.js --path /api/orders", "the folder you are in against main"],
    ["$0 gate --base main --app ./server.js --path /api/orders --body @order.json", "a POST"],
    ["$0 gate --base main --require 'p99<50ms' 'errors=0'", "what broadside.config.ts says, with bounds"],
  ],
  report: [["$0 report results/DIR", "write its reports again, from its run.json"]],
} satisfies Record<string, Examples>;
