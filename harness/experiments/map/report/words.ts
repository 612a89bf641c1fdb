import type { MapAnalysis, MapPlace, Margin, WorkloadSummary } from "../model.ts";
import { clock, duration, list, plural } from "../../../units.ts";
import { ratioWithInterval, times } from "../../../../reports/figures.ts";
import { renderCommand, repeatCommand } from "../../../../reports/repeat.ts";
import type { MapReportInput } from "./report.ts";

/** What an arm is called for people: its strategy's title. */
export function titleOf({ arms }: MapAnalysis, armId: string): string {
  return arms.find((arm) => arm.armId === armId)?.title ?? armId;
}

/** The place of a workload at a number of connections. */
export function placeAt({ places }: MapAnalysis, workloadId: string, connections: number): MapPlace | undefined {
  return places.find((place) => place.workloadId === workloadId && place.connections === connections);
}

const outcomes: Readonly<Record<Exclude<MapPlace["outcome"], "winner">, string>> = {
  "no-difference": "no difference resolved",
  "not-ranked": "not ranked",
  "not-measured": "not measured",
};

/** Who wins a place: `cluster-os`, `cluster-os or worker-threads`, `no difference resolved`. */
export function winnerOf({ outcome, best }: MapPlace, nameOf: (armId: string) => string): string {
  if (outcome !== "winner") return outcomes[outcome];
  const names = best.map(nameOf).toSorted();
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}` : list(names);
}

/** `1.07× [1.03, 1.12]`; null where there is none. */
export function marginOf(margin: Margin | null): string | null {
  return margin === null ? null : ratioWithInterval(margin.ratio);
}

/** `1.07×`; empty where there is none. */
export function marginInShort(margin: Margin | null): string {
  return margin === null ? "" : times(margin.ratio.value);
}

/** `about 5 ms of CPU (4.87 ms of CPU measured)`. */
export function workloadInWords({ title, cpuMicros }: WorkloadSummary): string {
  return cpuMicros === null ? title : `${title} (${duration(cpuMicros)} of CPU measured)`;
}

/** How the map was made, in sentences for any format. Plain text: each format escapes it. */
export function mapMethod({
  measured,
}: MapReportInput): readonly { readonly subject: string; readonly text: string }[] {
  const { map, runs } = measured;
  const [first] = runs;
  if (first === undefined) return [];
  const { blocks, warmupSeconds, measuredSeconds, arms } = first.plan;
  return [
    {
      subject: "Cells",
      text: `Each of the ${plural(map.cells.length, "cell")} is a separate run, in the folder named in the table: ${plural(blocks, "block")} of ${plural(arms.length, "arm")} in an order drawn from its seed, each trial freshly booted, warmed up for ${clock(warmupSeconds)} and measured for ${clock(measuredSeconds)}. Arms are compared within blocks, so cells, which are measured one after another, need not be compared with each other.`,
    },
    {
      subject: "Who wins",
      text: "The arms that were not found slower than any other win a cell, by exact rank tests adjusted for all pairs in the cell (5%). Several winners were not told apart; if all arms win, no difference was resolved: they may be equal, or there are too few trials to see the difference. The lead is a winner’s throughput relative to the first arm behind it that was told apart from it, within blocks (Hodges–Lehmann).",
    },
    {
      subject: "CPU per request",
      text: "The CPU time of one request across the whole target, under the baseline strategy at the smallest number of connections. A request that waits for something else takes longer than that. Windows are too short to measure the tail, so latency is the median.",
    },
    {
      subject: "Load",
      text: "Closed loop: each connection waits for its response before it sends again. Under an open load at a given rate another strategy may win; use `capacity`.",
    },
  ];
}

/** The commands that measure again, that go into one place, and that write this report again. */
export function mapCommands({ program, command, seed }: MapReportInput["measured"]["map"]): {
  readonly repeat: string;
  readonly render: string;
} {
  return { repeat: repeatCommand(program, command, seed), render: renderCommand(program) };
}
