/** What the help of the program shows how to type; that of each command has examples of its own. */
export const examples: readonly (readonly [command: string, description: string])[] = [
  ["$0 --scenario cpu-report", "five strategies on CPU-bound work, about four minutes"],
  ["$0 --scenario cpu-report --quick", "the same in under a minute, too short to rank"],
  ["$0 run --app ./server.js --path /api/orders", "your own server, unchanged"],
  ["$0 init", "put all that in broadside.config.ts once, then measure without options"],
  ["$0 run --scenario mixed --workers 1,2,4", "several worker counts"],
  ["$0 run --app ./server.js --node 22,24", "each strategy on two versions of Node.js"],
  ["$0 capacity --scenario cpu-report --slo 'p99<100ms'", "what load does each strategy hold?"],
  ["$0 map --scenario cpu-report", "which strategy wins at which amount of work and concurrency?"],
  ["$0 gate --base main --app ./server.js --path /api", "has it become slower than main? For CI"],
  ["$0 trend results", "how the figures developed over saved runs, and where they changed"],
  ["$0 serve cluster-round-robin", "boot one target and leave it up, to curl it"],
  ["$0 report results/2026-01-31T12-00-00-cpu-report", "render a saved run again"],
];
