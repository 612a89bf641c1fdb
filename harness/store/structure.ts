import { z } from "zod";

/** A field for each key of the model's type, optional ones too, and no other. */
type FieldsOf<T> = { readonly [Key in keyof Required<T>]: z.ZodType<T[Key]> };

/**
 * An object with exactly the fields of `T`: the compiler compares the keys, and zod refuses others in a file, by the
 * message if one is given.
 */
export function structure<T>() {
  return <Fields extends FieldsOf<T>>(
    fields: Fields & Record<Exclude<keyof Fields, keyof T>, never>,
    message?: string,
  ) => z.strictObject<Fields>(fields, message);
}

export const text = z.string();
export const number = z.number();
export const count = z.int().min(0);
export const time = z.iso.datetime();
export const texts = z.record(text, text);

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly();
}
