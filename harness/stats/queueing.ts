/** Erlang's C and what follows from it: how long requests wait that arrive at random (Poisson). Times in service times. */

/**
 * Probability that a request has to wait at `servers` busy on average `load` of them (Erlang 1917), by the recurrence of
 * Erlang's B, which does not overflow.
 * @throws RangeError unless `servers` is a whole number from 1 and 0 ≤ load < servers.
 */
export function erlangC(servers: number, load: number): number {
  if (!Number.isInteger(servers) || servers < 1) throw new RangeError(`${servers} is no number of servers.`);
  if (!(load >= 0 && load < servers)) throw new RangeError(`A load of ${load} does not settle at ${servers} servers.`);
  let blocked = 1;
  for (let count = 1; count <= servers; count += 1) blocked = (load * blocked) / (count + load * blocked);
  return (servers * blocked) / (servers - load * (1 - blocked));
}

/**
 * Quantile of the response time with one server and exponential service (M/M/1), in mean service times.
 * @throws RangeError unless 0 ≤ q < 1 and 0 ≤ utilisation < 1.
 */
export function responseQuantileMM1(q: number, utilisation: number): number {
  requireShares(q, utilisation);
  return -Math.log(1 - q) / (1 - utilisation);
}

/**
 * Quantile of the response time with one server and a constant service time (M/D/1), in service times. The waiting
 * time's distribution is that of Franx, Operations Research Letters 29 (2001), whose terms are all positive.
 * @throws RangeError unless 0 ≤ q < 1 and 0 ≤ utilisation < 1.
 */
export function responseQuantileMD1(q: number, utilisation: number): number {
  requireShares(q, utilisation);
  const waits = waitingTimes(utilisation);
  let [low, high] = [0, 1];
  if (waits(0) >= q) return 1;
  while (waits(high) < q) [low, high] = [high, high * 2];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (waits(middle) < q) low = middle;
    else high = middle;
  }
  return 1 + high;
}

/** P(wait ≤ t) of M/D/1, t in service times. */
function waitingTimes(utilisation: number): (t: number) => number {
  const atMost = queueLengths(utilisation);
  return (t) => {
    const whole = Math.floor(t) + 1;
    const rest = utilisation * (whole - t);
    let term = Math.exp(-rest);
    let sum = 0;
    for (let count = 0; count < whole; count += 1) {
      sum += term * atMost(whole - 1 - count);
      term *= rest / (count + 1);
    }
    return sum;
  };
}

/** P(at most n requests wait) of M/D/1, by level crossings: flows up and down across each length are the same. */
function queueLengths(utilisation: number): (n: number) => number {
  const arrivals: number[] = [Math.exp(-utilisation)];
  const beyond: number[] = [1 - Math.exp(-utilisation)];
  const inSystem: number[] = [1 - utilisation];
  const cumulated: number[] = [1 - utilisation];
  const grow = (): void => {
    const n = inSystem.length;
    const previous = n - 1;
    arrivals[n] = ((arrivals[n - 1] ?? 0) * utilisation) / n;
    beyond[n] = Math.max(0, (beyond[n - 1] ?? 0) - (arrivals[n] ?? 0));
    let up = (inSystem[0] ?? 0) * (beyond[previous] ?? 0);
    for (let k = 1; k <= previous; k += 1) up += (inSystem[k] ?? 0) * (beyond[previous + 1 - k] ?? 0);
    inSystem[n] = up / (arrivals[0] ?? 1);
    cumulated[n] = (cumulated[n - 1] ?? 0) + (inSystem[n] ?? 0);
  };
  return (n) => {
    while (cumulated.length <= n + 1) grow();
    return cumulated[n + 1] ?? 1;
  };
}

function requireShares(q: number, utilisation: number): void {
  if (!(q >= 0 && q < 1)) throw new RangeError(`${q} is no quantile below 1.`);
  if (!(utilisation >= 0 && utilisation < 1)) throw new RangeError(`${utilisation} is no utilisation below 1.`);
}
