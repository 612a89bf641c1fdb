import type { GateOutcome, Run } from "../harness/model/index.ts";
import { escapeMarkup } from "./escape.ts";
import type { InconclusiveAs } from "./verdict.ts";

/** One thing that was judged. */
export type Case = { readonly name: string; readonly outcome: GateOutcome; readonly message: string };

export type Suite = {
  readonly name: string;
  readonly classname: string;
  readonly cases: readonly Case[];
  readonly run: Run;
  readonly result: { readonly outcome: GateOutcome; readonly headline: string };
  readonly inconclusive: InconclusiveAs;
};

type State = { readonly element: "failure" | "error" | "skipped" | null; readonly one: Case };

/** A test suite, with a case for the measurement itself where nothing was judged. */
export function junitXml(suite: Suite): string {
  const { name, cases, run } = suite;
  const all = cases.length > 0 ? cases : [{ name: "measurement", outcome: "inconclusive" as const, message: "" }];
  const states = all.map((one): State => ({ element: elementOf(one.outcome, suite), one }));
  const count = (element: State["element"]): number => states.filter((state) => state.element === element).length;
  const seconds = run.trials.reduce(
    (sum, trial) => sum + (trial.status === "measured" ? trial.times.totalSeconds : trial.totalSeconds),
    0,
  );
  const attributes = `name="${escapeMarkup(name)}" tests="${states.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite ${attributes} timestamp="${escapeMarkup(run.createdAt)}">`,
    ...states.map((state) => caseElement(state, suite)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function elementOf(outcome: Case["outcome"], { result, inconclusive }: Suite): State["element"] {
  if (result.outcome === "invalid") return "error";
  if (outcome === "regression") return "failure";
  if (outcome === "pass" || inconclusive === "pass") return null;
  return inconclusive === "fail" ? "failure" : "skipped";
}

function caseElement({ element, one }: State, { classname, result }: Suite): string {
  const open = `    <testcase classname="${escapeMarkup(classname)}" name="${escapeMarkup(one.name)}"`;
  if (element === null) return `${open}><system-out>${escapeMarkup(one.message)}</system-out></testcase>`;
  const message = result.outcome === "invalid" ? result.headline : `${one.outcome}: ${one.message}`;
  return `${open}><${element} message="${escapeMarkup(message)}">${escapeMarkup(result.headline)}</${element}></testcase>`;
}
