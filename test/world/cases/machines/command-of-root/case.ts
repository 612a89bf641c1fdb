import assert from "node:assert/strict";
import { chmodSync, chownSync, copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title:
    "a command of a deployment that runs as root and is late is told, with what ends it, and its deployment is taken down",
  machine: "anotherUser",
  steps: [
    {
      // As sudo does, it becomes root for good, with an environment of its own: this user may not end it.
      change: (folder) => {
        copyFileSync("/usr/bin/setpriv", join(folder, "as-root"));
        chownSync(join(folder, "as-root"), 0, 0);
        chmodSync(join(folder, "as-root"), 0o4755);
      },
      run: [
        "-t",
        "external",
        "--external-url",
        "http://127.0.0.1:9",
        "--external-up",
        "./as-root --reuid=root --clear-groups env -i sh restart.sh",
        "--external-timeout",
        "2s",
        "--external-down",
        "touch taken-down",
      ],
      ends: 2,
      says: [
        /"\.\/as-root .* did not end within 2 s, and still runs: the system does not let this user end its process group (\d+) \(sudo kill -9 -- -\1 does\), after printing: restarting/,
      ],
      neverSays: [/\bat .*command\.ts/, /EPERM/],
      holds: ({ folder }) => {
        assert.ok(existsSync(join(folder, "taken-down")));
        process.kill(-Number(readFileSync(join(folder, "group"), "utf8")), "SIGKILL");
      },
    },
  ],
};
