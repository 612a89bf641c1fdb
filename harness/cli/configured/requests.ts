import type { RequestConfig } from "../../config.ts";
import { describeWrong, fieldAt } from "../../configuration/describe-problem.ts";
import { configProblem } from "../../configuration/load.ts";
import { messageOf } from "../../errors.ts";
import { isMethod, isPath } from "../../load/request-parts.ts";
import type { RequestKind } from "../../model/index.ts";
import type { File, Place } from "./within.ts";
import { bodyOf, makeRequest, partsOfRequest, withHeaders, withNamesOfTheirOwn } from "../choose/request.ts";

type Headers = RequestKind["headers"];

/** The requests of a configuration, each with the headers of all. */
export function configuredRequests(
  file: File,
  place: Place,
  requests: readonly (string | RequestConfig)[],
  headers: Headers,
): readonly RequestKind[] {
  const made = requests.map((request, index) => {
    const at = [...place, index];
    return oneRequest(file, at, typeof request === "string" ? spelledOut(file, at, request) : request, headers);
  });
  return withNamesOfTheirOwn(made);
}

function spelledOut({ name }: File, place: Place, text: string): RequestConfig {
  const parts = partsOfRequest(text);
  const isRequest = parts !== null && isPath(parts.path) && isMethod(parts.method?.toUpperCase() ?? "GET");
  if (isRequest && parts.weight !== 0) return parts;
  throw configProblem(
    name,
    describeWrong(place, text, 'a request such as "GET /api/orders" or "3 POST /api/orders @order.json"'),
  );
}

function oneRequest(file: File, place: Place, request: RequestConfig, headers: Headers): RequestKind {
  const { name, weight, method, path, body, expect: { status, text } = {} } = request;
  return makeRequest({
    path,
    headers: withHeaders(headers, request.headers ?? {}),
    ...(name === undefined ? {} : { name }),
    ...(weight === undefined ? {} : { weight }),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(body === undefined ? {} : { content: bodyFor(file, [...place, "body"], body) }),
    expect: { ...(status === undefined ? {} : { status }), ...(text === undefined ? {} : { includes: text }) },
  });
}

function bodyFor({ name, folder }: File, place: Place, body: string | object): ReturnType<typeof bodyOf> {
  if (typeof body !== "string") return { body: JSON.stringify(body) };
  try {
    return bodyOf(body, folder);
  } catch (error) {
    throw configProblem(name, `${fieldAt(place)}: ${messageOf(error)}`);
  }
}
