import type { Scenario } from "../harness/model/index.ts";
import { sampleApp } from "./sample-app.ts";
import { standard } from "./standard.ts";

export const cpuReport: Scenario = {
  ...standard,
  name: "cpu-report",
  title: "A sales report, about 5 ms of CPU",
  description:
    "Every request groups, sorts and sums 35,000 sales in JavaScript. Shows how near to the number of cores each strategy comes when the work is all computing.",
  bound: "CPU",
  app: sampleApp,
  requests: [
    {
      name: "report",
      weight: 1,
      method: "GET",
      path: "/report?rows=35000",
      headers: {},
      expect: { status: 200, includes: '"checksum":"57825b763190967d"' },
    },
  ],
  connectionMode: "keep-alive",
  // Several for each worker, so that none is idle for want of a request even when connections are spread unevenly.
  connections: 16,
};
