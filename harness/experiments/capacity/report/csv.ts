import type { ArmCapacity, OfferedPoint, SizingCell } from "../result.ts";
import { toCsv, type Cell } from "../../../../reports/csv.ts";
import type { Artifact } from "../../../../reports/report.ts";
import { targetCpuMicros } from "./words.ts";
import type { CapacityReportInput } from "./report.ts";

type Columns<Item> = readonly (readonly [name: string, read: (item: Item) => Cell])[];

const armColumns: Columns<ArmCapacity> = [
  ["arm", ({ armId }) => armId],
  ["strategy", ({ strategy }) => strategy],
  ["title", ({ title }) => title],
  ["workers", ({ workers }) => workers],
  ["beyond_cores", ({ isBeyondCores }) => String(isBeyondCores)],
  ["outcome", ({ outcome }) => outcome],
  ["held_requests_per_second", ({ held }) => held?.rate ?? null],
  ["held_trials", ({ held }) => held?.trials ?? null],
  ["held_agreeing", ({ held }) => held?.agreeing ?? null],
  ["held_confirmed", ({ held }) => (held === null ? null : String(held.isConfirmed))],
  ["held_latency_p50_micros", ({ heldMicros }) => heldMicros?.p50 ?? null],
  ["held_latency_p95_micros", ({ heldMicros }) => heldMicros?.p95 ?? null],
  ["held_latency_p99_micros", ({ heldMicros }) => heldMicros?.p99 ?? null],
  ["missed_requests_per_second", ({ missed }) => missed?.rate ?? null],
  ["missed_trials", ({ missed }) => missed?.trials ?? null],
  ["missed_agreeing", ({ missed }) => missed?.agreeing ?? null],
  ["missed_confirmed", ({ missed }) => (missed === null ? null : String(missed.isConfirmed))],
  ["missed_because", ({ missedBecause }) => missedBecause],
  ["closed_loop_requests_per_second", ({ saturation }) => saturation?.value ?? null],
  ["target_cpu_micros_per_request", targetCpuMicros],
  ["memory_bytes", ({ memoryBytes }) => memoryBytes],
  ["cores_used", ({ coresUsed }) => coresUsed],
  ["cores_per_1000_requests_per_second", ({ perThousand }) => perThousand?.cores ?? null],
  ["memory_bytes_per_1000_requests_per_second", ({ perThousand }) => perThousand?.memoryBytes ?? null],
];

type ArmPoint = OfferedPoint & { readonly armId: string };

const pointColumns: Columns<ArmPoint> = [
  ["arm", ({ armId }) => armId],
  ["kind", ({ kind }) => kind],
  ["offered_requests_per_second", ({ offered }) => offered],
  ["answered_requests_per_second", ({ answered }) => answered],
  ["requests", ({ requests }) => requests],
  ["latency_p50_micros", ({ micros }) => micros.p50],
  ["latency_p75_micros", ({ micros }) => micros.p75],
  ["latency_p90_micros", ({ micros }) => micros.p90],
  ["latency_p95_micros", ({ micros }) => micros.p95],
  ["latency_p99_micros", ({ micros }) => micros.p99],
  ["latency_p999_micros", ({ micros }) => micros.p999],
  ["latency_max_micros", ({ micros }) => micros.max],
  ["error_share", ({ errorShare }) => errorShare],
  ["met", ({ isMet }) => String(isMet)],
  ["reasons", ({ reasons }) => reasons.join("; ")],
];

type Sized = { readonly rate: number; readonly label: string; readonly cell: SizingCell };

const sizingColumns: Columns<Sized> = [
  ["load_requests_per_second", ({ rate }) => rate],
  ["strategy", ({ label }) => label],
  ["machines", ({ cell }) => (cell.kind === "machines" ? cell.machines : null)],
  ["workers_each", ({ cell }) => (cell.kind === "machines" ? cell.workers : null)],
  ["utilisation", ({ cell }) => (cell.kind === "machines" ? cell.utilisation : null)],
  ["memory_bytes", ({ cell }) => (cell.kind === "machines" ? cell.memoryBytes : null)],
  ["confirmed", ({ cell }) => (cell.kind === "machines" ? String(cell.isConfirmed) : null)],
  ["at_most", ({ cell }) => (cell.kind === "machines" ? String(cell.isAtMost) : null)],
  ["refused_because", ({ cell }) => (cell.kind === "refused" ? cell.reason : null)],
];

function csvOf<Item>(path: string, columns: Columns<Item>, items: readonly Item[]) {
  const rows = items.map((item) => Object.fromEntries(columns.map(([name, read]) => [name, read(item)])));
  return toCsv(
    path,
    columns.map(([name]) => name),
    rows,
  );
}

/** A row for each arm; for each trial at an offered rate; and for what each load needs. */
export function capacityCsv({ analysis }: CapacityReportInput): readonly Artifact[] {
  return [
    csvOf("capacity.csv", armColumns, analysis.arms),
    csvOf(
      "capacity-trials.csv",
      pointColumns,
      analysis.arms.flatMap(({ armId, points }) => points.map((point) => ({ ...point, armId }))),
    ),
    csvOf(
      "capacity-sizing.csv",
      sizingColumns,
      analysis.sizing.rows.flatMap(({ rate, cells }) =>
        cells.map((cell, index) => ({ rate, label: analysis.sizing.labels[index] ?? "", cell })),
      ),
    ),
  ];
}
