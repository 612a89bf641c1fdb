import { setTimeout as delay } from "node:timers/promises";

const pollMillis = 20;

/** Asks again and again until the answer is not null or undefined; rejects, saying what was awaited, when time is up. */
export async function eventually<T>(
  what: string,
  ask: () => T | null | undefined | Promise<T | null | undefined>,
  withinMillis = 15_000,
): Promise<T> {
  const deadline = performance.now() + withinMillis;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`not within ${withinMillis} ms: ${what}`);
    await delay(pollMillis);
  }
}
