import type { Baseline, BaselineCheck, BaselineResult, Run } from "../harness/model/index.ts";
import { percent, plural, significant } from "../harness/units.ts";
import { type ConsoleOptions, joinSections, paintWith, textTable, titleLine, wrap } from "./console-parts.ts";
import { none, ratioWithInterval } from "./figures.ts";
import { outcomeMarks, type InconclusiveAs } from "./gate/report.ts";
import { printable } from "./text.ts";

/** What a stored baseline holds, for a terminal. Ends in a newline. */
export function renderBaselineConsole(baseline: Baseline, { colour, width }: ConsoleOptions): string {
  const paint = paintWith(colour);
  const { scenario, title, createdAt, environment, arms, load, warmupSeconds, measuredSeconds } = baseline;
  const rows = arms.map(({ id, workers, blocks }) => [
    printable(id, 40),
    String(workers),
    String(blocks.filter(({ throughput }) => throughput !== null).length),
    figure(blocks.flatMap(({ throughput }) => throughput ?? [])),
  ]);
  const facts = `${createdAt}, ${environment.cpuModel}, ${plural(environment.availableParallelism, "core")}, Node.js ${environment.nodeVersion}; ${plural(load.connections, "connection")}, ${warmupSeconds} s warm-up, ${measuredSeconds} s measured`;
  return `${[
    paint("bold", printable(`${scenario}: ${title}`, width)),
    ...wrap(printable(facts), width).map((line) => paint("dim", line)),
    "",
    ...textTable(["arm", "workers", "blocks", "req/s, middle of the blocks"], rows, paint),
  ].join("\n")}\n`;
}

function figure(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return values.length === 0 ? none : significant(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
}

/** All that the report of a check against a baseline is made from. */
export type CheckReportInput = {
  readonly run: Run;
  readonly baseline: Baseline;
  readonly result: BaselineResult;
  /** What it is known by, the same from run to run. */
  readonly series: string;
  readonly inconclusive: InconclusiveAs;
};

const colours = { pass: "green", regression: "red", inconclusive: "yellow", invalid: "red" } as const;

/** The result of a check against a baseline, for a terminal. Ends in a newline. */
export function renderCheckConsole(
  { run, baseline, result }: CheckReportInput,
  { colour, width }: ConsoleOptions,
): string {
  const paint = paintWith(colour);
  const { outcome, headline, details, checks } = result;
  const subject = `${run.plan.title}, against the baseline of ${baseline.createdAt}`;
  const rows = checks.map((check) => [
    check.figure,
    printable(check.armId, 40),
    ratioWithInterval(check.ratio),
    boundOf(check),
    `${outcomeMarks[check.outcome]} ${check.outcome}`,
  ]);
  const sections = [
    [titleLine(`${outcomeMarks[outcome]} ${outcome.toUpperCase()}`, colours[outcome], subject, width, paint)],
    wrap(printable(headline), width).map((line) => paint("bold", line)),
    textTable(["figure", "arm", "now over then", "worse by at most", ""], rows, paint),
    details.flatMap((detail) => wrap(printable(detail), width)),
  ];
  return joinSections(sections);
}

/** The worsening that the data allow at most; nothing where there is no bound. */
export function boundOf({ worseByAtMost }: BaselineCheck): string {
  return worseByAtMost === null ? none : percent(Math.max(0, worseByAtMost), 2);
}
