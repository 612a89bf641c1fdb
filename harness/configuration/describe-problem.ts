import { inspect } from "node:util";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const longestValue = 60;

/** The first thing that is wrong: `requests[1].method is "post it"; it is an HTTP method such as GET`. */
export function describeProblem(error: z.ZodError, value: unknown): string {
  const [outermost] = error.issues;
  if (outermost === undefined) return "it has another structure";
  const issue = innermost(outermost);
  const { path, message } = issue;
  if (issue.code === "unrecognized_keys")
    return `${fieldAt([...path, ...issue.keys.slice(0, 1)])} is not a field; ${fieldAt(path)} is ${message}`;
  if (issue.code === "invalid_key")
    return `${fieldAt(path.slice(0, -1))} has the key ${shown(path.at(-1))}; it must be ${message}`;
  return describeWrong(path, valueAt(value, path), message);
}

/** A field that is not as it is to be. */
export function describeWrong(path: readonly PropertyKey[], value: unknown, right: string): string {
  return `${describeFound(path, value)}; it must be ${right}`;
}

export function describeFound(path: readonly PropertyKey[], value: unknown): string {
  return `${fieldAt(path)} is ${value === undefined ? "missing" : shown(value)}`;
}

/** Of what may be of several kinds, what is wrong with it as the kind that it is. */
function innermost(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const [inner] = issue.errors.flatMap(([first]) => (first === undefined || first.path.length === 0 ? [] : [first]));
  return inner === undefined ? issue : innermost({ ...inner, path: [...issue.path, ...inner.path] });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (owner, key) => (typeof owner === "object" && owner !== null ? Reflect.get(owner, key) : undefined),
    value,
  );
}

/** JSON has neither big integers nor circles. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return inspect(value, { breakLength: Infinity, depth: 1 });
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return "an empty list";
  const text = textOf(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** `scenarios.checkout.requests[1].method` */
export function fieldAt(path: readonly PropertyKey[]): string {
  const joined = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return joined === "" ? "the default export" : joined.replace(/^\./, "");
}
