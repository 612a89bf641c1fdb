import type { RequestCounts } from "../model/index.ts";
import {
  addAnswered,
  addCensored,
  createLatencyTally,
  type LatencyTally,
  type PackedTally,
  packTally,
} from "./latency.ts";
import { addSize, createSizeTally, type SizeTally } from "./sizes.ts";

/** A request on its way. */
export type SentRequest = {
  /** Index of the request's kind. */
  readonly kind: number;
  /** From when its latency counts: when it was sent, or in an open loop, when it was to be. */
  readonly sentAtMicros: number;
  /** In an open loop, whether its generator has come to it. */
  isNoticed?: boolean;
  /** In an open loop, when it was put on a connection. */
  writtenAtMicros?: number;
};

export type MutableCounts = { -readonly [Name in keyof RequestCounts]: RequestCounts[Name] };

/** The requests sent within the measured window [start, end), counted and timed by kind. */
export type Cohort = {
  open(startMicros: number, endMicros: number): void;
  includes(request: SentRequest): boolean;
  /** Requests that have neither ended nor been given up. */
  pending(): number;
  sent(request: SentRequest): void;
  completed(request: SentRequest, latencyMicros: number, bodyBytes: number): void;
  failed(request: SentRequest): void;
  timedOut(request: SentRequest, ageMicros: number): void;
  inFlight(request: SentRequest, ageMicros: number): void;
  /** Frees the histograms. Call it once, last. */
  finish(): readonly PackedKind[];
};

/** What was seen of one kind of request. */
export type PackedKind = {
  readonly name: string;
  readonly counts: RequestCounts;
  readonly latency: PackedTally;
  readonly sizes: SizeTally;
};

type KindTally = {
  readonly name: string;
  readonly counts: MutableCounts;
  readonly latency: LatencyTally;
  readonly sizes: SizeTally;
};

export function createCohort(kindNames: readonly string[]): Cohort {
  const kinds = kindNames.map((name): KindTally => ({
    name,
    counts: noCounts(),
    latency: createLatencyTally(),
    sizes: createSizeTally(),
  }));
  let startMicros = Infinity;
  let endMicros = Infinity;
  let pending = 0;

  const end = (request: SentRequest, outcome: keyof RequestCounts): KindTally => {
    const tally = tallyOf(kinds, request);
    tally.counts[outcome] += 1;
    pending -= 1;
    return tally;
  };

  return {
    open(start, end_) {
      startMicros = start;
      endMicros = end_;
    },
    includes: (request) => request.sentAtMicros >= startMicros && request.sentAtMicros < endMicros,
    pending: () => pending,
    sent(request) {
      tallyOf(kinds, request).counts.sent += 1;
      pending += 1;
    },
    completed(request, latencyMicros, bodyBytes) {
      const { latency, sizes } = end(request, "completed");
      addAnswered(latency, latencyMicros);
      addSize(sizes, bodyBytes);
    },
    failed(request) {
      end(request, "failed");
    },
    timedOut: (request, ageMicros) => addCensored(end(request, "timedOut").latency, ageMicros),
    inFlight: (request, ageMicros) => addCensored(end(request, "inFlight").latency, ageMicros),
    finish: () =>
      kinds.map(({ name, counts, latency, sizes }) => ({ name, counts, latency: packTally(latency), sizes })),
  };
}

export function noCounts(): MutableCounts {
  return { sent: 0, completed: 0, failed: 0, timedOut: 0, inFlight: 0 };
}

function tallyOf(kinds: readonly KindTally[], request: SentRequest): KindTally {
  const tally = kinds[request.kind];
  if (tally === undefined) throw new RangeError(`there is no kind of request ${request.kind}`);
  return tally;
}
