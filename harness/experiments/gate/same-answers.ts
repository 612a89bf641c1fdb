import { formDifferences, type ComparedAnswer } from "../../answers/difference.ts";
import { formOf, mergedShape } from "../../answers/form.ts";
import { commonField, commonPiece } from "../../answers/piece.ts";
import { valueDifferences, valuesOf, varyingPaths } from "../../answers/values.ts";
import { BroadsideError } from "../../errors.ts";
import type { SeenAnswer } from "../../execute/first-look.ts";
import type { RequestKind } from "../../model/index.ts";
import { list, plural } from "../../units.ts";

/** What the answers of two versions have in common: their form, or every byte that does not vary in base. */
export type Sameness = "form" | "bytes";

/** What a version answered, over one boot or several, with the folder that its files are in. */
export type Version = { readonly answers: readonly SeenAnswer[]; readonly root: string };

/** Longer answers are held to their form: what is looked for in each answer is kept in the run's file. */
const longestKnownBytes = 16_384;
const mostShown = 3;
const excerptBytes = 80;

/** What differs in the answers to one request. */
type Difference = { readonly request: string; readonly parts: readonly string[]; readonly excerpts: string };

/** The first request that the versions answer differently; null where they do the same work as far as can be seen. */
export function differenceOf(base: Version, head: Version, sameness: Sameness): Difference | null {
  for (const [request, was] of byRequest(base)) {
    const is = byRequest(head).get(request) ?? [];
    const parts = [
      ...formDifferences(was.map(compared), is.map(compared)),
      ...(sameness === "bytes" ? valueDifferences(bodies(was), bodies(is)) : []),
    ];
    const [first, other] = [was[0], is[0]];
    if (parts.length > 0 && first !== undefined && other !== undefined)
      return { request, parts, excerpts: `${describe(first)} and ${describe(other)}` };
  }
  return null;
}

/** Why versions that do not do the same work are not compared. */
export function otherAnswers({ request, parts, excerpts }: Difference, sameness: Sameness): BroadsideError {
  const rest = parts.length - mostShown;
  const more = rest > 0 ? `, and ${plural(rest, "further difference")}` : "";
  const form = sameness === "bytes" ? ", or leave --exact-answer out to compare their form" : "";
  return new BroadsideError(
    "gate-answers",
    `base and head respond to ${request} differently: ${parts.slice(0, mostShown).join("; ")}${more}. Seen: ${excerpts}`,
    `A gate compares the cost of the same work. Make the responses alike${form}, or accept the difference with --any-answer.`,
  );
}

/** What varies within base, and what differs in value alone, a sentence for each request. */
export function answerNotes(base: Version, head: Version): readonly string[] {
  return [...byRequest(base)].flatMap(([request, was]) => {
    const values = valuesOf(bodies(was));
    const paths = varyingPaths(values);
    const differing = valueDifferences(bodies(was), bodies(byRequest(head).get(request) ?? []));
    const varying =
      paths.length === 0
        ? null
        : `responses to ${request} vary in base, from one request or boot to the next, in ${shownOf(paths)}: versions are compared by the form of their responses`;
    const other =
      differing.length === 0
        ? null
        : `responses to ${request} have the same form but different values: ${shownOf(differing)} (--exact-answer rejects this)`;
    return [varying, other].filter((note) => note !== null);
  });
}

function shownOf(parts: readonly string[]): string {
  const rest = parts.length - mostShown;
  return list([...parts.slice(0, mostShown), ...(rest > 0 ? [`${rest} more`] : [])]);
}

/**
 * The requests, held to what both versions answered: a version that stops working is not fast. Only to what the passing
 * of time leaves alone, so that no right answer is counted as failed: the status, and a field or a piece of text; with
 * "bytes", the whole text where base always says the same.
 */
export function withKnownAnswers(
  requests: readonly RequestKind[],
  versions: readonly Version[],
  sameness: Sameness,
): readonly RequestKind[] {
  return requests.map((kind) => {
    const answers = versions.flatMap((version) => version.answers.filter(({ request }) => request === kind.name));
    const statuses = new Set(answers.map(({ status }) => status));
    const [status] = statuses;
    const known = kind.expect.includes ?? knownText(answers, sameness);
    return {
      ...kind,
      expect: {
        ...kind.expect,
        ...(status === undefined || statuses.size > 1 ? {} : { status }),
        ...(known === null ? {} : { includes: known }),
      },
    };
  });
}

/** Text that every right answer has, as it comes over the wire; null where none is known. */
function knownText(answers: readonly SeenAnswer[], sameness: Sameness): string | null {
  const texts = answers.map(({ body }) => body.toString());
  const [text = ""] = texts;
  const isText = answers.every(({ body, isPlain }, index) => isPlain && Buffer.from(texts[index] ?? "").equals(body));
  if (!isText || texts.includes("")) return null;
  const isKnown = texts.every((other) => other === text) && Buffer.byteLength(text) <= longestKnownBytes;
  if (sameness === "bytes" && isKnown) return text;
  const forms = answers.map((answer) => compared(answer).form);
  const shape = mergedShape(forms.flatMap((form) => (form.kind === "json" ? [form.shape] : [])));
  if (shape === null) return commonPiece(texts);
  const isJson = forms.every(({ kind }) => kind === "json");
  return isJson ? commonField(shape, texts) : null;
}

function compared({ status, contentType, body }: SeenAnswer): ComparedAnswer {
  return { status, contentType, form: formOf(body, contentType), length: body.length };
}

function bodies(answers: readonly SeenAnswer[]): readonly Buffer[] {
  return answers.map(({ body }) => body);
}

/** The answers by request, without the folder of the version, which is another for each. */
function byRequest({ answers, root }: Version): ReadonlyMap<string, readonly SeenAnswer[]> {
  return Map.groupBy(
    answers.map((answer) => ({ ...answer, body: without(answer.body, root) })),
    ({ request }) => request,
  );
}

function without(body: Buffer, root: string): Buffer {
  if (root === "" || root === "/" || !body.includes(root)) return body;
  return Buffer.from(body.toString("latin1").replaceAll(Buffer.from(root).toString("latin1"), ""), "latin1");
}

function describe({ status, body }: SeenAnswer): string {
  return `${status} ${JSON.stringify(body.subarray(0, excerptBytes).toString())}`;
}
