import type { Analysis, ArmSummary, Sweep } from "../harness/model/index.ts";
import { plural, significant } from "../harness/units.ts";
import {
  type ConsoleOptions,
  gap,
  joinSections,
  pad,
  type Paint,
  paintWith,
  sealColours,
  sealMarks,
  textTable,
  verdictLines,
  warningLines,
  wrap,
} from "./console-parts.ts";
import {
  armLabels,
  blocksInWords,
  decidingName,
  decidingValue,
  isDecidedElsewhere,
  labelOf,
  metricIds,
  metricOf,
  none,
  percentileValue,
  place,
  ratioTitle,
  ratioToBaseline,
  valueOf,
  workersOf,
  withInterval,
} from "./figures.ts";
import type { ReportInput } from "./report.ts";
import { displayWidth, printable, shorten } from "./text.ts";

type Column = {
  readonly title: string;
  readonly align: "left" | "right";
  /** Columns with the largest number go first when the terminal is narrow; 0 always stays. */
  readonly expendable: number;
  readonly cell: (arm: ArmSummary) => string;
};

const narrowestName = 22;

/** The result of a run for a terminal: seal, verdict, table and warnings. Ends in a newline. */
export function renderConsole(input: ReportInput, { colour, width }: ConsoleOptions): string {
  const paint = paintWith(colour);
  const { verdict, warnings, sweep, findings } = input.analysis;
  const sections = [
    heading(input, width, paint),
    verdictLines(verdict, width, paint),
    sweep === null ? table(input, width, paint) : skews(sweep, width, paint),
    limits(input, width),
    findings.flatMap(({ sentence }) => wrap(printable(sentence, 2_000), width, "  ")),
    warningLines(warnings, width, paint),
  ];
  return joinSections(sections);
}

/** The seal, what was measured, and of how much the result is made: on one line where they fit. */
function heading({ run, analysis }: ReportInput, width: number, paint: Paint): readonly string[] {
  const { status } = analysis.seal;
  const seal = `${sealMarks[status]} ${status}`;
  const scope = `${analysis.measuredTrials} of ${plural(analysis.plannedTrials, "trial")}, ${blocksInWords(analysis.completedBlocks, run.plan)}`;
  const title = shorten(printable(run.plan.title), Math.max(8, width - displayWidth(seal) - gap.length));
  const first = `${paint(["bold", sealColours[status]], seal)}${gap}${paint("bold", title)}`;
  const together = displayWidth(seal + gap + title + gap + scope) <= width;
  return together ? [`${first}${gap}${paint("dim", scope)}`] : [first, paint("dim", shorten(scope, width))];
}

/** What limits each arm; a sweep compares no speeds. */
function limits({ analysis }: ReportInput, width: number): readonly string[] {
  if (analysis.sweep !== null) return [];
  return analysis.arms.flatMap(({ armId, bottleneck }) =>
    bottleneck === null ? [] : wrap(printable(`${armId}: ${bottleneck.sentence}`), width, "  "),
  );
}

/** The skews of a sweep, without their intervals: the files have them. */
function skews(sweep: Sweep, width: number, paint: Paint): readonly string[] {
  const labels = sweep.rows.map((row) => shorten(row.strategy, Math.max(narrowestName, width - 50)));
  const figures = sweep.rows.map(({ cells }, index) => [
    labels[index] ?? "",
    ...cells.map(({ requests }) => (requests === null ? none : significant(requests.value))),
  ]);
  const marks = { "keep-alive": "", "per-request": " new" } as const;
  const counts = sweep.places.map(({ connections, connectionMode }) => `${connections}${marks[connectionMode]}`);
  return textTable(["skew at connections", ...counts], figures, paint);
}

function columnsOf({ analysis }: ReportInput): readonly Column[] {
  const labels = armLabels(analysis);
  return [
    { title: "#", align: "right", expendable: 0, cell: place },
    { title: "arm", align: "left", expendable: 0, cell: (arm) => labelOf(labels, arm.armId) },
    { title: "workers", align: "right", expendable: 3, cell: workersOf },
    { title: "req/s", align: "right", expendable: 0, cell: throughput },
    ...(isDecidedElsewhere(analysis) ? [decidingColumn(analysis)] : []),
    { title: ratioTitle(analysis), align: "right", expendable: 1, cell: (arm) => ratioToBaseline(arm, analysis) },
    { title: "p50", align: "right", expendable: 4, cell: (arm) => percentileValue(arm.latency, "p50") },
    { title: "p99", align: "right", expendable: 2, cell: (arm) => percentileValue(arm.latency, "p99") },
    { title: "CPU/req", align: "right", expendable: 5, cell: (arm) => valueOf(arm, metricIds.cpu).replace("/req", "") },
    { title: "memory", align: "right", expendable: 6, cell: (arm) => valueOf(arm, metricIds.memoryLoad) },
  ];
}

function decidingColumn(analysis: Analysis): Column {
  const title = printable(decidingName(analysis), 40);
  return { title, align: "right", expendable: 0, cell: (arm) => decidingValue(arm, analysis) };
}

function throughput(arm: ArmSummary): string {
  const summary = metricOf(arm, metricIds.throughput);
  return summary === undefined ? none : withInterval(summary.estimate, "req/s");
}

function table(input: ReportInput, width: number, paint: Paint): readonly string[] {
  const { arms, verdict } = input.analysis;
  if (arms.length === 0) return [];
  const columns = fitting(columnsOf(input), arms, width);
  const widths = columns.map((column) => columnWidth(column, arms));
  const excess = Math.max(0, total(widths) - width);
  const nameColumn = columns.findIndex((column) => column.title === "arm");
  const fitted = widths.map((columns_, index) => (index === nameColumn ? Math.max(4, columns_ - excess) : columns_));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(cell, fitted[index] ?? 0, columns[index]?.align ?? "left"))
      .join(gap)
      .trimEnd();
  const rows = arms.map((arm) => {
    const text = line(columns.map((column) => column.cell(arm)));
    return verdict.bestSet.includes(arm.armId) ? paint("bold", text) : text;
  });
  return [paint("dim", line(columns.map((column) => column.title))), ...rows];
}

/** Leaves out the most expendable columns until the rest fits, with the names shortened if need be. */
function fitting(columns: readonly Column[], arms: readonly ArmSummary[], width: number): readonly Column[] {
  const needed = total(
    columns.map((column) => Math.min(columnWidth(column, arms), column.title === "arm" ? narrowestName : Infinity)),
  );
  const mostExpendable = columns.reduce((most, column) => (column.expendable > most.expendable ? column : most));
  if (needed <= width || mostExpendable.expendable === 0) return columns;
  return fitting(
    columns.filter((column) => column !== mostExpendable),
    arms,
    width,
  );
}

function columnWidth(column: Column, arms: readonly ArmSummary[]): number {
  return Math.max(...[column.title, ...arms.map(column.cell)].map(displayWidth));
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
}
