/**
 * PM2 as the primary of a cluster: this process becomes its daemon, so that none is left behind, and has the app started
 * N times. Arguments: PM2's module, a folder for its files, N, app, app's arguments.
 */
import cluster, { type Worker } from "node:cluster";
import { Console } from "node:console";
import { createWriteStream, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { insideVariables } from "../protocol.ts";
import { endWithWorkers } from "./end-with-workers.ts";

type Callback = (error: Error | null) => void;
type Pm2 = {
  readonly connect: (noDaemon: true, callback: Callback) => void;
  readonly start: (app: Readonly<Record<string, unknown>>, callback: Callback) => void;
};

// What is left there PM2 would read as its own options, and give to the workers.
const [module = "", folder = "", workers, script = "", ...args] = process.argv.splice(2);

// Settings of a PM2 that the user has, paths outside the folder among them, are not for this one.
for (const name of Object.keys(process.env)) if (/^(?:PM2_|pm_|OVER_HOME$)/.test(name)) delete process.env[name];
Object.assign(process.env, {
  PM2_HOME: folder,
  PM2_DISABLE_VERSION_CHECK: "true",
  // It takes the agent that reports to pm2.io for running: a SECRET_KEY and a PUBLIC_KEY of the app's would start one.
  PM2_AGENT_ONLINE: "true",
  [insideVariables.role]: "worker",
});
// It would start `df` every 30 seconds.
writeFileSync(join(folder, "module_conf.json"), JSON.stringify({ pm2: { sysmonit: "false" } }));
// When the host is gone, nobody else does.
process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

// PM2's account of what it does is not the app's words.
globalThis.console = new Console(createWriteStream(join(folder, "pm2.log")));

cluster.schedulingPolicy = cluster.SCHED_RR;
// Each worker's inspector, if the app asks for one, is at a port of the system's choice.
cluster.setupPrimary({ inspectPort: 0 });
/** Before PM2 ends a worker that threw, it has it disconnect, and Node.js then ends it with 0. By itself it would end with 1. */
const threw = new Set<Worker>();
passOnWords(endWithWorkers((worker, code) => (code === 0 && threw.has(worker) ? 1 : code)));

const pm2: Pm2 = createRequire(import.meta.url)(module);
await promisify(pm2.connect.bind(pm2))(true);
await promisify(pm2.start.bind(pm2))({
  name: "app",
  // A path with a space it would hand to a shell. What is in `env` it lays over its own settings.
  script: ".",
  env: { pm_exec_path: script },
  args,
  interpreter: process.execPath,
  exec_mode: "cluster",
  instances: Number(workers),
  node_args: process.execArgv,
  // Workers inherit the environment; a copy would give the app what is taken out of it before the app runs.
  filter_env: [""],
  autorestart: false,
  // Neither its agent inside the app nor its look at the app's Git repository.
  pmx: false,
  vizion: false,
});

/** PM2 has the workers send what the app prints. */
function passOnWords(end: (worker: Worker, code: number) => void): void {
  const listening = new Set<Worker>();
  cluster.on("listening", (worker) => listening.add(worker));
  cluster.on("message", (worker, message: unknown) => {
    const type = propertyOf(message, "type");
    const data = propertyOf(message, "data");
    if (type === "log:out") process.stdout.write(String(data));
    else if (type === "log:err") process.stderr.write(String(data));
    else if (type === "process:exception") {
      threw.add(worker);
      // An app that fails to load as a module PM2 leaves running, and answering nothing.
      if (!listening.has(worker)) end(worker, 1);
    }
  });
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
