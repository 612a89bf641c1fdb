import type { Traffic } from "./exchange.ts";

/** A load at work. */
export type RunningTraffic = {
  /**
   * Sends from `atMicros` on. A closed loop sends already, so that for it the load may begin no earlier than now: what
   * was sent before is none of it. Returns when it begins.
   */
  begin(atMicros: number): number;
  /** Over all connections since the start. */
  bytesReceived(): number;
  socketsOpened(): number;
  /** Waits until `condition` holds after some request has ended, or `capMicros` have passed. */
  until(condition: () => boolean, capMicros: number, signal: AbortSignal | undefined): Promise<void>;
  /** Lets the pending requests end, and begins no other. */
  stopSending(): void;
  /** Closes all connections, and waits for everything that was started to end. */
  stop(): Promise<void>;
};

/** Waits until `condition` holds after some request of the traffic has ended, or `capMicros` have passed. */
export async function untilEnded(
  traffic: Traffic,
  condition: () => boolean,
  capMicros: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal?.reason);
  const timer = setTimeout(resolve, Math.max(0, capMicros / 1_000));
  signal?.addEventListener("abort", abort);
  traffic.onEnded = () => {
    if (condition()) resolve();
  };
  traffic.onEnded();
  try {
    await promise;
  } finally {
    traffic.onEnded = ignore;
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

export function ignore(): void {
  // Nothing to do.
}
