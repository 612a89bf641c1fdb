import { type AnswerForm, mergedShape, type Shape } from "./form.ts";

/** An answer as two versions are compared by it. */
export type ComparedAnswer = {
  readonly status: number;
  /** Without its parameters; null where there is none. */
  readonly contentType: string | null;
  readonly form: AnswerForm;
  /** Of its body, bytes. */
  readonly length: number;
};

/** Bodies may differ in length so many times, and by so many bytes: a few words more are no other work. */
const lengthFactor = 2;
const lengthBytes = 256;

/** Kinds of body, in words. */
export const bodyNames: Readonly<Record<AnswerForm["kind"], string>> = {
  empty: "empty",
  json: "JSON",
  text: "text",
  page: "HTML",
  bytes: "binary",
};

/**
 * What differs in form between the answers of two versions to one request, a part each; none where they do the same work
 * as far as can be seen. Only what *every* answer of one version has and *no* answer of the other counts: what comes and
 * goes within a version says nothing of the other.
 */
export function formDifferences(base: readonly ComparedAnswer[], head: readonly ComparedAnswer[]): readonly string[] {
  const status = disjoint(base, head, ({ status: code }) => `status ${code}`);
  const type = disjoint(base, head, ({ contentType }) => contentType ?? "no content type");
  const kind = disjoint(base, head, ({ form }) => bodyNames[form.kind]);
  const above = [...status, ...type, ...kind];
  if (above.length > 0) return above;
  return [...bodyDifferences(formsOf(base), formsOf(head)), ...lengthDifferences(base, head)];
}

function formsOf(answers: readonly ComparedAnswer[]): readonly AnswerForm[] {
  return answers.map(({ form }) => form);
}

/** `status 200 in base, status 404 in head` where the two have nothing in common. */
function disjoint<Item>(
  base: readonly Item[],
  head: readonly Item[],
  nameOf: (item: Item) => string,
): readonly string[] {
  const [was, is] = [base, head].map((items) => new Set(items.map(nameOf)));
  if (was === undefined || is === undefined || !was.isDisjointFrom(is)) return [];
  return [`${[...was].join(" or ")} in base, ${[...is].join(" or ")} in head`];
}

function bodyDifferences(base: readonly AnswerForm[], head: readonly AnswerForm[]): readonly string[] {
  const [was, is] = [shapeOfAll(base), shapeOfAll(head)];
  const shapes = was === null || is === null ? [] : shapeDifferences(was, is, "$");
  return [
    ...shapes,
    ...wordDifferences(base, head, "text", (word) => JSON.stringify(word)),
    ...wordDifferences(base, head, "page", (word) => `<${word}>`),
  ];
}

function shapeOfAll(forms: readonly AnswerForm[]): Shape | null {
  return mergedShape(forms.flatMap((form) => (form.kind === "json" ? [form.shape] : [])));
}

/** `$.items[].price is a number in base, a string in head`; null may stand for anything. */
function shapeDifferences(base: Shape, head: Shape, path: string): readonly string[] {
  const [was, is] = [typesOf(base), typesOf(head)];
  if (was.length > 0 && is.length > 0 && !was.some((type) => is.includes(type)))
    return [`${path} is ${was.join(" or ")} in base, ${is.join(" or ")} in head`];
  const names = new Set([...base.fields.keys(), ...head.fields.keys()]);
  const fields = [...names].flatMap((name): readonly string[] => {
    const [one, other] = [base.fields.get(name), head.fields.get(name)];
    const own = `${path}${memberOf(name)}`;
    if (one !== undefined && other !== undefined) return shapeDifferences(one.shape, other.shape, own);
    if (base.objects === 0 || head.objects === 0) return [];
    if (one?.seen === base.objects) return [`${own} is missing in head`];
    return other?.seen === head.objects ? [`${own} is new in head`] : [];
  });
  const items =
    base.items === null || head.items === null
      ? fillDifferences(base, head, path)
      : shapeDifferences(base.items, head.items, `${path}[]`);
  return [...fields, ...items];
}

/** `$.orders is never empty in base, and always empty in head`. */
function fillDifferences(base: Shape, head: Shape, path: string): readonly string[] {
  const [was, is] = [emptinessOf(base), emptinessOf(head)];
  return was === null || is === null || was === is ? [] : [`${path} is ${was} empty in base, and ${is} empty in head`];
}

/** How often the arrays of one place are empty; null where there is none, or now and then. */
function emptinessOf({ arrays, filled }: Shape): "never" | "always" | null {
  if (arrays === 0) return null;
  if (filled === 0) return "always";
  return filled === arrays ? "never" : null;
}

/** What was seen at one place, in words; null apart. */
function typesOf({ kinds, objects, arrays }: Shape): readonly string[] {
  return [
    ...[...kinds].filter((kind) => kind !== "null").map((kind) => `a ${kind}`),
    ...(objects > 0 ? ["an object"] : []),
    ...(arrays > 0 ? ["an array"] : []),
  ];
}

/** `.name`, or `["first name"]`. */
export function memberOf(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function wordDifferences(
  base: readonly AnswerForm[],
  head: readonly AnswerForm[],
  kind: "text" | "page",
  inWords: (word: string) => string,
): readonly string[] {
  const [was, is] = [base, head].map((forms) => forms.flatMap((form) => (form.kind === kind ? [form.words] : [])));
  if (was === undefined || is === undefined || was.length === 0 || is.length === 0) return [];
  return [
    ...wordsOnlyIn(was, is).map((word) => `${inWords(word)} is missing in head`),
    ...wordsOnlyIn(is, was).map((word) => `${inWords(word)} is new in head`),
  ];
}

/** Words that all of some answers have, and none of others. */
function wordsOnlyIn(own: readonly ReadonlySet<string>[], others: readonly ReadonlySet<string>[]): readonly string[] {
  return [...(own[0] ?? [])].filter(
    (word) => own.every((words) => words.has(word)) && !others.some((words) => words.has(word)),
  );
}

function lengthDifferences(base: readonly ComparedAnswer[], head: readonly ComparedAnswer[]): readonly string[] {
  const [was, is] = [base, head].map((answers) => answers.map(({ length }) => length).toSorted((a, b) => a - b));
  const [least, most, fewest, longest] = [was?.[0], was?.at(-1), is?.[0], is?.at(-1)];
  if (least === undefined || most === undefined || fewest === undefined || longest === undefined) return [];
  return isFar(longest, least) || isFar(most, fewest) ? [`${least} bytes in base, ${longest} in head`] : [];
}

function isFar(shorter: number, longer: number): boolean {
  return longer > shorter * lengthFactor && longer - shorter > lengthBytes;
}
