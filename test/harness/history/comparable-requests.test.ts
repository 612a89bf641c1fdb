import assert from "node:assert/strict";
import { test } from "node:test";
import { baselineOf, checkAgainstBaseline } from "../../../harness/history/baseline/analysis.ts";
import { comparableRequests } from "../../../harness/history/comparable-requests.ts";
import type { RequestKind } from "../../../harness/model/index.ts";
import { makeRun } from "../../support/trials.ts";

function post(path: string, body: string, headers: RequestKind["headers"] = {}): RequestKind {
  return { name: `POST ${path}`, weight: 1, method: "POST", path, headers, body, expect: {} };
}

test("requests for other work are compared as other requests, whatever its size is called", () => {
  const pairs = [
    [post("/gen?max_tokens=16", ""), post("/gen?max_tokens=4096", "")],
    [post("/cache?key=small", ""), post("/cache?key=large", "")],
    [post("/list", '{"sort_key":"id"}'), post("/list", '{"sort_key":"text"}')],
    [post("/", "", { "x-max-tokens": "16" }), post("/", "", { "x-max-tokens": "4096" })],
  ] as const;
  for (const [one, other] of pairs) assert.notDeepEqual(comparableRequests([one]), comparableRequests([other]));
});

test("who asks makes no other request, and a check says that secrets are not compared", () => {
  const details = (token: string): string => {
    const run = makeRun({ arms: ["single", "cluster-os"], plan: { requests: [post(`/?access_token=${token}`, "")] } });
    return checkAgainstBaseline(
      run,
      baselineOf(run),
      { status: "VALID", reasons: [] },
      {
        tolerance: 0.05,
        minimalEffect: 0.03,
        absolute: false,
      },
    ).details.join();
  };
  assert.match(details("s3cr3t"), /values of the secrets in the requests are not compared/);
  assert.deepEqual(comparableRequests([post("/?token=a", "")]), comparableRequests([post("/?token=b", "")]));
});
