import type { Analysis } from "../../harness/model/index.ts";
import type { Chart } from "./chart.ts";
import { cpuChart } from "./cpu.ts";
import { latencyByKindChart } from "./latency-by-kind.ts";
import { latencyDistributionChart } from "./latency-distribution.ts";
import { latencyOverTimeChart } from "./latency-over-time.ts";
import { latencyPercentilesChart } from "./latency-percentiles.ts";
import { memoryOverTimeChart } from "./memory-over-time.ts";
import { memoryChart } from "./memory.ts";
import { ratioChart } from "./ratio.ts";
import { spreadChart } from "./spread.ts";
import { sweepChart } from "./sweep.ts";
import { throughputOverTimeChart } from "./throughput-over-time.ts";
import { throughputChart } from "./throughput.ts";

/** Every chart, in the order of the report. To add one: write its file, and add it here. */
export const charts: readonly Chart[] = [
  sweepChart,
  throughputChart,
  ratioChart,
  latencyPercentilesChart,
  latencyDistributionChart,
  latencyByKindChart,
  throughputOverTimeChart,
  latencyOverTimeChart,
  memoryOverTimeChart,
  cpuChart,
  memoryChart,
  spreadChart,
];

/** Those that show what a sweep is about. */
const ofSweep: readonly Chart[] = [sweepChart, spreadChart];

/** The charts that have something to show of this analysis. A sweep compares no speeds. */
export function chartsOf(analysis: Analysis): readonly Chart[] {
  const candidates = analysis.sweep === null ? charts : ofSweep;
  return candidates.filter((chart) => chart.applies(analysis));
}
