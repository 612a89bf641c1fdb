import { constants } from "node:os";

/** What a line of an app's output says, for a person, and whether it speaks of trouble. */
export type LogLine = { readonly text: string; readonly isTrouble: boolean };

const troubled =
  /\b(?:fatal|panic|\w*errors?|\w*exception|unhandled|unsettled top-level await|fail(?:ed|ure)|cannot|can't|could not|denied|refused)\b/i;
const untroubled = /\b(?:0|no) errors?\b|\berrors?["']?\s*[:=]\s*(?:0|no|none|null|false)\b/i;
/** A code of the system's, such as ECONNREFUSED, or of its resolver's, such as EAI_AGAIN. */
const systemCode = new RegExp(String.raw`\b(?:${Object.keys(constants.errno).join("|")}|EAI_[A-Z]+|ENOTFOUND)\b`);

/** Reads a line of text, or of JSON as pino, winston and bunyan write it: its message, its error, and its level where it has one. */
export function readLogLine(line: string): LogLine {
  if (!line.startsWith("{")) return { text: line, isTrouble: speaksOfTrouble(line) };
  try {
    return readEntry(JSON.parse(line), line);
  } catch {
    return { text: line, isTrouble: speaksOfTrouble(line) };
  }
}

function readEntry(entry: unknown, line: string): LogLine {
  const level = member(entry, "level") ?? member(entry, "severity");
  const error = member(entry, "err") ?? member(entry, "error");
  const said = [member(entry, "msg") ?? member(entry, "message"), member(error, "message") ?? error];
  const texts = [...new Set(said.filter((text) => typeof text === "string"))];
  const text = texts.length === 0 ? line : texts.join(": ");
  if (typeof level === "number") return { text, isTrouble: level >= 50 };
  if (typeof level === "string") return { text, isTrouble: /^(?:error|fatal|crit|alert|emerg)/i.test(level) };
  const hasError = (typeof error === "string" && error !== "") || (typeof error === "object" && error !== null);
  return { text, isTrouble: hasError || speaksOfTrouble(text) };
}

function speaksOfTrouble(text: string): boolean {
  return systemCode.test(text) || (troubled.test(text) && !untroubled.test(text));
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
