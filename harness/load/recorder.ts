import { createCohort, noCounts, type SentRequest } from "./cohort.ts";
import { createFailureTally } from "./failures.ts";
import { createPacingTally } from "./pacing.ts";
import type { RecordedPart } from "./part.ts";
import { createTimeBins, type TimeBins } from "./time-bins.ts";

/**
 * Turns what happens to requests into the figures of a load. It does no I/O and reads no clock: every event carries
 * its time, in µs on a monotonic clock. Its memory grows with the requests pending at once and the bins of the
 * window, not with the number of requests. Each request ends once; what is said of it later is ignored.
 */
export type Recorder = {
  /** `kind` is the index of the request's kind. */
  requestSent(kind: number, atMicros: number): SentRequest;
  /** Of an open loop: the time that was intended has come. */
  requestDue(kind: number, atMicros: number): SentRequest;
  /** Of an open loop: its generator came to the request; where it never does, that is when it is given up. */
  noticed(request: SentRequest, atMicros: number): void;
  /** Of an open loop: put on a connection. */
  written(request: SentRequest, atMicros: number): void;
  /** Answered, with the right status and a right body of so many bytes. */
  completed(request: SentRequest, atMicros: number, bodyBytes: number): void;
  /** Answered wrongly, or the connection failed. `example` is called for the first failure of its kind. */
  failed(request: SentRequest, atMicros: number, kind: string, example: () => string): void;
  timedOut(request: SentRequest, atMicros: number): void;
  /**
   * Says when the measured window [start, end) is. The requests sent in it are the cohort; so are those that were sent
   * before, and end otherwise than rightly after it has begun.
   */
  openWindow(startMicros: number, endMicros: number): void;
  /** The longest that a right response took, so far; null before the first. */
  slowestSeconds(): number | null;
  /** Requests of the cohort, or sent before it, that have neither ended nor been given up. */
  pendingInCohort(): number;
  /** Pending requests that were sent before or after the window. */
  pendingOutsideCohort(): number;
  /** Gives up the requests of the cohort that are still pending: they count as in flight, censored at their age. */
  endDrain(atMicros: number): void;
  /** Ends the recording after the drain, and frees its memory. What is still pending is in flight for good. */
  finish(): RecordedPart;
};

type Window = { readonly startMicros: number; readonly endMicros: number; readonly bins: TimeBins };

/** `kindNames` are the kinds of request, by index. */
export function createRecorder(kindNames: readonly string[]): Recorder {
  const cohort = createCohort(kindNames);
  const failures = createFailureTally();
  const pending = new Set<SentRequest>();
  const lifetime = noCounts();
  const pacing = createPacingTally();
  let window: Window | null = null;
  /** Of those pending, how many were sent before the window, and after it: counted as they come and go, since many may be. */
  let early = 0;
  let late = 0;
  let drained = false;
  let completedInWindow = 0;
  let slowestMicros: number | null = null;

  const inOpenCohort = (request: SentRequest): boolean => !drained && cohort.includes(request);
  /** Takes what ends badly into the cohort, even if it was sent before the window: no hang of the warm-up vanishes. */
  const joinsCohort = (request: SentRequest, atMicros: number): boolean => {
    if (drained || window === null || atMicros < window.startMicros || request.sentAtMicros >= window.endMicros)
      return false;
    if (!cohort.includes(request)) cohort.sent(request);
    return true;
  };
  const binsAt = (atMicros: number): TimeBins | null =>
    window !== null && atMicros >= window.startMicros && atMicros < window.endMicros ? window.bins : null;

  const isEarly = (request: SentRequest): boolean => window === null || request.sentAtMicros < window.startMicros;
  const isLate = (request: SentRequest): boolean => window !== null && request.sentAtMicros >= window.endMicros;
  const count = (request: SentRequest, change: 1 | -1): void => {
    if (isEarly(request)) early += change;
    if (isLate(request)) late += change;
  };
  /** False when it has ended already. */
  const end = (request: SentRequest): boolean => {
    if (!pending.delete(request)) return false;
    count(request, -1);
    return true;
  };

  const begin = (request: SentRequest): SentRequest => {
    pending.add(request);
    count(request, 1);
    lifetime.sent += 1;
    if (inOpenCohort(request)) cohort.sent(request);
    return request;
  };
  const notice = (request: SentRequest, atMicros: number): void => {
    if (request.isNoticed !== false) return;
    request.isNoticed = true;
    if (inOpenCohort(request)) pacing.noticed(age(request, atMicros));
  };

  return {
    requestSent: (kind, atMicros) => begin({ kind, sentAtMicros: atMicros }),
    requestDue: (kind, atMicros) => begin({ kind, sentAtMicros: atMicros, isNoticed: false }),
    noticed: notice,
    written(request, atMicros) {
      request.writtenAtMicros = atMicros;
      if (inOpenCohort(request)) pacing.written(binsAt(atMicros) !== null);
    },
    completed(request, atMicros, bodyBytes) {
      if (!end(request)) return;
      lifetime.completed += 1;
      const latencyMicros = age(request, atMicros);
      slowestMicros = Math.max(slowestMicros ?? 0, latencyMicros);
      if (inOpenCohort(request)) {
        cohort.completed(request, latencyMicros, bodyBytes);
        if (request.writtenAtMicros !== undefined) pacing.served(atMicros - request.writtenAtMicros);
      }
      const bins = binsAt(atMicros);
      if (bins === null) return;
      completedInWindow += 1;
      bins.completed(atMicros, latencyMicros);
    },
    failed(request, atMicros, kind, example) {
      if (!end(request)) return;
      lifetime.failed += 1;
      binsAt(atMicros)?.failed(atMicros);
      if (!joinsCohort(request, atMicros)) return;
      cohort.failed(request);
      failures.add({ request: kindNames[request.kind] ?? "", kind }, example);
    },
    timedOut(request, atMicros) {
      if (!end(request)) return;
      lifetime.timedOut += 1;
      binsAt(atMicros)?.failed(atMicros);
      notice(request, atMicros);
      if (joinsCohort(request, atMicros)) cohort.timedOut(request, age(request, atMicros));
    },
    openWindow(startMicros, endMicros) {
      cohort.open(startMicros, endMicros);
      window = { startMicros, endMicros, bins: createTimeBins(startMicros, endMicros) };
    },
    slowestSeconds: () => (slowestMicros === null ? null : slowestMicros / 1_000_000),
    pendingInCohort: () => cohort.pending() + early,
    pendingOutsideCohort: () => early + late,
    endDrain(atMicros) {
      for (const request of pending) {
        notice(request, atMicros);
        if (joinsCohort(request, atMicros)) cohort.inFlight(request, age(request, atMicros));
      }
      drained = true;
    },
    finish() {
      lifetime.inFlight = pending.size;
      pending.clear();
      return {
        windowSeconds: window === null ? 0 : (window.endMicros - window.startMicros) / 1_000_000,
        completedInWindow,
        kinds: cohort.finish(),
        bins: window === null ? [] : window.bins.finish(),
        failures: failures.list(),
        lifetime,
        slowestMicros,
        ...pacing.finish(),
      };
    },
  };
}

function age(request: SentRequest, atMicros: number): number {
  return Math.max(0, Math.round(atMicros - request.sentAtMicros));
}
