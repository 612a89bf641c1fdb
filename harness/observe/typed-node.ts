import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Events of npm that run Broadside: the folders that npm puts first are none of the user's own. */
const ofNpm: ReadonlySet<string | undefined> = new Set(["bench", "npx"]);

/** What a person types to run a Node.js, by default the running one: its path, unless `node` is it in their shell. */
export function typedNode(path = process.execPath, env: NodeJS.ProcessEnv = process.env): string {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const own = ofNpm.has(env["npm_lifecycle_event"])
    ? folders.filter((folder) => !/\/node_modules\/\.bin\/?$|\/node-gyp-bin\/?$/.test(folder))
    : folders;
  const found = own.map((folder) => join(folder, "node")).find((each) => existsSync(each));
  return found !== undefined && realpathSync(found) === realpathSync(path) ? "node" : path;
}
