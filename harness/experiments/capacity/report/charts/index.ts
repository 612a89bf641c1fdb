import type { CapacityChart } from "./chart.ts";
import { costChart } from "./cost.ts";
import { crossoverChart } from "./crossover.ts";
import { latencyChart } from "./latency.ts";
import { memoryChart } from "./memory.ts";
import { workersChart } from "./workers.ts";

/** Every chart of a capacity search, in the order of the page. To add one: write its file, and add it here. */
export const capacityCharts: readonly CapacityChart[] = [
  latencyChart,
  crossoverChart,
  workersChart,
  costChart,
  memoryChart,
];
