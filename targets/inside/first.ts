/**
 * Loaded with `--require` ahead of everything else in a target's processes and their threads, also of what the app has
 * preloaded. It redirects the app's `listen`, counts its requests, notices a cluster of its own, and ends the process when
 * the host is gone. The app never knows. In what the app starts for itself it does nothing.
 */
import { isMainThread } from "node:worker_threads";
import { restoreNodeOptions } from "../node-options.ts";
import { insideVariables } from "../protocol.ts";
import { reportBeforeListening } from "./before-listening.ts";
import { connectToHost } from "./channel.ts";
import { redirectListen, setPrimaryAside } from "./listen.ts";
import { reportOwnCluster } from "./own-cluster.ts";
import { followOwnPorts } from "./own-ports.ts";
import { nameWorker } from "./name-worker.ts";
import { startProbe } from "./probe.ts";

export const channel = connectToHost();
// A primary's own are for the workers that it forks.
if (channel?.role !== "primary") restoreNodeOptions();
const runsApp = channel?.role === "worker";
if (channel?.role === "primary") setPrimaryAside(channel);
else if (channel?.serves === true) {
  redirectListen(channel, runsApp ? reportBeforeListening(channel) : () => {});
}
if (runsApp || !isMainThread) followOwnPorts(isMainThread);
if (channel !== null) {
  if (runsApp) reportOwnCluster(channel);
  const within = process.env[insideVariables.namesWorker];
  if (channel.serves && within !== undefined) nameWorker(within);
  startProbe(channel);
}
