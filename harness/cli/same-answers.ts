import { BroadsideError } from "../errors.ts";
import type { SeenAnswer } from "../execute/run.ts";

const excerptBytes = 80;

function describe({ status, body }: SeenAnswer): string {
  return `${status} ${JSON.stringify(body.subarray(0, excerptBytes).toString())}`;
}

/**
 * Refuses to compare versions that do not do the same work. Answers that vary from one request to the next, such as
 * those with a time in them, are compared by status alone.
 * @throws BroadsideError `gate-answers`
 */
export function refuseOtherAnswers(base: readonly SeenAnswer[], head: readonly SeenAnswer[]): void {
  for (const [index, was] of base.entries()) {
    const is = head[index];
    if (is === undefined) continue;
    const comparable = was.isStable && is.isStable;
    if (was.status === is.status && (!comparable || was.body.equals(is.body))) continue;
    throw new BroadsideError(
      "gate-answers",
      `base and head answer ${was.request} differently: ${describe(was)} and ${describe(is)}`,
      "A gate compares the cost of the same work. Make the answers alike, or accept the difference with --any-answer.",
    );
  }
}
