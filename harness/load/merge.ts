import type { KindResult, LoadResult, Pacing, RequestCounts, TimeBin } from "../model/index.ts";
import { noCounts } from "./cohort.ts";
import { mergeFailures } from "./failures.ts";
import { summarize } from "./latency.ts";
import type { LoadPart, RecordedPart } from "./part.ts";
import { summarizeSizes } from "./sizes.ts";
import { binOf } from "./time-bins.ts";

/** The parts of a {@link LoadResult} that follow from what happened to the requests. */
export type RecordedLoad = Pick<
  LoadResult,
  | "windowSeconds"
  | "completedInWindow"
  | "counts"
  | "latency"
  | "kinds"
  | "bins"
  | "failures"
  | "lifetime"
  | "slowestMicros"
  | "pacing"
>;

/** What the generators of a load saw, as one would have seen it. */
export function mergeLoads(parts: readonly LoadPart[]): LoadResult {
  return {
    ...mergeRecorded(parts),
    bytesReceived: sumOf(parts, "bytesReceived"),
    connectionsOpened: sumOf(parts, "connectionsOpened"),
    drainSeconds: Math.max(...parts.map(({ drainSeconds }) => drainSeconds)),
    generatorCpuMicros: sumOf(parts, "cpuMicros"),
    ...(parts.length === 1 ? {} : { busiestGeneratorCpuMicros: Math.max(...parts.map(({ cpuMicros }) => cpuMicros)) }),
    generatorMaxRssBytes: sumOf(parts, "maxRssBytes"),
  };
}

/** What several recorders saw of one load, with the same kinds of request and the same window. */
export function mergeRecorded(parts: readonly RecordedPart[]): RecordedLoad {
  const kinds = parts.flatMap((part) => part.kinds);
  return {
    windowSeconds: Math.max(...parts.map(({ windowSeconds }) => windowSeconds)),
    completedInWindow: sumOf(parts, "completedInWindow"),
    counts: addCounts(kinds.map(({ counts }) => counts)),
    latency: summarize(kinds.map(({ latency }) => latency)),
    kinds: mergeKinds(parts),
    bins: mergeBins(parts),
    failures: mergeFailures(parts.map(({ failures }) => failures)),
    lifetime: addCounts(parts.map(({ lifetime }) => lifetime)),
    ...mergeSlowest(parts),
    ...mergePacing(parts),
  };
}

function mergeKinds(parts: readonly RecordedPart[]): readonly KindResult[] {
  return transpose(parts.map(({ kinds }) => kinds)).map((same): KindResult => {
    const bodies = summarizeSizes(same.map(({ sizes }) => sizes));
    const kind = {
      name: same[0]?.name ?? "",
      counts: addCounts(same.map(({ counts }) => counts)),
      latency: summarize(same.map(({ latency }) => latency)),
    };
    return bodies === null ? kind : Object.assign(kind, { bodies });
  });
}

function mergeBins(parts: readonly RecordedPart[]): readonly TimeBin[] {
  return transpose(parts.map(({ bins }) => bins)).map((same, index) => binOf(index, same));
}

/** Absent where no part is of an open loop. */
function mergePacing(parts: readonly RecordedPart[]): { readonly pacing?: Pacing } {
  const paced = parts.flatMap(({ pacing }) => pacing ?? []);
  if (paced.length === 0) return {};
  return {
    pacing: {
      writtenInWindow: sumOf(paced, "writtenInWindow"),
      lag: summarize(paced.map(({ lag }) => lag)),
      service: summarize(paced.map(({ service }) => service)),
    },
  };
}

function mergeSlowest(parts: readonly RecordedPart[]): Pick<LoadResult, "slowestMicros"> {
  const all = parts.flatMap(({ slowestMicros }) => slowestMicros ?? []);
  return all.length === 0 ? {} : { slowestMicros: Math.max(...all) };
}

function addCounts(all: readonly RequestCounts[]): RequestCounts {
  const total = noCounts();
  for (const counts of all) {
    total.sent += counts.sent;
    total.completed += counts.completed;
    total.failed += counts.failed;
    total.timedOut += counts.timedOut;
    total.inFlight += counts.inFlight;
  }
  return total;
}

/** The first items of all rows, their second items, and so on: as many as the first row has. */
function transpose<Item>(rows: readonly (readonly Item[])[]): readonly (readonly Item[])[] {
  const [first = []] = rows;
  return first.map((_, index) => rows.flatMap((row) => row.slice(index, index + 1)));
}

function sumOf<Key extends string>(items: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return items.reduce((sum, item) => sum + item[key], 0);
}
