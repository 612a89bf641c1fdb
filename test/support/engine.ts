import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before } from "node:test";
import { call } from "../../targets/docker/engine.ts";
import { findProgram } from "../../targets/programs.ts";
import { eventually } from "./eventually.ts";

/** Kept apart from any other Engine of the machine, and without a network that it would have to change. */
function argumentsFor(folder: string): readonly string[] {
  return [
    "--iptables=false",
    "--ip6tables=false",
    "--bridge=none",
    "--storage-driver=vfs",
    "--log-level=warn",
    `--data-root=${join(folder, "data")}`,
    `--exec-root=${join(folder, "exec")}`,
    `--pidfile=${join(folder, "pid")}`,
    `--host=unix://${join(folder, "docker.sock")}`,
  ];
}

/** A Docker Engine for the tests of a file or a suite, to which DOCKER_HOST leads. It dies with this process. */
export function useEngine(): void {
  const asBefore = process.env["DOCKER_HOST"];
  let folder = "";
  let daemon: ChildProcess | undefined;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "broadside-engine-"));
    const dockerd = findProgram("dockerd") ?? "dockerd";
    // Ends with this process however that ends, and what it mounts goes with it.
    const child = spawn("setpriv", ["--pdeathsig", "TERM", "unshare", "--mount", dockerd, ...argumentsFor(folder)], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    daemon = child;
    const said = text(child.stderr);
    process.env["DOCKER_HOST"] = `unix://${join(folder, "docker.sock")}`;
    await eventually("an answer of the Docker Engine", async () => {
      if (child.exitCode !== null) throw new Error(`dockerd ended: ${await said}`);
      return call("GET", "/_ping").catch(() => null);
    });
  });

  after(async () => {
    if (daemon !== undefined && daemon.exitCode === null) {
      daemon.kill("SIGTERM");
      await once(daemon, "exit");
    }
    if (asBefore === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = asBefore;
    rmSync(folder, { recursive: true, force: true });
  });
}
