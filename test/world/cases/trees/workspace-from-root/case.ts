import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, holdsCpuRatio, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

/** What pnpm makes of it: a store at the root, and links in the package that asks. */
function install(folder: string): void {
  const store = join(folder, "node_modules/.pnpm/greet@1.0.0/node_modules/greet");
  const modules = join(folder, "packages/api/node_modules");
  for (const made of [store, join(modules, "@shop")]) mkdirSync(made, { recursive: true });
  writeFileSync(join(store, "package.json"), '{ "name": "greet", "version": "1.0.0", "main": "index.cjs" }');
  writeFileSync(join(store, "index.cjs"), 'exports.greet = () => "hello";');
  symlinkSync("../../../node_modules/.pnpm/greet@1.0.0/node_modules/greet", join(modules, "greet"));
  symlinkSync("../../../money", join(modules, "@shop/money"));
}

export const worldCase: WorldCase = {
  title: "a workspace's package that does several times the work is found from the root, as each version has its own",
  source: "pnpm/pnpm#7880",
  prepare: (folder) => {
    writeFileSync(join(folder, ".gitignore"), "node_modules/\nresults/\n");
    commitAll(folder);
    install(folder);
    const money = join(folder, "packages/money/index.cjs");
    writeFileSync(money, readFileSync(money, "utf8").replace("1_500", "6_000"));
  },
  steps: [
    {
      run: ["gate", "--base", "HEAD", "--app", "./packages/api/server.cjs", ...shortGate],
      ends: [1, 3],
      holds: holdsCpuRatio(1.3),
    },
  ],
};
