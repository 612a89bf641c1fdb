import type { RequestKind, Scenario, Variation } from "../harness/model/index.ts";
import { sampleApp, sampleUpstream } from "./sample-app.ts";
import { standard } from "./standard.ts";

function reportOf(path: string, checksum: string): RequestKind {
  return {
    name: "report",
    weight: 1,
    method: "GET",
    path,
    headers: {},
    expect: { status: 200, includes: `"checksum":"${checksum}"` },
  };
}

/** Checksums of reports, by rows. */
const checksums = { 7_000: "a3f5ca1982753bb8", 35_000: "57825b763190967d" } as const;

function computing(name: string, title: string, rows: keyof typeof checksums): Variation {
  return { name, title, dependencies: [], requests: [reportOf(`/report?rows=${rows}`, checksums[rows])] };
}

function waitingToo(name: string, title: string, rows: keyof typeof checksums): Variation {
  return {
    name,
    title,
    dependencies: [sampleUpstream],
    requests: [reportOf(`/order?rows=${rows}&delay=20`, checksums[rows])],
  };
}

export const cpuReport: Scenario = {
  ...standard,
  name: "cpu-report",
  title: "A sales report, about 5 ms of CPU",
  description:
    "Every request groups, sorts and sums 35,000 sales in JavaScript. Shows how near to the number of cores each strategy comes when the work is all computing.",
  bound: "CPU",
  app: sampleApp,
  requests: [reportOf("/report?rows=35000", checksums[35_000])],
  connectionMode: "keep-alive",
  // Several for each worker, so that none is idle for want of a request even when connections are spread unevenly.
  connections: 16,
  variations: [
    computing("1ms", "about 1 ms of CPU", 7_000),
    computing("5ms", "about 5 ms of CPU", 35_000),
    waitingToo("1ms-after-20ms", "20 ms of waiting, about 1 ms of CPU", 7_000),
    waitingToo("5ms-after-20ms", "20 ms of waiting, about 5 ms of CPU", 35_000),
  ],
};
