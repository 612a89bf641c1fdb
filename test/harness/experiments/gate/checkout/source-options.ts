import { join } from "node:path";
import { workingFolder, type SourceOptions } from "../../../../../harness/experiments/gate/checkout/source.ts";

const never = new AbortController().signal;

/** Those of a comparison with the working copy in a folder, of which `server.js` is the app. */
export async function sourceOptions(from: string, change: Partial<SourceOptions> = {}): Promise<SourceOptions> {
  return {
    from,
    head: await workingFolder(from),
    app: { script: join(from, "server.js"), cwd: from },
    install: undefined,
    installsAlone: false,
    build: undefined,
    copy: [],
    leaveOut: [],
    signal: never,
    note: () => {},
    ...change,
  };
}
