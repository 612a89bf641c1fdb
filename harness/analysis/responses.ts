import { bodyNames } from "../answers/difference.ts";
import type { MeasuredTrial, ResponseForm } from "../model/index.ts";
import { bytes } from "../units.ts";

export const responseThresholds = {
  /** Share of the longer one, and bytes, by which mean lengths must differ: numbers in a body may have more digits. */
  lengthShare: 0.1,
  lengthBytes: 16,
  /** Standard errors of the difference by which they must. */
  standardErrors: 4,
  /** Share of an arm's trials that must show responses of several lengths, where all of the other arm's have one. */
  variedTrials: 0.5,
  /** Share of all places of two JSON bodies that both must have to be taken for one thing with a field more or less. */
  commonShare: 0.5,
} as const;

/** An arm with its trials. */
export type Answering = { readonly armId: string; readonly trials: readonly MeasuredTrial[] };

/** What differs between what two arms answer to one kind of request. */
export type ResponseDifference = {
  /** One each: `200 in single, 204 in cluster-os`. */
  readonly parts: readonly string[];
  /** It is another response, rather than one with a field more or less. */
  readonly isOther: boolean;
};

/**
 * What differs in status, type, form or length between the responses of two arms to one kind of request; null where they
 * are alike as far as was seen. Only what differs between all trials of one and all of the other counts.
 */
export function responseDifference(one: Answering, other: Answering, request: string): ResponseDifference | null {
  const sides = [one, other].map(({ armId, trials }) => ({ armId, forms: formsOf(trials, request) }));
  const whole = [
    ...apart(sides, ({ status }) => `status ${status}`),
    ...apart(sides, ({ contentType }) => contentType ?? "no content type"),
    ...apart(sides, ({ body }) => bodyNames[body]),
    ...lengthDifference(one, other, request),
  ];
  const [left, right] = sides.map(({ armId, forms }) => ({ armId, places: forms.map((form) => placesOf(form)) }));
  const inner = left === undefined || right === undefined ? [] : placeDifferences(left, right);
  const parts = [...whole, ...inner];
  if (parts.length === 0) return null;
  return { parts, isOther: whole.length > 0 || commonShareOf(sides) < responseThresholds.commonShare };
}

type Side = { readonly armId: string; readonly forms: readonly ResponseForm[] };

function formsOf(trials: readonly MeasuredTrial[], request: string): readonly ResponseForm[] {
  return trials.flatMap(({ responses = [] }) => responses.filter((form) => form.request === request));
}

/** `text in single, JSON in cluster-os` where the two have nothing in common. */
function apart(sides: readonly Side[], nameOf: (form: ResponseForm) => string): readonly string[] {
  const [one, other] = sides.map(({ armId, forms }) => ({ armId, names: new Set(forms.map(nameOf)) }));
  if (one === undefined || other === undefined || one.names.size === 0 || other.names.size === 0) return [];
  if (!one.names.isDisjointFrom(other.names)) return [];
  return [[one, other].map(({ armId, names }) => `${[...names].join(" or ")} in ${armId}`).join(", ")];
}

type Places = ReadonlyMap<string, string>;

function placesOf({ places = {} }: ResponseForm): Places {
  return new Map(Object.entries(places));
}

/** `$.items is missing in cluster-os`: what all responses of one arm have, and none of the other's; outermost places only. */
function placeDifferences(one: PlacesOfArm, other: PlacesOfArm): readonly string[] {
  if (one.places.length === 0 || other.places.length === 0) return [];
  const all = new Set(one.places.concat(other.places).flatMap((places) => Array.from(places.keys())));
  const found: { readonly place: string; readonly words: string }[] = [];
  for (const place of all) {
    if (found.some((outer) => isWithin(place, outer.place))) continue;
    const words = placeDifference(place, one, other) ?? placeDifference(place, other, one);
    if (words !== null) found.push({ place, words });
  }
  return found.map(({ words }) => words);
}

type PlacesOfArm = { readonly armId: string; readonly places: readonly Places[] };

function placeDifference(place: string, has: PlacesOfArm, lacks: PlacesOfArm): string | null {
  const [types, others] = [has, lacks].map(({ places }) => places.map((own) => own.get(place)));
  if (types === undefined || others === undefined || types.includes(undefined)) return null;
  if (others.every((type) => type === undefined)) return `${place} is missing in ${lacks.armId}`;
  // Null stands for anything.
  const isOpen = [...types, ...others].some((type) => type === undefined || type.split(" or ").includes("null"));
  if (isOpen || types.some((type) => others.includes(type))) return null;
  return `${place} is ${types[0]} in ${has.armId}, ${others[0]} in ${lacks.armId}`;
}

function isWithin(place: string, outer: string): boolean {
  return place.startsWith(outer) && /^[.[]/.test(place.slice(outer.length));
}

/** Of the places that any response of either arm has, the share that both arms have. */
function commonShareOf(sides: readonly Side[]): number {
  const [one, other] = sides.map(({ forms }) => new Set(forms.flatMap((form) => Array.from(placesOf(form).keys()))));
  if (one === undefined || other === undefined || one.size === 0 || other.size === 0) return 1;
  return one.intersection(other).size / one.union(other).size;
}

/** Lengths of one kind of request's bodies, over an arm's trials. */
type Length = {
  readonly mean: number;
  readonly squaredError: number;
  readonly least: number;
  readonly most: number;
  /** Share of the trials in which they vary by more than a few digits. */
  readonly variedShare: number;
};

function lengthDifference(one: Answering, other: Answering, request: string): readonly string[] {
  const [own, theirs] = [lengthOf(one, request), lengthOf(other, request)];
  if (own === null || theirs === null) return [];
  const { standardErrors, variedTrials } = responseThresholds;
  const difference = Math.abs(own.mean - theirs.mean);
  const isLarge =
    isNotable(difference, Math.max(own.mean, theirs.mean)) &&
    difference > standardErrors * Math.sqrt(own.squaredError + theirs.squaredError);
  const isApart = isLarge && (own.least > theirs.most || theirs.least > own.most);
  const means = `${bytes(own.mean)} on average in ${one.armId}, ${bytes(theirs.mean)} in ${other.armId}`;
  if (isApart) return [means];
  const [steady, varied] = own.variedShare === 0 ? [own, theirs] : [theirs, own];
  const isMixed =
    steady.variedShare === 0 &&
    !isNotable(steady.most - steady.least, steady.mean) &&
    varied.variedShare >= variedTrials;
  return isMixed ? [`${means}, of several lengths in ${varied === own ? one.armId : other.armId}`] : [];
}

/** Whether it is more than a few digits. */
function isNotable(difference: number, length: number): boolean {
  return difference > Math.max(responseThresholds.lengthBytes, responseThresholds.lengthShare * length);
}

/** Mean over trials of the mean lengths, with its error by what varies within trials and between them. */
function lengthOf({ trials }: Answering, request: string): Length | null {
  const kinds = trials.flatMap(({ load }) =>
    load.kinds.flatMap(({ name, counts, bodies }) =>
      name === request && bodies !== undefined ? [{ ...bodies, count: counts.completed }] : [],
    ),
  );
  if (kinds.length === 0) return null;
  const means = kinds.map(({ meanBytes }) => meanBytes);
  const mean = average(means);
  const within = average(kinds.map(({ standardDeviationBytes, count }) => standardDeviationBytes ** 2 / count));
  const between = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, means.length - 1);
  return {
    mean,
    squaredError: (within + between) / kinds.length,
    least: Math.min(...means),
    most: Math.max(...means),
    variedShare: average(
      kinds.map(({ meanBytes, standardDeviationBytes }) => (isNotable(standardDeviationBytes, meanBytes) ? 1 : 0)),
    ),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
