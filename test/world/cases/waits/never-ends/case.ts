import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Step, WorldCase } from "../../../world-case.ts";

const said = /GET \/ started to respond \(200, application\/x-ndjson\) but did not finish within 1 s/;
const looked = ["--app", "./server.mjs", "--timeout", "1s"];

function refused(...command: readonly string[]): Step {
  return { run: [...command, ...looked], ends: 2, says: [said, /name another path/] };
}

export const worldCase: WorldCase = {
  title: "a stream that never ends is refused within the timeout, by every command",
  source: "JoeDog/siege#202",
  isRepresentative: true,
  prepare: (folder) => cpSync(join(folder, "server.mjs"), join(folder, "base/server.mjs")),
  steps: [refused(), refused("capacity", "--slo", "p99<500ms"), refused("map"), refused("gate", "--base", "base")],
};
