import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorldCase } from "../../../world-case.ts";

/** As pnpm 12 writes it, but for what it does on other systems. */
const shim = `#!/bin/sh
basedir_abs=$(CDPATH= cd -P -- "$(dirname -- "$0")" && pwd -P)
export NODE_PATH="$basedir_abs"/'../.pnpm/greeter@1.0.0/node_modules'
if [ -x "$basedir_abs/node" ]; then
  exec "$basedir_abs/node"  "$basedir_abs"/'../.pnpm/greeter@1.0.0/node_modules/greeter/bin/greeter' "$@"
else
  exec node  "$basedir_abs"/'../.pnpm/greeter@1.0.0/node_modules/greeter/bin/greeter' "$@"
fi
`;

const quick = ["-b", "1", "-d", "300ms", "--warmup", "100ms", "-c", "4", "-w", "2"];

export const worldCase: WorldCase = {
  title: "a command of a package that pnpm installed is run by the package's own script",
  source: "pnpm/pnpm#736",
  prepare: (folder) => {
    const modules = join(folder, "node_modules");
    cpSync(join(folder, "greeter"), join(modules, ".pnpm/greeter@1.0.0/node_modules/greeter"), { recursive: true });
    mkdirSync(join(modules, ".bin"));
    writeFileSync(join(modules, ".bin/greeter"), shim);
    chmodSync(join(modules, ".bin/greeter"), 0o755);
  },
  steps: [
    {
      run: ["--app", ".", "-t", "single,cluster-round-robin,reverse-proxy", ...quick, "--expect-text", "good morning"],
      ends: "measured",
    },
    {
      run: ["init"],
      ends: 0,
      says: [/The app is \.\/node_modules\/\.pnpm\/.*greeter\/bin\/greeter, found by the script "start"/],
    },
    { run: ["-t", "single", ...quick, "--expect-text", "good morning"], ends: "measured" },
  ],
};
