import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderAll, renderConsole } from "../../reports/index.ts";
import { sweepInput } from "../support/sweep-input.ts";

describe("the reports of a sweep", async () => {
  const files = new Map((await renderAll(sweepInput())).map(({ path, content }) => [path, content]));
  const read = (path: string): string => files.get(path) ?? "";

  it("show the skew of each strategy at each load, and what chance would give, in every format", () => {
    assert.match(read("report.md"), /\| Cluster, OS scheduling, requests \| kept open \| 1\.8\d \\\[1\.80, 1\.83\\\]/);
    assert.match(read("report.md"), /\| By chance, connections \| kept open \| 1\.\d+ \|/);
    assert.match(read("report.html"), /Cluster, OS scheduling, requests/);
    assert.match(read("sweep.csv"), /^cluster-os,"?Cluster, OS scheduling"?,2,2,keep-alive,.*,requests,1\.8/m);
    const summary: unknown = JSON.parse(read("summary.json"));
    assert.ok(typeof summary === "object" && summary !== null && "sweep" in summary && summary.sweep !== null);
    const text = renderConsole(sweepInput(), { colour: false, width: 100 });
    assert.match(text, /^skew at connections +2 +8 +2 new +8 new$/m);
    assert.match(text, /^cluster-os +1\.8\d +1\.6\d/m);
  });

  it("draw it, and draw no speeds", () => {
    assert.match(read("charts/sweep.svg"), /skew|times|cluster-os/i);
    assert.deepEqual([...files.keys()].filter((path) => path.startsWith("charts/")).sort(), [
      "charts/spread.svg",
      "charts/sweep.svg",
    ]);
  });

  it("rank with a mark those that nobody was found more even than", () => {
    assert.match(read("report.md"), /\| Cluster, round-robin, requests \| kept open \| 1\.00 [^|]* #1 \|/);
    assert.match(read("report.md"), /#1 marks arms for which no other/);
  });

  it("explain neither marks nor intervals where there are none", async () => {
    const page = (await renderAll(sweepInput(1))).find(({ path }) => path === "report.html")?.content ?? "";
    assert.match(page, /No order is claimed/);
    assert.doesNotMatch(page, /\s#1\b|with its interval/);
  });
});
