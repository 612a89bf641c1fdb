/**
 * Loaded with `--import` ahead of every script of a target, into its processes and their threads. It redirects the
 * app's `listen`, counts its requests, notices a cluster of its own, and ends the process when the host is gone. The
 * app never knows. In what the app starts for itself it does nothing.
 */
import { reportBeforeListening } from "./before-listening.ts";
import { connectToHost } from "./channel.ts";
import { redirectListen } from "./listen.ts";
import { reportOwnCluster } from "./own-cluster.ts";
import { startProbe } from "./probe.ts";

export const channel = await connectToHost();
if (channel !== null) {
  // Threads that share their port run the whole app; others are a pool of the app's own.
  const runsApp = channel.role === "worker";
  if (channel.serves) {
    redirectListen(channel, runsApp ? reportBeforeListening(channel) : () => {});
  }
  if (runsApp) reportOwnCluster(channel);
  startProbe(channel);
}
