/** Latency of answered requests at fixed percentiles, µs. A value may be a lower bound; see {@link LatencySummary}. */
export type Percentiles = {
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
};

export type PercentileName = keyof Percentiles;

/**
 * Latency of every request sent in the measured window, µs.
 * Requests that never ended (timed out, or still pending after the drain) are right-censored: they enter at the age
 * they had reached, and each percentile that falls at or above the smallest such age is a lower bound.
 */
export type LatencySummary = {
  /** Observations, censored ones included. */
  readonly count: number;
  readonly censored: number;
  readonly meanMicros: number;
  readonly minMicros: number;
  readonly micros: Percentiles;
  /** Percentiles that are lower bounds, to be printed `≥ x`. */
  readonly lowerBounds: readonly PercentileName[];
  /** HDR histogram, compressed, base64, in µs, three significant digits, censored observations included. */
  readonly histogram: string;
};

/** Requests sent in the measured window. Always: sent = completed + failed + timedOut + inFlight. */
export type RequestCounts = {
  readonly sent: number;
  /** Answered, with the right status and body. */
  readonly completed: number;
  /** Answered wrongly, or the connection failed. */
  readonly failed: number;
  readonly timedOut: number;
  /** Still pending when the drain ended. */
  readonly inFlight: number;
};

/** A 250 ms slice of the measured window, by time of completion. */
export type TimeBin = {
  /** Start, seconds from the start of the window. */
  readonly startSeconds: number;
  readonly completed: number;
  readonly failed: number;
  /** Null when nothing completed in the bin. */
  readonly p50Micros: number | null;
  readonly p99Micros: number | null;
};

/** Failures of one kind, e.g. `status 500`, `wrong body`, `connection reset`, with one example. */
export type FailureKind = {
  /** Name of the kind of request that failed so; absent in older runs. */
  readonly request?: string;
  readonly kind: string;
  readonly count: number;
  readonly example: string;
};

/** Lengths of the bodies of right responses to requests of the measured window, as sent, without the marks of chunks. */
export type BodySizes = { readonly meanBytes: number; readonly standardDeviationBytes: number };

/** What was seen of one kind of request. */
export type KindResult = {
  readonly name: string;
  readonly counts: RequestCounts;
  readonly latency: LatencySummary;
  /** Absent where nothing was answered rightly, and in older runs. */
  readonly bodies?: BodySizes;
};

/** What the generator saw. */
export type LoadResult = {
  /** Actual length of the measured window, seconds. */
  readonly windowSeconds: number;
  /** Right answers that arrived within the window, whenever they were sent; throughput = this / windowSeconds. */
  readonly completedInWindow: number;
  /** The cohort sent within the window. */
  readonly counts: RequestCounts;
  readonly latency: LatencySummary;
  readonly kinds: readonly KindResult[];
  readonly bins: readonly TimeBin[];
  readonly failures: readonly FailureKind[];
  readonly bytesReceived: number;
  readonly connectionsOpened: number;
  /** The whole life of the generator, warm-up, window and drain: to be reconciled with the workers' own counts. */
  readonly lifetime: RequestCounts;
  /** The longest that a right response took, from warm-up to drain. Absent without one, and in older runs. */
  readonly slowestMicros?: number;
  /** Time from the end of the window until every request of the cohort had ended, or was given up. */
  readonly drainSeconds: number;
  /** CPU time of the generator within the window, of all its processes. */
  readonly generatorCpuMicros: number;
  /** That of the busiest of its processes; absent when it is one. */
  readonly busiestGeneratorCpuMicros?: number;
  /** Largest resident set, added up over its processes. */
  readonly generatorMaxRssBytes: number;
  /** How an open loop kept its times; absent in a closed one. */
  readonly pacing?: Pacing;
};

/** How an open loop kept its times, over the requests intended within the window. */
export type Pacing = {
  /** Requests that were put on a connection within the window: fewer than were sent when a queue grows. */
  readonly writtenInWindow: number;
  /** From the intended time until the generator came to the request: its own lateness. */
  readonly lag: LatencySummary;
  /** From the connection until the right answer: without the wait in the client, and blind to stalls. */
  readonly service: LatencySummary;
};
