import type { MeasuredTrial, UnreadWorker } from "../model/index.ts";
import { list, significant } from "../units.ts";

/** `thread 2 of process 1234`. */
function nameOf({ pid, threadId }: UnreadWorker): string {
  return threadId === 0 ? `process ${pid}` : `thread ${threadId} of process ${pid}`;
}

/** Workers that never reported: what they counted is not known. */
export function silentWorkers({ unread = [] }: MeasuredTrial): readonly UnreadWorker[] {
  return unread.filter(({ lateSeconds }) => lateSeconds === null);
}

/** Workers that reported too late for their counts to be those of the window. */
export function lateWorkers({ unread = [] }: MeasuredTrial): readonly UnreadWorker[] {
  return unread.filter(({ lateSeconds }) => lateSeconds !== null);
}

/** Who of a trial's workers did not report in time, as a sentence without its end; null where all did. */
export function unreadInWords(trial: MeasuredTrial): string | null {
  const { unread = [] } = trial;
  if (unread.length === 0) return null;
  const each = unread.map((one) =>
    one.lateSeconds === null
      ? `${nameOf(one)} did not report`
      : `${nameOf(one)} reported ${significant(one.lateSeconds, 2)} s late`,
  );
  return list(each.slice(0, 3));
}
