import { toCsv } from "../../../../reports/csv.ts";
import type { Artifact } from "../../../../reports/report.ts";
import type { MapReportInput } from "./report.ts";

const columns = [
  "workload",
  "workload_title",
  "connections",
  "outcome",
  "seal",
  "arm",
  "is_best",
  "requests_per_second",
  "low",
  "high",
  "latency_p50_micros",
  "cpu_micros_per_request",
  "margin",
  "margin_over",
  "margin_low",
  "margin_high",
  "folder",
] as const;

/** A row for each place and strategy. */
export function mapCsv({ analysis }: MapReportInput): Artifact {
  const titles = new Map(analysis.workloads.map(({ id, title }) => [id, title]));
  const rows = analysis.places.flatMap((place) =>
    place.arms.map(({ armId, throughput, p50Micros, cpuMicros }) => {
      const margin = place.margin?.armId === armId ? place.margin : null;
      return {
        workload: place.workloadId,
        workload_title: titles.get(place.workloadId) ?? place.workloadId,
        connections: place.connections,
        outcome: place.outcome,
        seal: place.seal.status,
        arm: armId,
        is_best: String(place.best.includes(armId)),
        requests_per_second: throughput.value,
        low: throughput.low,
        high: throughput.high,
        latency_p50_micros: p50Micros,
        cpu_micros_per_request: cpuMicros,
        margin: margin?.ratio.value ?? null,
        margin_over: margin?.over ?? null,
        margin_low: margin?.ratio.low ?? null,
        margin_high: margin?.ratio.high ?? null,
        folder: place.folder,
      };
    }),
  );
  return toCsv("map.csv", columns, rows);
}
