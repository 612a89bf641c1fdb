import type { ResponseForm } from "../model/index.ts";
import { memberOf } from "./difference.ts";
import { formOf, type Shape } from "./form.ts";

/** More places than these of one body are not kept. */
const mostPlaces = 200;
const longestPlace = 200;

type Seen = Pick<ResponseForm, "request" | "status" | "contentType">;

/** A response by its form, as it is saved. `body` is what is meant: decompressed, where it came compressed. */
export function responseForm(seen: Seen, body: Uint8Array): ResponseForm {
  const form = formOf(body, seen.contentType);
  if (form.kind !== "json") return { ...seen, body: form.kind };
  const places = [...placesOf(form.shape, "$")].filter(([place]) => place.length <= longestPlace).slice(0, mostPlaces);
  return { ...seen, body: "json", places: Object.fromEntries(places) };
}

/** What stands where, outer places first: `$.items` is an `array`, `$.items[].id` a `number`. */
function placesOf({ kinds, objects, arrays, fields, items }: Shape, place: string): readonly [string, string][] {
  const types = [...kinds, ...(objects > 0 ? ["object"] : []), ...(arrays > 0 ? ["array"] : [])];
  const own: [string, string] = [place, types.toSorted().join(" or ")];
  // A name with a digit in it tends to be an id, which is another in each response.
  const named = [...fields].filter(([name]) => !/\p{N}/u.test(name));
  const inner = named.flatMap(([name, { shape }]) => placesOf(shape, place + memberOf(name)));
  return [own, ...inner, ...(items === null ? [] : placesOf(items, `${place}[]`))];
}
