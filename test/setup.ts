/**
 * Installs what the tests need beyond npm's packages: real programs, from Debian's packages, and older versions of
 * Node.js and the frameworks of test/frameworks, from npm's, in folders of their own. Says what it will do first, does
 * nothing that is already done, and where it may not install says what to type.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { installFrameworks } from "./support/frameworks.ts";
import { installNodes } from "./support/nodes.ts";

type Program = { readonly command: string; readonly packages: readonly string[]; readonly why: string };

const programs: readonly Program[] = [
  { command: "chromium", packages: ["chromium", "fonts-dejavu-core"], why: "opens the HTML reports in the tests" },
  { command: "nginx", packages: ["nginx-light"], why: "is measured as a strategy" },
  { command: "haproxy", packages: ["haproxy"], why: "is measured as a strategy" },
  { command: "dockerd", packages: ["docker.io"], why: "is measured as a strategy" },
  { command: "unshare", packages: ["util-linux"], why: "gives a test a network of its own" },
  { command: "ss", packages: ["iproute2"], why: "tells how long a server's queue of connections may be" },
];

function isInstalled(command: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function apt(...args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status } = spawnSync("apt-get", args, { stdio: "inherit", env });
  if (status !== 0) throw new Error(`apt-get ${args[0]} failed`);
}

function setUp(): number {
  const missing = programs.filter(({ command }) => !isInstalled(command));
  for (const { command, why } of programs) {
    process.stdout.write(`${isInstalled(command) ? "found  " : "missing"}  ${command}: ${why}\n`);
  }
  if (missing.length === 0) return 0;
  const packages = missing.flatMap((program) => program.packages);
  const mayInstall = isInstalled("apt-get") && process.getuid?.() === 0;
  if (!mayInstall) {
    process.stderr.write(
      `Please install them, on Debian or Ubuntu with:\n  sudo apt-get install ${packages.join(" ")}\n`,
    );
    return 2;
  }
  process.stdout.write(`Installing with apt-get: ${packages.join(" ")}\n`);
  apt("update", "-qq");
  apt("install", "-y", "-qq", "--no-install-recommends", ...packages);
  return 0;
}

installNodes();
installFrameworks();
process.exitCode = setUp();
