import type { Source } from "./checkout/source.ts";
import { BroadsideError, messageOf } from "../../errors.ts";

/** A version, and how it is asked the same. */
type Other = Pick<Source, "side"> & { readonly seen: () => Promise<unknown> };

const noRoute = /^\S+ \S+ returned (?:404|405)\b/;

/**
 * What to throw in place of an error of one version, which has what was wrong as its cause: for a wrong answer, that the other
 * version alone answers rightly, where it does, since the request is right then. Anything else is thrown as it is.
 */
export async function answeredByOne(error: unknown, failing: Pick<Source, "lacks">, other: Other): Promise<unknown> {
  if (!(error instanceof BroadsideError) || error.code !== "app-bad-answer") return error;
  try {
    await other.seen();
  } catch (second) {
    return second instanceof BroadsideError && second.code !== "interrupted" ? error : second;
  }
  const { label } = other.side;
  const lacks = failing.lacks === "" ? "" : `${failing.lacks}\n  `;
  return new BroadsideError(
    error.code,
    `only ${label} responds as expected: ${error.message}`,
    noRoute.test(messageOf(error.cause))
      ? `${lacks}If only ${label} has the route, there is nothing to compare: name a path that both have.`
      : error.hint,
    { cause: error },
  );
}
