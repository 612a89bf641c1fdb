/** How often the piece of work is done: the speed of a shared machine changes within a tenth of a second. */
const everyMillis = 5;

/** It is read and written by native code, as fast at the first time as at the last, which branches and allocates as apps do. */
const text = JSON.stringify(
  Array.from({ length: 30 }, (_, id) => ({ id, name: `item ${id}`, price: id * 1.5, tags: ["a", "b"] })),
);

function workOnce(): void {
  JSON.stringify(JSON.parse(text));
}

/** CPU time of this process is counted to the microsecond, and does not run while it waits for a core. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * Follows how fast the machine is while something else is measured: a neighbour on the other thread of a core slows what
 * runs here by up to a half, and no counter of the system shows it. Every 5 ms a fixed piece of work of some 25 µs is
 * done, and its CPU time taken; it is done once before that, so that it does not wait for what others left in the caches.
 * Begin some time before `start`: the first hundred times are slower.
 */
export function watchSpeed(): {
  /** What was before does not count. */
  readonly start: () => void;
  /** Ends it. Mean CPU time of the piece of work since `start`, microseconds; null where there was no time for it. */
  readonly stop: () => number | null;
} {
  let used = 0;
  let times = 0;
  const timer = setInterval(() => {
    workOnce();
    const before = cpuMicros();
    workOnce();
    used += cpuMicros() - before;
    times += 1;
  }, everyMillis);
  timer.unref();
  return {
    start: () => {
      used = 0;
      times = 0;
    },
    stop: () => {
      clearInterval(timer);
      return times === 0 || used <= 0 ? null : used / times;
    },
  };
}
