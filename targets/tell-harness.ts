import type { FromDeploymentHost, FromHost } from "./protocol.ts";

/**
 * Sends to the harness, which may have gone: the channel says that it is open until somebody has tried it. What cannot be
 * sent nobody waits for any more, and the host learns of it by its channel's end.
 */
export function tellHarness(message: FromHost | FromDeploymentHost): void {
  if (process.connected) process.send?.(message, () => {});
}
