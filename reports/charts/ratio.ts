import type { Analysis, ArmSummary, Comparison, Estimate } from "../../harness/model/index.ts";
import { list } from "../../harness/units.ts";
import { armLabels, decidingName, hasIntervals, labelOf, ratioWithInterval } from "../figures.ts";
import { paint } from "../theme.ts";
import { positiveExtent, tickCount } from "./axis.ts";
import { labelColumns } from "./chart.ts";
import type { Chart, Layer, Size, Spec } from "./chart.ts";
import { markY, pixelY, rowsSpec } from "./rows.ts";

type Compared = { readonly arm: ArmSummary; readonly ratio: Estimate };

function compared(analysis: Analysis): readonly Compared[] {
  return analysis.arms.flatMap((arm) => (arm.ratioToBaseline === null ? [] : [{ arm, ratio: arm.ratioToBaseline }]));
}

/** What the analysis resolved about an arm against the baseline, whichever way round it compared the two. */
function outcomeOf({ comparisons, baselineArmId, deciding }: Analysis, armId: string): Comparison["outcome"] {
  for (const { a, b, metricId, outcome } of comparisons) {
    if (metricId !== deciding.id) continue;
    if (a === armId && b === baselineArmId) return outcome;
    if (a === baselineArmId && b === armId) return inverse[outcome];
  }
  return "not-resolved";
}

const inverse: Readonly<Record<Comparison["outcome"], Comparison["outcome"]>> = {
  better: "worse",
  worse: "better",
  "not-resolved": "not-resolved",
};

const outcomes = ["better", "not-resolved", "worse"] as const;
const outcomeColours = [paint("blue"), paint("grey"), paint("vermilion")];
const outcomeShapes = ["triangle-right", "circle", "triangle-left"];

const ratioTicks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100];

/** Ratios are multiplicative, half and double lie equally far from 1; but a narrow range is as good as linear. */
function ratioScale(values: readonly number[], size: Size): { scale: object; axis: object } {
  const [low, high] = positiveExtent([...values, 1]) ?? [1, 1];
  if (high / low <= 1.5) {
    const domain = [low - (high - low) / 8, high + (high - low) / 8];
    return { scale: { type: "linear", zero: false, domain }, axis: { tickCount: tickCount(size) } };
  }
  const margin = (high / low) ** 0.08;
  const domain = [low / margin, high * margin];
  const inside = ratioTicks.filter((tick) => tick >= low / margin && tick <= high * margin);
  const sparse = inside.filter((tick) => /^[0.]*[1235]0*$/.test(String(tick)));
  const ticks = inside.length <= tickCount(size) + 2 ? inside : sparse;
  return { scale: { type: "log", domain, nice: false }, axis: { values: ticks } };
}

function layers(analysis: Analysis, rows: readonly Compared[], size: Size): readonly Layer[] {
  const values = rows.map(({ arm, ratio: { value, low, high } }, row) => ({
    value,
    low: low ?? value,
    high: high ?? value,
    y: markY(row, size),
    outcome: outcomeOf(analysis, arm.armId),
  }));
  const { scale, axis } = ratioScale(
    values.flatMap(({ value, low, high }) => [value, low, high]),
    size,
  );
  const labelExpr = "format(datum.value, '~r') + '×'";
  const title = `${decidingName(analysis)}, as a multiple of the baseline’s`;
  const x = {
    field: "value",
    type: "quantitative",
    scale,
    axis: { ...axis, labelExpr, title, domain: false, ticks: false },
  } as const;
  const outcome = { field: "outcome", type: "nominal", legend: null } as const;
  const color = { ...outcome, scale: { domain: [...outcomes], range: outcomeColours } };
  const shape = { ...outcome, scale: { domain: [...outcomes], range: outcomeShapes } };
  const y = pixelY("y");
  return [
    {
      data: { values: values.map(({ y: middle }) => ({ value: 1, top: middle - 9, bottom: middle + 9 })) },
      mark: { type: "rule", color: paint("ink"), strokeDash: [4, 3] },
      encoding: { x, y: pixelY("top"), y2: { field: "bottom" } },
    },
    {
      data: { values },
      mark: { type: "rule", size: 3, strokeCap: "round" },
      encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color },
    },
    {
      data: { values },
      mark: { type: "point", filled: true, size: 190, stroke: paint("paper") },
      encoding: { x, y, color, shape },
    },
  ];
}

function spec(analysis: Analysis, size: Size): Spec {
  const rows = compared(analysis);
  const labels = armLabels(analysis, labelColumns);
  const headings = rows.map(({ arm, ratio }) => ({
    name: labelOf(labels, arm.armId),
    figure: ratioWithInterval(ratio),
  }));
  return rowsSpec(headings, size, layers(analysis, rows, size));
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const name = labelOf(labels, analysis.baselineArmId);
  const figures = compared(analysis).map(
    ({ arm, ratio }) => `${labelOf(labels, arm.armId)} ${ratioWithInterval(ratio)}`,
  );
  return `${analysis.deciding.title} of each arm as a multiple of that of ${name}${hasIntervals(analysis) ? ", with its interval" : ""}: ${list(figures)}.`;
}

export const ratioChart: Chart = {
  id: "ratio",
  title: "Against the baseline",
  explanation: () =>
    "The deciding metric as a multiple of the baseline’s, compared only with the baseline’s trial in the same block, " +
    "so a slow minute of the machine hits both. Higher throughput is better, right of the dashed line at 1×; lower " +
    "latency is better, left of it. " +
    "A circle marks an arm that this run cannot tell from the baseline.",
  applies: (analysis) => compared(analysis).length > 0,
  describe,
  spec,
};
