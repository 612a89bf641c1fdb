/** autocannon as anyone would use it, in a process of its own: warmed up, then measured, then it says what it saw and cost. */
import autocannon from "autocannon";

const [url, connections, warmupSeconds, measuredSeconds] = process.argv.slice(2);
const options = { url: String(url), connections: Number(connections) };

await autocannon({ ...options, duration: Number(warmupSeconds) });
const cpuBefore = process.cpuUsage();
const startMillis = performance.now();
const result = await autocannon({ ...options, duration: Number(measuredSeconds) });
const seconds = (performance.now() - startMillis) / 1_000;
const cpu = process.cpuUsage(cpuBefore);
const answered = result["2xx"];
process.send?.({
  requestsPerSecond: answered / seconds,
  cpuMicrosPerRequest: (cpu.user + cpu.system) / answered,
  p99Millis: result.latency.p99,
});
process.disconnect?.();
