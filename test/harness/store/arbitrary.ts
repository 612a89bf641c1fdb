import * as fc from "fast-check";

/* Every run that the model allows and JSON can hold: so no -0, which JSON writes as 0. */

export const text = fc.string({ unit: "binary", maxLength: 12 });
export const name = fc.stringMatching(/^[A-Za-z-]{1,8}$/);
export const texts = fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true });
export const count = fc.maxSafeNat();
export const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (Object.is(value, -0) ? 0 : value));
export const share = fc.option(number);
export const time = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date("2999-01-01") })
  .map((date) => date.toISOString());
export const role = fc.constantFrom("worker", "primary", "proxy");

export function listOf<T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(item, { maxLength: 3 });
}

export function keysOf<T extends object>(record: T): (keyof T)[] {
  const keys: (keyof T)[] = [];
  for (const key in record) keys.push(key);
  return keys;
}
