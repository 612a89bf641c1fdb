import type { Load, RequestKind } from "../model/index.ts";

/** Which part of a load one of several generators sends; `index` counts from 0. */
export type Share = { readonly index: number; readonly of: number };

/** One trial's worth of load, on a target that is ready. */
export type LoadJob = {
  /** Base URL of the target, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  /** It may be of another machine: whoever asked for the load has said so. */
  readonly isRemoteAllowed?: boolean;
  readonly requests: readonly RequestKind[];
  readonly load: Load;
  readonly warmupSeconds: number;
  readonly measuredSeconds: number;
  /** Decides the order in which each connection sends the kinds of request. */
  readonly seed: number;
  /** How long the requests of the measured window are followed beyond it, at most; by default 2 s. */
  readonly drainSeconds?: number;
  /** Of an open loop that several generators send: whose turns with the arrivals are meant. All when absent. */
  readonly share?: Share;
};

const usualDrainSeconds = 2;

/** How long the requests of the measured window may take to end after it, before they are given up. */
export function drainCapSeconds(job: LoadJob): number {
  return Math.min(job.load.timeoutSeconds, job.drainSeconds ?? usualDrainSeconds);
}
