import type { z } from "zod";

const kinds: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a string",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** The first thing that is wrong, after the name of its field: `plan.arms[0].workers is missing`. */
export function describeProblem(error: z.ZodError, version: number): string {
  const [issue] = error.issues;
  return issue === undefined ? "it has another structure" : describeIssue(issue, version);
}

function describeIssue(issue: z.core.$ZodIssue, version: number): string {
  const field = fieldAt(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return `${fieldAt([...issue.path, ...issue.keys.slice(0, 1)])} is not a field of version ${version}`;
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? `${field} is missing`
        : `${field} must be ${kinds[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `${field} must be ${oneOf(issue.values)}`;
    case "invalid_union":
      return `${field} must be ${"options" in issue ? oneOf(issue.options ?? []) : "of another kind"}`;
    case "too_small":
      return `${field} must be ${issue.minimum} or more`;
    case "invalid_format":
      return `${field} must be a time in UTC such as 2026-01-31T12:00:00.000Z`;
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "not_multiple_of":
    case "too_big":
      return `${field}: ${issue.message}`;
  }
}

function oneOf(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(" or ");
}

function fieldAt(path: readonly PropertyKey[]): string {
  const joined = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return joined === "" ? "the whole" : joined.replace(/^\./, "");
}
