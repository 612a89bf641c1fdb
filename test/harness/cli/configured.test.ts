import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { chooseArms } from "../../../harness/cli/choose/arms.ts";
import { chooseNodes } from "../../../harness/cli/choose/nodes.ts";
import { chooseSubject } from "../../../harness/cli/choose/subject.ts";
import type { Config } from "../../../harness/config.ts";
import type { Scenario } from "../../../harness/model/index.ts";
import { broadside } from "../../support/broadside.ts";
import { testAppPath } from "../../support/boot-target.ts";
import { ownNode } from "../../support/nodes.ts";

type Arguments = Partial<Parameters<typeof chooseSubject>[0]>;

function folderOf(t: TestContext, config: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-configured-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "broadside.config.json"), JSON.stringify(config));
  writeFileSync(join(folder, "server.js"), "");
  return folder;
}

async function subjectOf(folder: string, argv: Arguments = {}): Promise<Scenario> {
  const config = join(folder, "broadside.config.json");
  return chooseSubject({ scenario: undefined, config, app: undefined, "pool-variable": undefined, ...argv });
}

const shop: Config = {
  app: "./server.js",
  headers: { accept: "text/html" },
  connections: 8,
  duration: "500ms",
  scenarios: {
    browse: {
      requests: ["9 GET /orders", "/search?q=a"],
      targets: ["single", "reverse-proxy:random"],
      workers: [2, 1],
    },
    checkout: {
      title: "A sale",
      requests: [{ path: "/orders", body: { a: 1 }, expect: { status: 201, text: "id" }, headers: { Accept: "*/*" } }],
      connections: 4,
      load: "open:50",
      slo: ["p99<100ms"],
    },
    ping: { requests: ["/ping"] },
  },
};

describe("what is measured follows from the configuration", () => {
  test("the first scenario, unless another is named", async (t) => {
    const folder = folderOf(t, shop);
    const browse = await subjectOf(folder);
    assert.deepEqual([browse.name, browse.title], ["browse", "GET /orders and GET /search?q=a of server.js"]);
    assert.deepEqual([browse.app.script, browse.app.cwd], [join(folder, "server.js"), folder]);
    assert.deepEqual([browse.connections, browse.measuredSeconds, browse.warmupSeconds], [8, 0.5, 2]);
    assert.deepEqual(
      [browse.strategies, browse.workers],
      [
        ["single", "reverse-proxy:random"],
        [2, 1],
      ],
    );
    assert.deepEqual(
      browse.requests.map(({ weight, headers }) => [weight, headers]),
      [
        [9, { accept: "text/html" }],
        [1, { accept: "text/html" }],
      ],
    );
  });

  test("a scenario says otherwise than what all have in common", async (t) => {
    const checkout = await subjectOf(folderOf(t, shop), { scenario: "checkout" });
    assert.deepEqual(
      [checkout.title, checkout.connections, checkout.measuredSeconds, checkout.load, checkout.objectives],
      ["A sale", 4, 0.5, "open:50", ["p99<100ms"]],
    );
    assert.deepEqual(checkout.requests, [
      {
        name: "POST /orders",
        weight: 1,
        method: "POST",
        path: "/orders",
        headers: { Accept: "*/*", "content-type": "application/json" },
        body: '{"a":1}',
        expect: { status: 201, includes: "id" },
      },
    ]);
  });

  test("of a map each request is a row", async (t) => {
    const { variations } = await subjectOf(folderOf(t, shop));
    assert.deepEqual(
      variations?.map(({ name, requests }) => [name, requests.length]),
      [
        ["GET /orders", 1],
        ["GET /search?q=a", 1],
      ],
    );
  });

  test("the command line wins: app, requests, headers and what is expected", async (t) => {
    const folder = folderOf(t, shop);
    const app = testAppPath("plain.js");
    const other = await subjectOf(folder, { scenario: "checkout", app, path: "/new", header: [["accept", "a/b"]] });
    assert.deepEqual([other.name, other.title, other.app.script], ["checkout", "GET /new of plain.js", app]);
    assert.deepEqual([other.requests[0]?.headers, other.connections], [{ accept: "a/b" }, 4]);
    const same = await subjectOf(folder, { scenario: "checkout", "expect-status": 200 });
    assert.deepEqual([same.title, same.requests[0]?.expect], ["A sale", { status: 200, includes: "id" }]);
  });

  test("versions of Node.js and what containers are given are the configuration's, unless they are typed", async (t) => {
    const { version } = ownNode;
    const folder = folderOf(t, {
      app: "server.js",
      docker: { cpus: 0.5, memory: "256m" },
      scenarios: { one: { node: [version] }, none: { node: ["99"] } },
    });
    const one = await subjectOf(folder);
    assert.deepEqual(
      chooseNodes(undefined, one.nodes).map((node) => node.version),
      [version],
    );
    const { nodes } = await subjectOf(folder, { scenario: "none" });
    assert.throws(() => chooseNodes(undefined, nodes), {
      message: /broadside\.config\.json: scenarios\.none\.node 99: Node\.js 99 was not found/,
      hint: /or give the path to the binary, such as \/path\/to\/node$/,
    });
    assert.equal(chooseNodes(version, nodes).length, 1);
    // Where there is no Docker Engine it is named among what was left out.
    const { arms, notApplicable } = chooseArms(one, "single,docker", [2], { cpus: "2" });
    const labels = [...arms.map(({ label }) => label), ...notApplicable.map(({ strategy }) => strategy)];
    assert.deepEqual(labels, ["single", "docker:cpus=2:memory=256m"]);
    assert.equal(chooseArms(one, "single", [2], {}).arms.length, 1, "limits of containers ask for none");
  });

  test("a Node.js that is typed takes the place of a configured image, and is refused with an image that is typed", async (t) => {
    const subject = await subjectOf(folderOf(t, { app: "server.js", docker: { image: "shop" } }));
    const labelsWith = (typed: Parameters<typeof chooseArms>[3]): readonly string[] => {
      const { arms, notApplicable } = chooseArms(subject, "single,docker", [2], typed);
      return [...arms.map(({ label }) => label ?? ""), ...notApplicable.map(({ strategy }) => strategy)];
    };
    assert.deepEqual(labelsWith({}), ["single", "docker:image=shop"]);
    assert.deepEqual(labelsWith({ node: "22" }), ["single", "docker"]);
    assert.deepEqual(labelsWith({ node: "22", image: "none" }), ["single", "docker:image=none"]);
    const both = { code: "bad-option", message: /--node is given with an image/ };
    assert.throws(() => labelsWith({ node: "22", image: "shop" }), both);
  });

  test("another app is not called as the configured one is, unless by a scenario's name", async (t) => {
    const app = testAppPath("plain.js");
    const other = await subjectOf(folderOf(t, { app: "server.js", title: "The shop", description: "All." }), { app });
    assert.deepEqual([other.name, other.title], ["plain", "GET / of plain.js"]);
    assert.match(other.description, /^Your own server/);
    const folder = folderOf(t, shop);
    assert.equal((await subjectOf(folder, { app })).name, "plain");
    const named = await subjectOf(folder, { scenario: "checkout", app });
    assert.deepEqual([named.name, named.title, named.connections], ["checkout", "POST /orders of plain.js", 4]);
    const shared = await subjectOf(folderOf(t, { title: "Any app" }), { app });
    assert.deepEqual([shared.name, shared.title], ["plain", "Any app"]);
  });

  test("a scenario of one's own goes before one of the same name, and the others are still there", async (t) => {
    const folder = folderOf(t, shop);
    assert.equal((await subjectOf(folder, { scenario: "ping" })).app.script, join(folder, "server.js"));
    assert.equal((await subjectOf(folder, { scenario: "churn" })).name, "churn");
    assert.equal((await subjectOf(folder, { config: false })).name, "cpu-report");
    await assert.rejects(subjectOf(folder, { scenario: "sale" }), { hint: /^Known: browse, checkout, ping, cpu/ });
    await assert.rejects(subjectOf(folder, { scenario: "mixed", path: "/" }), { message: "--path needs --app" });
  });

  test("without scenarios it is one, of the app's name; the app may be the command line's", async (t) => {
    const folder = folderOf(t, { app: { script: "server.js", env: { A: "1" }, poolVariable: "N" } });
    const { name, app, requests } = await subjectOf(folder, { scenario: "server" });
    assert.deepEqual([name, app.env, app.poolVariable, requests[0]?.path], ["server", { A: "1" }, "N", "/"]);
    const started = folderOf(t, { app: { script: ".", args: ["-v"], nodeArgs: ["--expose-gc"], port: 3000 } });
    writeFileSync(join(started, "package.json"), '{ "scripts": { "start": "A=1 node --no-warnings server.js" } }');
    const asNpm = await subjectOf(started);
    assert.deepEqual(asNpm.app, {
      script: join(started, "server.js"),
      args: ["-v"],
      env: { A: "1" },
      cwd: started,
      nodeArgs: ["--no-warnings", "--expose-gc"],
      port: 3000,
    });
    assert.match(asNpm.description, /Started as npm start does/);
    assert.match(asNpm.started ?? "", /^Started as npm start does: "A=1 node --no-warnings server\.js"/);
    await assert.rejects(subjectOf(folderOf(t, { app: "./nowhere.js" })), {
      code: "app-not-found",
      message: /json: app is "\.\/nowhere\.js": no such file, or not readable$/,
      hint: /^Name the script that starts the server, such as \.\/server\.js,/,
    });
    const later = folderOf(t, {
      app: "./built-later.js",
      connections: 3,
      scenarios: { a: {}, b: { app: "server.js" } },
    });
    const typed = await subjectOf(later, { app: testAppPath("plain.js") });
    assert.deepEqual([typed.title, typed.connections], ["GET / of plain.js", 3], "what is typed wins before");
    assert.equal((await subjectOf(later, { scenario: "b" })).app.script, join(later, "server.js"));
    const unnamed = folderOf(t, { app: "./built-later.js" });
    assert.equal((await subjectOf(unnamed, { scenario: "churn" })).name, "churn");
    assert.equal((await subjectOf(unnamed, { app: testAppPath("plain.js") })).name, "plain");
    const { code, stdout } = await broadside(["list"], { cwd: later });
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}a +GET \/ of an app that does not exist yet$/m);
    const bare = folderOf(t, { workers: 3, duration: 5, warmup: "1" });
    const { workers, measuredSeconds, warmupSeconds } = await subjectOf(bare, { app: testAppPath("plain.js") });
    assert.deepEqual([workers, measuredSeconds, warmupSeconds], [[3], 5, 1]);
    await assert.rejects(subjectOf(bare), {
      code: "config-invalid",
      message: /json: app is missing; give the script/,
    });
  });
});

const impossible: readonly (readonly [config: Config, message: RegExp])[] = [
  [{ requests: ["POST"] }, /json: requests\[0\] is "POST"; it must be a request such as "GET \/api\/orders"/],
  [{ requests: ["BREW /tea"] }, /json: requests\[0\] is "BREW \/tea"; it must be a request/],
  [{ requests: [{ path: "/", body: "@no.json" }] }, /json: requests\[0\]\.body: there is no file no\.json$/],
  [{ scenarios: { a: { duration: "1ms" } } }, /json: scenarios\.a\.duration is "1ms"; it takes a time from 0\.25 s/],
  [{ timeout: 0.01 }, /json: timeout is 0\.01; it takes a time from 0\.1 s/],
  [{ duration: "2m", scenarios: { a: { blocks: 0 } } }, /json: scenarios\.a\.blocks is 0; it takes a whole number/],
  [{ connections: 0, scenarios: { a: {} } }, /json: connections is 0; it takes a whole number from 1 to 10000$/],
  [{ workers: [1, 1] }, /json: workers is \[1,1\]; it takes each number once$/],
  [{ targets: ["single", "clutser"] }, /json: targets is \["single","clutser"\]; known: single, cluster/],
  [{ targets: ["single", "external"] }, /"external"\]; remove external here; .* --external-url http/],
  [{ docker: { cpus: "lots" } }, /json: docker\.cpus is "lots"; it takes .*such as 0\.5$/],
  [{ load: "bursts" }, /json: load is "bursts"; it takes closed/],
  [{ slo: ["p99"] }, /json: slo is \["p99"\]; /],
];

test("what a configuration says and cannot be is told by its field, with what would be right", async (t) => {
  for (const [config, message] of impossible) {
    await assert.rejects(subjectOf(folderOf(t, { app: "server.js", ...config })), { code: "config-invalid", message });
  }
});
