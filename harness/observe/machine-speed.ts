/** How often the piece of work is done: the speed of a shared machine changes within a tenth of a second. */
const everyMillis = 5;

/** Pieces without which nothing is said: a window has two hundred of them in each second. */
const fewestPieces = 20;

/** It is read and written by native code, which branches and allocates as apps do, and waits for no compiler. */
const text = JSON.stringify(
  Array.from({ length: 30 }, (_, id) => ({ id, name: `item ${id}`, price: id * 1.5, tags: ["a", "b"] })),
);

function workOnce(): void {
  JSON.stringify(JSON.parse(text));
}

/** Of the times, the longest: those in which something else of this process ran, such as its collection of garbage. */
const droppedShare = 0.05;

/** Mean of all times but the longest; null of too few. */
export function meanOfWork(times: readonly number[]): number | null {
  if (times.length < fewestPieces) return null;
  const kept = Float64Array.from(times)
    .sort()
    .subarray(0, times.length - Math.ceil(times.length * droppedShare));
  return kept.reduce((sum, one) => sum + one, 0) / kept.length;
}

/** CPU time, which does not run while it waits for a core. Linux counts that of a process to the microsecond, of a thread in ticks. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** CPU time of a piece of work, µs. It is done once before that, so that it does not wait for what others left in the caches. */
export function timeOf(work: () => void): number {
  work();
  const before = cpuMicros();
  work();
  return cpuMicros() - before;
}

/**
 * Follows how fast the machine is while something else is measured: a neighbour on the other thread of a core slows what
 * runs here by up to a half, and no counter of the system shows it. Every 5 ms a fixed piece of work of some 25 µs is
 * done, and its CPU time taken.
 * Begin some time before `start`: the first hundred times are slower, until what they use is in memory and caches.
 */
export function watchSpeed(): {
  /** What was before does not count. */
  readonly start: () => void;
  /** Ends it. Mean CPU time of the piece of work since `start`, microseconds; null where there was time for too few. */
  readonly stop: () => number | null;
} {
  const times: number[] = [];
  const timer = setInterval(() => times.push(timeOf(workOnce)), everyMillis);
  timer.unref();
  return {
    start: () => {
      times.length = 0;
    },
    stop: () => {
      clearInterval(timer);
      return meanOfWork(times);
    },
  };
}
