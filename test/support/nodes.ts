import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** A version of Node.js that the tests run the package on, and measure an app on. */
export type TestNode = { readonly version: string; readonly binary: string };

/** The folder whose node_modules has all but our own, each under a name of its own; git ignores it. */
export const nodesFolder = join(import.meta.dirname, "../nodes");

function installed(version: string): TestNode {
  return { version, binary: join(nodesFolder, "node_modules", `node-${version}`, "bin/node") };
}

export const tooOldNode = installed("20.20.2");
export const oldestNode = installed("22.18.0");
export const middleNode = installed("24.21.0");
export const ownNode: TestNode = { version: process.versions.node, binary: process.execPath };

/** Installs them from npm's packages of this platform, which need no script to install; in seconds. */
export function installNodes(): void {
  const wanted = [tooOldNode, oldestNode, middleNode];
  if (wanted.every(({ binary }) => existsSync(binary))) return;
  const versions = wanted.map(({ version }) => version);
  process.stdout.write(`Installing in ${nodesFolder}, from npm: Node.js ${versions.join(", ")}\n`);
  mkdirSync(nodesFolder, { recursive: true });
  const base = `node-${process.platform}-${process.arch}`;
  const packages = versions.map((version) => `node-${version}@npm:${base}@${version}`);
  const options = ["--no-save", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  const { status } = spawnSync("npm", ["install", "--prefix", nodesFolder, ...options, ...packages], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("npm could not install them");
}
