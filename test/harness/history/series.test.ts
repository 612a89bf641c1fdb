import assert from "node:assert/strict";
import { test } from "node:test";
import { seriesOf } from "../../../harness/history/series.ts";
import type { Arm, Plan } from "../../../harness/model/index.ts";
import { makeGateRun } from "../../support/gate.ts";

const { plan } = makeGateRun();
const [first] = plan.arms;
const [request] = plan.requests;
const { gate } = plan;
assert.ok(first !== undefined && request !== undefined && gate !== undefined);

const app = { script: "/app/server.js", args: [], env: {} };

function named(change: Partial<Plan>, arm: Partial<Arm> = {}): string {
  assert.ok(first !== undefined);
  return seriesOf({ ...plan, ...change }, { ...first, ...arm });
}

function typed(headers: Readonly<Record<string, string>>): string {
  assert.ok(request !== undefined);
  return named({ requests: [{ ...request, headers }] });
}

test("a series is another for whatever is measured otherwise", () => {
  const post = { ...request, name: "POST /graphql", method: "POST", path: "/graphql" };
  const names = [
    named({}),
    named({ scenario: "other" }),
    named({ requests: [{ ...request, name: "GET /api/search" }] }),
    named({ requests: [{ ...post, body: "{ orders }" }] }),
    named({ requests: [{ ...post, body: "{ users }" }] }),
    named({ requests: [request, post] }),
    named({ requests: [request, post, post, post] }),
    named({ gate: { ...gate, app: "services/a/server.js" } }),
    named({ gate: { ...gate, app: "services/b/server.js" } }),
    named({ requests: [{ ...request, weight: 3 }, post] }),
    named({ requests: [request, { ...post, weight: 3 }] }),
    named({ requests: [{ ...request, headers: { accept: "text/html" } }] }),
    named({ requests: [{ ...request, headers: { accept: "application/json" } }] }),
    named({ app: { ...app, args: ["--slow"] } }),
    named({ app: { ...app, env: { CACHE: "off" } } }),
    named({ app: { ...app, env: { CACHE: "on" } } }),
    named({ app: { ...app, nodeArgs: ["--max-old-space-size=64"] } }),
    named({ app: { ...app, poolVariable: "POOL" } }),
    named({}, { strategy: "single" }),
    named({}, { options: { balancer: "random" } }),
    named({}, { workers: 3 }),
    named({}, { load: { ...first.load, connections: 3 } }),
    named({}, { load: { ...first.load, connectionMode: "per-request" } }),
    named({}, { load: { ...first.load, kind: "open", arrivals: "poisson", profile: [{ seconds: 0, rate: 50 }] } }),
    named({}, { load: { ...first.load, kind: "open", arrivals: "poisson", profile: [{ seconds: 0, rate: 60 }] } }),
  ];
  assert.equal(new Set(names).size, names.length, names.join("\n"));
});

test("a series stays the same when versions, times and seeds change", () => {
  const other = { label: "main (ffffff)", commit: "f".repeat(40) };
  assert.equal(named({ seed: 99, gate: { ...gate, base: other, head: other }, title: "another" }), named({}));
  assert.match(named({}), /^report of cpu-report, cluster-os with 2 workers, 64 connections$/);
  const [before, after] = ["1.2.3", "1.2.4"].map((version) =>
    named({ app: { ...app, env: { npm_package_name: "shop", npm_package_version: version } } }),
  );
  assert.deepEqual([before, after], [named({}), named({})]);
  assert.notEqual(named({ app: { ...app, env: { npm_package_config_workers: "8" } } }), named({}));
});

test("a series has no secret in it, and is the same whatever a secret is, however headers and variables are ordered", () => {
  const [one, other] = ["ghp_" + "a".repeat(36), "ghp_" + "b".repeat(36)].map((token) =>
    named({
      requests: [
        { ...request, name: `GET /?token=${token}`, headers: { Authorization: `Bearer ${token}`, Accept: "a/b" } },
      ],
      app: { ...app, env: { API_TOKEN: token, CACHE: "off" }, args: [`--password=${token}`] },
    }),
  );
  assert.equal(one, other);
  assert.doesNotMatch(one ?? "", /ghp_/);
  assert.equal(typed({ Accept: "a/b", "X-Plan": "free" }), typed({ "x-plan": "free", accept: "a/b" }));
});

test("a series without headers, weights and settings of the app has no fingerprint", () => {
  assert.doesNotMatch(named({ app }), /#/);
  assert.equal(named({ app: { ...app, path: "server.js", cwd: "/app", nodeArgs: [] } }), named({ app: null }));
});
