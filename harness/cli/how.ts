import { printable } from "../../reports/text.ts";
import type { WaitOptions } from "../execute/ready.ts";
import type { Terminal } from "./terminal.ts";

/** How the app is looked at and measured, in all commands that do so. */
export type How = Pick<WaitOptions, "signal" | "onWait"> & { readonly bootTimeoutSeconds: number };

const longestWait = 200;

export const defaultBootTimeoutSeconds = 10;

export function chooseHow(
  argv: { readonly "boot-timeout"?: number | undefined },
  signal: AbortSignal,
  terminal: Terminal,
): How {
  return {
    bootTimeoutSeconds: argv["boot-timeout"] ?? defaultBootTimeoutSeconds,
    signal,
    onWait: (what) => terminal.note(`waiting for ${printable(what, longestWait)}\n`),
  };
}
