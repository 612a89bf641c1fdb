import { type Load, patienceSeconds, type RequestKind } from "../model/index.ts";

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
  /** How long the requests of the measured window are followed beyond it, at most; by default as {@link drainCapSeconds}. */
  readonly drainSeconds?: number;
  /** How long a response takes when nobody else asks: a closed loop's connections begin spread over it, within the warm-up. */
  readonly answerSeconds?: number;
  /** Of an open loop that several generators send: whose turns with the arrivals are meant. All when absent. */
  readonly share?: Share;
};

/** What is to time out does so before the drain ends. */
const timeoutSlackSeconds = 0.25;

/**
 * How long the requests of the measured window may take to end after it, before they are given up: three times as long as
 * the slowest response that was seen, at least 2 s; until the request timeout where that is shorter, or nothing was
 * answered yet.
 */
export function drainCapSeconds({ load, drainSeconds }: LoadJob, slowestSeconds: number | null): number {
  if (drainSeconds !== undefined) return Math.min(load.timeoutSeconds, drainSeconds);
  const untilTimeout = load.timeoutSeconds + timeoutSlackSeconds;
  return slowestSeconds === null ? untilTimeout : Math.min(untilTimeout, patienceSeconds(slowestSeconds));
}
