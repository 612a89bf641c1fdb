import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { App, Dependency } from "../harness/model/index.ts";

/** Absolute path of a script of the sample app, as source or as compiled, whichever this file is. */
function scriptPath(name: string): string {
  return fileURLToPath(new URL(`./app/${name}${extname(import.meta.filename)}`, import.meta.url));
}

export const sampleApp: App = {
  script: scriptPath("server"),
  args: [],
  env: {},
  poolVariable: "POOL_THREADS",
};

/** The service that `/fanout` of the sample app calls. */
export const sampleUpstream: Dependency = {
  name: "upstream",
  script: scriptPath("upstream"),
  env: {},
  urlVariable: "UPSTREAM_URL",
};
