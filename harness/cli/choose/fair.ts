import type { FairSettings } from "../../model/index.ts";

/** The same for every arm; why these values: the reasons are in docs/method.md. */
export const fairSettings: FairSettings = {
  backlog: 511,
  keepAliveTimeoutSeconds: 72,
  maxRequestsPerSocket: 0,
  noDelay: true,
};
