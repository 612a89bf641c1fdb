import type { Baseline, BaselineCheck, BaselineResult } from "../model.ts";
import type { GateOutcome, Run } from "../../../model/index.ts";
import { percent, plural } from "../../../units.ts";
import type { Cell, Document } from "../../../../reports/document.ts";
import { nodesInWords } from "../../../../reports/environment.ts";
import { none, ratioWithInterval } from "../../../../reports/figures.ts";
import { openMeanings, outcomeMarks, outcomeOf, type InconclusiveAs } from "../../../../reports/verdict.ts";

/** All that the report of a check against a baseline is made from. */
export type CheckReportInput = {
  readonly run: Run;
  readonly baseline: Baseline;
  readonly result: BaselineResult;
  /** What it is known by, the same from run to run. */
  readonly series: string;
  readonly inconclusive: InconclusiveAs;
};

/** A check as a report: each arm now over then. */
export function checkDocument({ run, baseline, series, result }: CheckReportInput): Document {
  const { outcome, headline, details, checks } = result;
  const { plan, environment } = run;
  const title = `${plan.title}, against the baseline of ${baseline.createdAt}`;
  const said = outcomeOf(outcome, meanings);
  const ran = `${plural(plan.blocks, "block")} on ${environment.cpuModel}, Node.js ${environment.nodeVersion}`;
  return {
    title,
    heading: `${said.mark} ${outcome}: ${title}`,
    level: 2,
    outcome: said,
    series,
    headline,
    details,
    reasons: [],
    labels: new Map(),
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    toolVersion: run.toolVersion,
    description: plan.description,
    brief: `${plural(plan.blocks, "block")} of ${plural(baseline.arms.length, "arm")}`,
    scope: [
      plural(plan.blocks, "block"),
      plural(baseline.arms.length, "arm"),
      `Node.js ${nodesInWords(environment, plan.arms, run.trials)}`,
      plural(environment.availableParallelism, "core"),
    ],
    answerTitle: "Now over then",
    answer: [
      {
        kind: "table",
        caption: "Judged figures",
        columns: ["Figure", "Arm", "Now over then", "Worse by at most", "Verdict"].map((column) => ({
          title: column,
          kind: "text",
        })),
        rows: checks.map((check): readonly Cell[] => [
          check.figure,
          { text: check.armId, is: "name" },
          ratioWithInterval(check.ratio),
          boundOf(check),
          `${outcomeMarks[check.outcome]} ${check.outcome}`,
        ]),
      },
      {
        kind: "remark",
        text: `${ran}; ratios are Hodges–Lehmann of two independent samples, with two-sided intervals; “worse by at most” is a one-sided bound. Verdicts rest on exact Mann–Whitney tests.`,
        on: ["markdown", "html"],
      },
    ],
    sections: [],
  };
}

const meanings: Readonly<Record<GateOutcome, string>> = {
  pass: "Any regression from the baseline was shown to be within the tolerance.",
  regression: "The run is worse than the baseline by more than chance explains.",
  ...openMeanings,
};

/** The worsening that the data allow at most; nothing where there is no bound. */
export function boundOf({ worseByAtMost }: BaselineCheck): string {
  return worseByAtMost === null ? none : percent(Math.max(0, worseByAtMost), 2);
}
