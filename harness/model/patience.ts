/** Requests are followed beyond the window for so long at least, seconds. */
export const minDrainSeconds = 2;
const slowestResponses = 3;

/** For how long a request is waited for where the slowest response took so many seconds; who waits longer is left hanging. */
export function patienceSeconds(slowestSeconds: number): number {
  return Math.max(minDrainSeconds, slowestResponses * slowestSeconds);
}
