import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorldCase } from "../../../world-case.ts";

const short = ["-w", "2", "-b", "1", "-d", "300ms", "--warmup", "100ms", "-c", "4", "--boot-timeout", "60s"];

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

export const worldCase: WorldCase = {
  title: "a server within an archive of Yarn Plug'n'Play runs under every strategy, by init too",
  prepare: (folder) => {
    const tools = join(folder, "../tools");
    mkdirSync(tools);
    writeFileSync(join(tools, "package.json"), '{ "private": true }');
    npm(tools, "install", "--no-audit", "--no-fund", "@yarnpkg/cli-dist@4.10.3");
    const env = {
      ...process.env,
      YARN_NPM_REGISTRY_SERVER: npm(tools, "config", "get", "registry").replace(/\/$/, ""),
    };
    const yarn = join(tools, "node_modules/@yarnpkg/cli-dist/bin/yarn.js");
    execFileSync(process.execPath, [yarn, "install"], { cwd: folder, env, stdio: "pipe" });
    assert.ok(existsSync(join(folder, ".pnp.cjs")) && !existsSync(join(folder, "node_modules")));
  },
  steps: [
    {
      run: ["--app", ".", "-t", "single,cluster-os,threads-listen,reverse-proxy", ...short, "--expect-text", "archive"],
      ends: "measured",
      holds: async ({ run }) => {
        const { plan, trials } = await run();
        assert.match(plan.app?.script ?? "", /\.zip\/node_modules\/http-server\/bin\/http-server$/);
        assert.deepEqual(
          trials.map(({ status }) => status),
          ["measured", "measured", "measured", "measured"],
        );
      },
    },
    { run: ["init"], ends: 0, says: [/The app is .*http-server, found by the script "start" of package\.json/] },
    { run: ["-t", "single", ...short], ends: "measured" },
  ],
};
