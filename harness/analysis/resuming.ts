import type { Run } from "../model/index.ts";

/** The command that goes on with what was saved; where the folder is by now, nobody knows. */
export function resuming({ program }: Pick<Run, "program">, command?: "capacity"): string {
  return [program, ...(command === undefined ? [] : [command]), "--resume FOLDER"].join(" ");
}
