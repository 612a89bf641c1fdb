import assert from "node:assert/strict";
import { test } from "node:test";
import { startTarget, type Target } from "../../../harness/process/target.ts";
import { sampleApp } from "../../../scenarios/sample-app.ts";
import { ourProxy } from "../../../targets/facts.ts";
import type { Strategy } from "../../../targets/strategy.ts";
import { eventually } from "../../support/eventually.ts";
import { ask } from "../../support/http.ts";
import { backlogOf, listenersOf, loopback, portOf } from "../../support/ports.ts";
import { testAppPath } from "../../support/boot-target.ts";
import { applicable, boot, specOf, workersOf } from "./boot.ts";

const atOnce = 24;

/** Who answered a number of requests, each on a connection of its own, all at once. */
async function answerers(target: Target): Promise<readonly string[]> {
  // Some work beside, so that no worker is always the first that is free.
  const work = Array.from({ length: atOnce }, () => ask(`${target.url}/report?rows=20000`));
  const answers = await Promise.all(Array.from({ length: atOnce }, () => ask(`${target.url}/whoami`)));
  await Promise.all(work);
  return answers.map(({ status, body }) => {
    assert.equal(status, 200);
    const { pid, threadId } = JSON.parse(body.toString());
    return `${pid}/${threadId}`;
  });
}

function count(target: Target, role: string): number {
  return target.processes.filter((process) => process.role === role).length;
}

function expectedProcesses(strategy: Strategy): Readonly<Record<"worker" | "primary" | "proxy", number>> {
  return strategy.processes(workersOf(strategy), {});
}

async function probesCount(strategy: Strategy, target: Target): Promise<void> {
  const paths = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? "/report?rows=100" : "/ping"));
  await Promise.all(paths.map((path) => ask(target.url + path)));
  const counted = (role: string, field: "requestsStarted" | "requestsFinished") => async () => {
    const { samples, missing } = await target.sample({ resetDelay: false });
    assert.deepEqual(missing, []);
    const own = samples.filter((sample) => sample.role === role);
    return own.reduce((sum, sample) => sum + sample[field], 0);
  };
  // A worker may note the end of an answer a little after the client has it.
  const allFinished = counted("worker", "requestsFinished");
  await eventually("all finished", async () => ((await allFinished()) === paths.length ? true : null));
  assert.equal(await counted("worker", "requestsStarted")(), paths.length);
  const hasOurProxy = expectedProcesses(strategy).proxy > 0 && strategy.facts({}).front === ourProxy;
  assert.equal(await counted("proxy", "requestsStarted")(), hasOurProxy ? paths.length : 0);
}

async function workersAnswer(strategy: Strategy, target: Target): Promise<void> {
  const seen = new Set<string>();
  await eventually("an answer from every worker", async () => {
    for (const answerer of await answerers(target)) seen.add(answerer);
    return seen.size >= workersOf(strategy) ? true : null;
  });
  for (const answerer of await answerers(target)) seen.add(answerer);
  assert.equal(seen.size, workersOf(strategy), [...seen].join(" "));
}

function processesAreThose(strategy: Strategy, target: Target): void {
  const expected = expectedProcesses(strategy);
  for (const role of ["worker", "primary", "proxy"] as const) assert.equal(count(target, role), expected[role], role);
  const known = [target.groupId, ...target.processes.map(({ pid }) => pid)];
  assert.deepEqual(new Set(target.members()), new Set(known));
}

/** Of one target, in this order: the first counts every request that it has been sent. */
const promises = {
  "the probes count the requests that were sent, no more and no fewer": probesCount,
  "as many distinct workers answer as were asked for, and no other": workersAnswer,
  "its processes are the workers, what the strategy adds, and the host": processesAreThose,
};

/** What each strategy is held to whenever the tests run. */
export function testsOfWorkers(strategy: Strategy): void {
  test("its workers are there, answer, and are counted", async (t) => {
    const target = await boot(t, strategy, sampleApp);
    for (const [title, promise] of Object.entries(promises)) await t.test(title, () => promise(strategy, target));
  });

  test("every server of it listens on 127.0.0.1 alone, and has the settings of the comparison, not the app's", async (t) => {
    const target = await boot(t, strategy, applicable("own-settings.js"));
    const listeners = listenersOf(target.processes.map(({ pid }) => pid));
    const entrances = new Set(listeners.filter(({ port }) => port === portOf(target.url)).map(({ inode }) => inode));
    assert.equal(entrances.size, strategy.sharesPort === true ? workersOf(strategy) : 1);
    for (const { address, port } of listeners) {
      assert.equal(address, loopback, `port ${port}`);
      assert.equal(backlogOf(port), 511);
      const { headers, body } = await ask(`http://127.0.0.1:${port}/`, { headers: { connection: "keep-alive" } });
      assert.equal(body.toString(), "true", "Nagle's algorithm is off");
      const isSilent = strategy.keepsAliveSilently === true && port === portOf(target.url);
      assert.equal(headers.connection, isSilent ? undefined : "keep-alive");
      assert.equal(headers["keep-alive"], "timeout=72");
    }
  });

  test("it either applies to an app without a thread pool, or says in a sentence why not", () => {
    const reason = strategy.notApplicable({ script: "/app.js", args: [], env: {} }, {});
    if (strategy.facts({}).usesPoolOfApp) assert.match(reason ?? "", /thread pool/);
    else assert.equal(reason, null);
  });
}

export function testsOfAnswers(strategy: Strategy): void {
  test("an app that speaks HTTPS is asked by HTTPS, by its clients or by the proxy in front of it", async (t) => {
    const { url, scheme } = await boot(t, strategy, applicable("secure.js"));
    assert.equal(scheme, expectedProcesses(strategy).proxy > 0 ? "http" : "https");
    for (let time = 0; time < 4; time++) {
      assert.equal((await ask(url)).body.toString(), "HTTP/1.1, TLS for localhost");
    }
  });

  test("what the app starts beside its server, and listens before it, is taken for no worker", async (t) => {
    const target = await boot(t, strategy, applicable("has-helpers.js"));
    const answers = await Promise.all(Array.from({ length: atOnce }, () => ask(target.url)));
    assert.deepEqual(new Set(answers.map(({ body }) => body.toString())), new Set(["the app"]));
    const expected = expectedProcesses(strategy);
    for (const role of ["worker", "primary", "proxy"] as const) assert.equal(count(target, role), expected[role], role);
  });

  test("of an app with several ports the one that is named answers, started as the app is to be", async (t) => {
    const app = {
      ...applicable("has-metrics.js"),
      args: ["--shape", "a b"],
      env: { SHAPE: "round" },
      nodeArgs: ["--require", testAppPath("sets-early.cjs")],
      port: 3000,
    };
    const target = await boot(t, strategy, app);
    const answers = await Promise.all(Array.from({ length: atOnce }, () => ask(target.url)));
    const said = answers.map(({ body }) => body.toString());
    const expected = { args: ["--shape", "a b"], shape: "round", early: "before the app" };
    assert.deepEqual([...new Set(said)], [JSON.stringify(expected)]);
    for (const { address } of listenersOf(target.processes.map(({ pid }) => pid))) assert.equal(address, loopback);
  });

  test("it answers on the port that was asked for, or says that the port is in use", async (t) => {
    const taken = await boot(t, strategy, applicable("plain.js"));
    const port = portOf(taken.url);
    const spec = specOf(strategy, applicable("plain.js"), { port });
    await assert.rejects(startTarget(spec), { code: "port-in-use", message: new RegExp(`127\\.0\\.0\\.1:${port}\\b`) });
    await taken.stop();
    const target = await startTarget(spec);
    t.after(() => target.stop());
    assert.equal(target.url, taken.url);
    assert.equal((await ask(target.url)).body.toString(), "hello from an ordinary server\n");
  });
}
