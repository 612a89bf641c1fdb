import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { RequestKind } from "../../model/index.ts";
import { bytes } from "../../units.ts";

type Body = Pick<RequestKind, "body" | "bodyEncoding">;

/** What is said of a request; the rest follows from it. */
export type GivenRequest = Pick<RequestKind, "path"> &
  Partial<Omit<RequestKind, "path" | keyof Body>> & { readonly content?: Body };

/** A request: a GET, or a POST when it has a body. JSON is said to be JSON, unless a header says what it is. */
export function makeRequest({ content = {}, path, ...given }: GivenRequest): RequestKind {
  const method = given.method ?? (content.body === undefined ? "GET" : "POST");
  const headers = given.headers ?? {};
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return {
    name: given.name ?? `${method} ${path}`,
    weight: given.weight ?? 1,
    method,
    path,
    headers: isTyped || !isJson(content) ? headers : { ...headers, "content-type": "application/json" },
    ...content,
    expect: given.expect ?? {},
  };
}

function isJson({ body, bodyEncoding }: Body): boolean {
  if (body === undefined || bodyEncoding !== undefined || !/^\s*[{[]/.test(body)) return false;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

/** The same requests, the second of a name as `name (2)`: figures are told by name. */
export function withNamesOfTheirOwn(requests: readonly RequestKind[]): readonly RequestKind[] {
  const seen = new Map<string, number>();
  return requests.map((request) => {
    const count = (seen.get(request.name) ?? 0) + 1;
    seen.set(request.name, count);
    return count === 1 ? request : { ...request, name: `${request.name} (${count})` };
  });
}

/** It is kept in the run's file, and is in every message to a generator. */
const largestBodyBytes = 1_048_576;

/**
 * What a file holds, as a body.
 * @throws Error that says in a few words why it cannot be one
 */
export function bodyOfFile(path: string, folder: string): Body {
  const absolute = resolve(folder, path);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`there is no file ${path}`);
  if (!found.isFile()) throw new Error(`${path} is not a file`);
  if (found.size > largestBodyBytes)
    throw new Error(`${path} has ${bytes(found.size)}, more than the maximum of ${bytes(largestBodyBytes)} for a body`);
  const content = readFileSync(absolute);
  return isUtf8(content) ? { body: content.toString() } : { body: content.toString("base64"), bodyEncoding: "base64" };
}

/** `@order.json` is what the file holds, anything else the body itself; throws as {@link bodyOfFile} does. */
export function bodyOf(text: string, folder: string): Body {
  return text.startsWith("@") ? bodyOfFile(text.slice(1), folder) : { body: text };
}

/** The parts of `3 POST /api/orders @order.json`; null when it is of another form. */
export function partsOfRequest(text: string): {
  readonly weight: number | undefined;
  readonly method: string | undefined;
  readonly path: string;
  readonly body: string | undefined;
} | null {
  const parts =
    /^\s*(?:(?<weight>\d+(?:\.\d+)?)%?\s+)?(?:(?<method>[^\s/]+)\s+)?(?<path>\/\S*)(?:\s+(?<body>\S[^]*))?$/.exec(
      text,
    )?.groups;
  if (parts === undefined) return null;
  const { weight, method, path = "", body } = parts;
  return { weight: weight === undefined ? undefined : Number(weight), method, path, body: body?.trimEnd() };
}

/** Headers of the request, but those that are given anew, in whatever case. */
export function withHeaders(own: RequestKind["headers"], given: RequestKind["headers"]): RequestKind["headers"] {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const kept = Object.entries(own).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...given };
}
