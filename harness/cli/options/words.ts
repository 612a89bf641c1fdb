import { BroadsideError } from "../../errors.ts";
import { isFramingHeader, isHeaderName, isHeaderValue } from "../../load/request-parts.ts";
import { refuse, type Parse } from "../values.ts";

/** As it is. */
export const text: Parse<string> = (given) => given;

/** What every right answer contains. */
export const expectedText: Parse<string> = (given, option) =>
  given === "" ? refuse(option, given, "text that every correct response contains") : given;

/** `NAME=VALUE` of an environment. */
export const variable: Parse<readonly [name: string, value: string]> = (given, option) => {
  const [, name, value] = /^([^=\s]+)=([^]*)$/.exec(given) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new BroadsideError(
    "bad-option",
    `--${option} is ${JSON.stringify(given)}`,
    `It takes a name and a value, as in --${option} DATABASE_URL=postgres://127.0.0.1/test`,
  );
};

/** The name of an environment variable by which an app takes its number of pool threads. */
export const poolVariable: Parse<string> = (given, option) =>
  /^[A-Za-z_]\w*$/.test(given)
    ? given
    : refuse(option, given, "the name of an environment variable, such as POOL_THREADS");

/** `accept: text/html`, a header of a request. */
export const header: Parse<readonly [name: string, value: string]> = (given, option) => {
  const [, name = "", value = ""] = /^([^:]*):(.*)$/s.exec(given) ?? [];
  if (!isHeaderName(name) || !isHeaderValue(value))
    refuse(option, given, "one line, a name and a value: 'accept: text/html'");
  if (isFramingHeader(name)) {
    refuse(option, given, "your own headers: those that frame a request or control its connection are written for you");
  }
  return [name, value.trim()];
};
