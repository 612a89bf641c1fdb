import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { aProcessEach, factsOf, handedOnByPrimary } from "./facts.ts";
import { findProgram } from "./programs.ts";
import { firstListener, siblingScript, type Strategy } from "./strategy.ts";

/** The PM2 that code in the folder would get, or else the one behind the command; null where there is neither. */
function findPm2(folder: string): string | null {
  const command = findProgram("pm2");
  const places = [join(folder, "app.js"), ...(command === null ? [] : [realpathSync(command)])];
  for (const place of places) {
    try {
      return createRequire(place).resolve("pm2");
    } catch {
      // Not there.
    }
  }
  return null;
}

/** `pm2 7.0.4`: from its manifest, which lies beside its entry script. */
function versionOf(entry: string): string | null {
  try {
    const manifest: unknown = createRequire(entry)("./package.json");
    return typeof manifest === "object" && manifest !== null && "version" in manifest
      ? `pm2 ${String(manifest.version)}`
      : null;
  } catch {
    return null;
  }
}

/** Of a path to a unix socket, in bytes, and what PM2's are below the folder for temporary files (unix(7)). */
const longestSocketPath = 107;
const ownSocketPath = "/broadside-target-XXXXXX/interactor.sock";

function noRoomForSockets(): string | null {
  const folder = tmpdir();
  return Buffer.byteLength(folder + ownSocketPath) <= longestSocketPath
    ? null
    : `PM2 opens sockets below the folder for temporary files, whose path is too long for them: ${folder} (TMPDIR)`;
}

const notInstalled = "pm2 is not installed (npm install pm2 in the project, or npm install -g pm2)";

export const pm2: Strategy = {
  name: "pm2",
  title: "PM2, cluster mode",
  summary: "PM2, as installed in the project or for the machine; its daemon is a cluster's primary, with round-robin.",
  options: {},
  isCluster: true,
  extraProcesses: "1 primary (PM2's daemon)",
  processes: aProcessEach({ primary: 1 }),
  runsAppInProcesses: true,
  needs: "pm2",
  facts: () =>
    factsOf({
      acceptsInPrimary: true,
      alwaysThroughPrimary: "every line that the workers print",
      unevenness: handedOnByPrimary,
    }),
  missing: (folder) => (findPm2(folder) === null ? notInstalled : noRoomForSockets()),
  software: ({ appFolder }) => {
    const entry = findPm2(appFolder);
    return entry === null ? null : versionOf(entry);
  },
  notApplicable: () => null,
  boot: async ({ app, workers, port, spawn, folder, listening }) => {
    const module = findPm2(dirname(app.script));
    if (module === null) throw new Error(notInstalled);
    spawn({
      role: "primary",
      script: siblingScript(import.meta.filename, "./inside/pm2"),
      args: [module, folder(), String(workers), app.script, ...app.args],
      env: {},
      port,
    });
    return firstListener(await listening("worker", workers)).port;
  },
};
