/** `$NAME`, `${NAME}`, `${NAME:-otherwise}` or `${NAME:+instead}`; without the colon they mean the same here. */
const reference = /(?<!\\)\$(?:\{([^{}]+)\}|([A-Za-z_]\w*))/;

/** So many references are followed in one value: one that leads back to itself ends. */
const longest = 100;

type ValueOf = (name: string) => string | undefined;

/** A value of a file with those of variables in it, as the package dotenv-expand puts them there. */
export function filledIn(value: string, valueOf: ValueOf): string {
  let filled = value;
  for (let count = 0; count < longest; count++) {
    const found = reference.exec(filled);
    if (found === null) break;
    const [whole, braced, plain = ""] = found;
    const after = filled.slice(found.index + whole.length);
    filled = filled.slice(0, found.index) + valueFor(braced ?? plain, value, valueOf) + after;
  }
  return filled.replaceAll(String.raw`\$`, "$");
}

/** Of a value that is the one being filled in, what stands for it is taken, or nothing. */
function valueFor(expression: string, filling: string, valueOf: ValueOf): string {
  const [, name = "", operator = "", word = ""] = /^([^]*?)(?:(:?[+-])([^]*))?$/.exec(expression) ?? [];
  const value = valueOf(name) ?? "";
  if (operator.endsWith("+")) return value === "" ? "" : word;
  return value === "" || value === filling ? word : value;
}
