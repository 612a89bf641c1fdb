import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../frameworks");

/** Whether its packages were installed after its lock file was last changed. */
function isInstalled(): boolean {
  const installed = statSync(join(folder, "node_modules/.package-lock.json"), { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= statSync(join(folder, "package-lock.json")).mtimeMs;
}

/** Installs the packages with which the apps of test/frameworks are written, unless they are there. */
export function installFrameworks(): void {
  const isDone = isInstalled();
  process.stdout.write(`${isDone ? "found  " : "missing"}  test/frameworks/node_modules: its apps are measured\n`);
  if (isDone) return;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", args, { cwd: folder, stdio: "inherit" });
  if (status !== 0) throw new Error("npm ci in test/frameworks failed");
}
