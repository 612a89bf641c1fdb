/** What an endpoint answers. */
export type Answer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

/** A failure that has its own status, with a sentence for the client. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = "HttpError";
    this.status = status;
  }
}

export function plain(status: number, sentence: string): Answer {
  return { status, contentType: "text/plain; charset=utf-8", body: `${sentence}\n` };
}

/** A 200 whose body is JSON already. */
export function json(body: string): Answer {
  return { status: 200, contentType: "application/json", body };
}

export type IntegerRange = { readonly fallback: number; readonly least: number; readonly most: number };

/**
 * A whole number from the query.
 * @throws {HttpError} 400 when it is there and is not a whole number within the range.
 */
export function integerParameter(query: URLSearchParams, name: string, range: IntegerRange): number {
  const given = query.get(name);
  if (given === null) return range.fallback;
  const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= range.least && value <= range.most) return value;
  throw new HttpError(400, `"${name}" must be a whole number from ${range.least} to ${range.most}.`);
}
