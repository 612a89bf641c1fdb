import { BroadsideError, messageOf } from "../../errors.ts";
import { isMethod, isPath } from "../../load/request-parts.ts";
import type { Expectation, RequestKind } from "../../model/index.ts";
import { refuse } from "../values.ts";
import { bodyOf, makeRequest, partsOfRequest, withHeaders, withNamesOfTheirOwn } from "./request.ts";

/** Options that say what is requested, as they were given. */
export type RequestArguments = {
  readonly path?: string | readonly string[] | undefined;
  readonly method?: string | undefined;
  readonly body?: string | undefined;
  readonly request?: readonly string[] | undefined;
  readonly header?: readonly (readonly [name: string, value: string])[] | undefined;
  readonly "expect-status"?: number | undefined;
  readonly "expect-text"?: string | undefined;
};

/** The requests that the command line names; null when it names none. */
export function chooseRequests(argv: RequestArguments): readonly RequestKind[] | null {
  const { path, method, body, request } = argv;
  const single = (["path", "method", "body"] as const).find((name) => argv[name] !== undefined);
  if (request === undefined) {
    if (single === undefined) return null;
    const paths = path === undefined || typeof path === "string" ? [path ?? "/"] : path;
    return unlike(
      "path",
      paths,
      paths.map((each) => oneRequest("path", each, { path: each, method, body })),
    );
  }
  if (single !== undefined) {
    throw new BroadsideError(
      "usage",
      `--request and --${single} exclude each other`,
      "A --request has its own method, path and body: --request 'POST /api/orders @order.json'",
    );
  }
  return unlike("request", request, request.map(parseRequest));
}

/** The same requests with what the command line says of all of them. */
export function withOptionsForAll(requests: readonly RequestKind[], argv: RequestArguments): readonly RequestKind[] {
  const headers = headersOf(argv.header ?? []);
  const expect = expectation(argv);
  return requests.map((request) => ({
    ...request,
    headers: withHeaders(request.headers, headers),
    expect: { ...request.expect, ...expect },
  }));
}

type Parts = {
  readonly path: string;
  readonly weight?: number | undefined;
  readonly method: string | undefined;
  readonly body: string | undefined;
};

function oneRequest(option: string, text: string, { path, weight, method, body }: Parts): RequestKind {
  const name = method?.toUpperCase();
  if (name !== undefined && !isMethod(name))
    refuse(option === "path" ? "method" : option, method ?? "", "an HTTP method such as GET or POST");
  if (!isPath(path)) {
    refuse(
      option,
      text,
      "the path of a URL as sent: it starts with a slash, and spaces and the like are percent-encoded, /api/orders?q=a%20b",
    );
  }
  return makeRequest({
    path,
    ...(weight === undefined ? {} : { weight }),
    ...(name === undefined ? {} : { method: name }),
    ...(body === undefined ? {} : { content: chooseBody(option === "path" ? "body" : option, body) }),
  });
}

function chooseBody(option: string, text: string): ReturnType<typeof bodyOf> {
  try {
    return bodyOf(text, process.cwd());
  } catch (error) {
    throw new BroadsideError(
      "bad-option",
      `--${option}: ${messageOf(error)}`,
      "Write the body out, or give @ and a file: @order.json",
      { cause: error },
    );
  }
}

const form =
  "a path, optionally with a weight and a method before it and a body after it: '3 POST /api/orders @order.json'";

function parseRequest(text: string): RequestKind {
  const parts = partsOfRequest(text);
  if (parts === null || parts.weight === 0) refuse("request", text, form);
  return oneRequest("request", text, parts);
}

/** Throws `bad-option` when two are the same. */
function unlike(option: string, texts: readonly string[], requests: readonly RequestKind[]): readonly RequestKind[] {
  const keys = requests.map(({ method, path, body }) => JSON.stringify([method, path, body]));
  const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  if (twice === -1) return withNamesOfTheirOwn(requests);
  throw new BroadsideError(
    "bad-option",
    `--${option} ${texts[twice]} is given twice`,
    option === "path" ? "Give each once." : "Give each once; a number before it is its weight: '2 GET /api/orders'",
  );
}

function headersOf(headers: readonly (readonly [name: string, value: string])[]): Readonly<Record<string, string>> {
  const names = headers.map(([name]) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return Object.fromEntries(headers);
  throw new BroadsideError(
    "bad-option",
    `--header ${twice} is given twice`,
    "Give it once; several values are separated by commas.",
  );
}

function expectation({ "expect-status": status, "expect-text": includes }: RequestArguments): Expectation {
  return { ...(status === undefined ? {} : { status }), ...(includes === undefined ? {} : { includes }) };
}
