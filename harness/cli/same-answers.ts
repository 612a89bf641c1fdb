import { BroadsideError } from "../errors.ts";
import type { SeenAnswer } from "../execute/run.ts";
import type { RequestKind } from "../model/index.ts";

const excerptBytes = 80;

/** Longer answers are held to their status alone: what is looked for in each answer is kept in the run's file. */
const longestKnownBytes = 16_384;

function describe({ status, body }: SeenAnswer): string {
  return `${status} ${JSON.stringify(body.subarray(0, excerptBytes).toString())}`;
}

/**
 * Refuses to compare versions that do not do the same work. Answers that vary from one request to the next in both,
 * such as those with a time in them, are compared by their form.
 * @throws BroadsideError `gate-answers`
 */
export function refuseOtherAnswers(base: readonly SeenAnswer[], head: readonly SeenAnswer[]): void {
  for (const [index, was] of base.entries()) {
    const is = head[index];
    if (is === undefined || isSameWork(was, is)) continue;
    const oneVaries =
      was.isStable === is.isStable ? "" : ` (${was.isStable ? "head" : "base"}'s vary, the other's do not)`;
    throw new BroadsideError(
      "gate-answers",
      `base and head answer ${was.request} differently: ${describe(was)} and ${describe(is)}${oneVaries}`,
      "A gate compares the cost of the same work. Make the answers alike, or accept the difference with --any-answer.",
    );
  }
}

function isSameWork(was: SeenAnswer, is: SeenAnswer): boolean {
  if (was.status !== is.status || was.isStable !== is.isStable) return false;
  return was.isStable ? was.body.equals(is.body) : formOf(was.body) === formOf(is.body);
}

/** The names in a JSON object; of anything else, its length to the nearest power of two. */
function formOf(body: Buffer): string {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return Object.keys(value).toSorted().join();
  } catch {
    // Not JSON.
  }
  return String(Math.round(Math.log2(body.length + 1)));
}

/** Requests whose answers vary, by name: of those it is not known what is right. */
export function varyingAnswers(seen: readonly SeenAnswer[]): readonly string[] {
  return seen.filter(({ isStable }) => !isStable).map(({ request }) => request);
}

/** The requests, held to the answer that was seen wherever it is always the same: a version that stops working is not fast. */
export function withKnownAnswers(
  requests: readonly RequestKind[],
  seen: readonly SeenAnswer[],
): readonly RequestKind[] {
  return requests.map((kind) => {
    const answer = seen.find(({ request }) => request === kind.name);
    if (answer?.isStable !== true) return kind;
    const { status, body } = answer;
    const text = body.toString();
    const isKnown = body.length > 0 && body.length <= longestKnownBytes && Buffer.from(text).equals(body);
    return { ...kind, expect: { ...kind.expect, status, ...(isKnown ? { includes: text } : {}) } };
  });
}
