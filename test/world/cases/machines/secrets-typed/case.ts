import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { WorldCase } from "../../../world-case.ts";

const secrets = ["s3cr3t.header-value", "s3cr3t.environment", "s3cr3t.query"];

export const worldCase: WorldCase = {
  title: "secrets that are typed are shown in no medium, and what keeps them is the user's alone",
  machine: "anotherUser",
  steps: [
    {
      run: ["--app", "./server.mjs", "-t", "single", "-b", "1", "-d", "300ms", "--warmup", "100ms"].concat(
        ["--header", `Authorization: Bearer ${secrets[0]}`, "--env", `API_TOKEN=${secrets[1]}`],
        ["--path", `/?api_key=${secrets[2]}`],
      ),
      ends: "measured",
      neverSays: secrets.map((secret) => new RegExp(RegExp.escape(secret))),
      holds: ({ results }) => {
        assert.ok(results !== null);
        const files = readdirSync(results, { withFileTypes: true }).filter((entry) => entry.isFile());
        for (const { name } of files) {
          const path = join(results, name);
          const isPrivate = (statSync(path).mode & 0o077) === 0;
          const kept = secrets.filter((secret) => readFileSync(path, "utf8").includes(secret));
          assert.ok(kept.length === 0 || isPrivate, `${name} shows ${kept.join(", ")}`);
        }
        assert.equal(statSync(join(results, "run.json")).mode & 0o777, 0o600);
      },
    },
  ],
};
