import type { Arm } from "../../model/index.ts";
import { list, plural } from "../../units.ts";
import type { TrialRule } from "../evidence.ts";
import { warningKind, warn } from "./kind.ts";
import { responseDifference, type Answering, type ResponseDifference } from "../responses.ts";

const mostShown = 3;

export const workWarnings = {
  workDiffers: warningKind({
    code: "work-differs",
    title: "arms that respond differently",
    severities: ["note", "suspect"],
    meaning: ({ first, differences, isOther }: Differing) =>
      `It responds differently from ${first}: ${differences.join("; ")}.${isOther ? " The two do not do the same work." : ""}`,
    action: ({ advice }) => `Find out why, and compare only arms that respond alike: ${advice}.`,
  }),
};

type Differing = {
  /** The arm that the others are held against. */
  readonly first: string;
  readonly differences: readonly string[];
  readonly isOther: boolean;
  readonly advice: string;
};

/**
 * Arms that answer the same request in another form or length than the first one: they do not do the same work, and which
 * is faster says little.
 */
export const workDiffers: TrialRule = ({ run, trials }) => {
  const measured = run.plan.arms
    .map((arm) => ({ arm, armId: arm.id, trials: trials.filter(({ armId }) => armId === arm.id) }))
    .filter((one) => one.trials.length > 0);
  const [first, ...others] = measured;
  if (first === undefined) return [];
  return others.flatMap((other) => {
    const found = differencesOf(first, other);
    const isOther = found.some(({ difference }) => difference.isOther);
    const isMeantAlike = run.plan.gate !== undefined || isSameProgram(first.arm, other.arm);
    if (found.length === 0) return [];
    return [
      warn(workWarnings.workDiffers, isOther && isMeantAlike ? "suspect" : "note", {
        armId: other.armId,
        first: first.armId,
        differences: found.map(inWords),
        isOther,
        advice: byHand(other.arm),
      }),
    ];
  });
};

type Found = { readonly request: string; readonly difference: ResponseDifference };

function differencesOf(one: Answering, other: Answering): readonly Found[] {
  const requests = new Set(one.trials.flatMap(({ load }) => load.kinds.map(({ name }) => name)));
  return [...requests].flatMap((request) => {
    const difference = responseDifference(one, other, request);
    return difference === null ? [] : [{ request, difference }];
  });
}

function inWords({ request, difference: { parts } }: Found): string {
  const rest = parts.length - mostShown;
  return `${request}: ${list([...parts.slice(0, mostShown), ...(rest > 0 ? [plural(rest, "further difference")] : [])])}`;
}

/** How to see what an arm answers. */
function byHand({ strategy, deployment }: Arm): string {
  if (deployment !== undefined) return "send it the same request by hand";
  return `"serve ${strategy}", with the same app, boots it and shows where to send the same request by hand`;
}

/** Other programs may well answer otherwise; the versions of a gate are compared as doing the same. */
function isSameProgram(one: Arm, other: Arm): boolean {
  return one.app?.script === other.app?.script;
}
