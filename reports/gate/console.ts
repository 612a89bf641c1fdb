import { plural } from "../../harness/units.ts";
import { type ConsoleOptions, joinSections, paintWith, textTable, wrap } from "../console-parts.ts";
import { printable } from "../text.ts";
import { atMostOf, changeOf, foundIn, sideOf } from "./figures.ts";
import { outcomeMarks, verdictOf, type GateReportInput } from "./report.ts";

const outcomeColours = { pass: "green", regression: "red", inconclusive: "yellow", invalid: "red" } as const;

/** A gate's result for a terminal. Ends in a newline. */
export function renderGateConsole({ run, gate, result }: GateReportInput, { colour, width }: ConsoleOptions): string {
  const paint = paintWith(colour);
  const { outcome, headline, details, metrics, requirements, pairs } = result;
  const seal = paint(["bold", outcomeColours[outcome]], `${outcomeMarks[outcome]} ${outcome.toUpperCase()}`);
  const scope = `${plural(pairs, "pair")} of ${gate.base.label} and ${gate.head.label}`;
  const sections = [
    [
      `${seal}  ${paint("bold", printable(run.plan.title, Math.max(20, width - 16)))}`,
      paint("dim", printable(scope, width)),
    ],
    wrap(printable(headline), width).map((line) => paint("bold", line)),
    textTable(
      ["metric", "base", "head", "head against base", "worse by at most", ""],
      metrics.map((one) => [
        one.metric.title,
        sideOf(one, "base"),
        sideOf(one, "head"),
        changeOf(one),
        atMostOf(one),
        verdictOf(one.outcome, result),
      ]),
      paint,
    ),
    textTable(
      ["requirement", "found", ""],
      requirements.map(({ requirement, found, outcome: held }) => [
        printable(requirement.text, 40),
        foundIn(found, requirement.unit),
        verdictOf(held, result),
      ]),
      paint,
    ),
    details.flatMap((detail) => wrap(printable(detail), width)),
  ];
  return joinSections(sections);
}
