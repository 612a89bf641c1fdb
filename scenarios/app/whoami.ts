import { threadId } from "node:worker_threads";

/** Who answers: the process and, within it, the thread (0 is the main one). */
export function whoami(): { readonly pid: number; readonly threadId: number } {
  return { pid: process.pid, threadId };
}
