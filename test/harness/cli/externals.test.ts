import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chooseArms } from "../../../harness/cli/choose/arms.ts";
import { chooseExternals } from "../../../harness/cli/choose/externals.ts";
import { chooseSubjectOr } from "../../../harness/cli/choose/subject.ts";
import type { ExternalArguments } from "../../../harness/cli/options/external.ts";
import { refuseUntold } from "../../../harness/experiments/run/own-load.ts";
import { confirmRemote, loadOfRun } from "../../../harness/cli/remote.ts";
import type { Plan } from "../../../harness/model/index.ts";
import { makePlanOf } from "../../support/run-shape.ts";
import { unobserved } from "../../support/unobserved.ts";

const here = (): Promise<readonly string[]> => Promise.resolve(["127.0.0.1"]);
const elsewhere = (): Promise<readonly string[]> => Promise.resolve(["203.0.113.7"]);
const nothing = { scenario: undefined, app: undefined, config: false as const, "pool-variable": undefined };

function given(argv: Partial<ExternalArguments>, resolve = here) {
  const none = { "external-url": undefined, "external-up": undefined, "external-down": undefined };
  const rest = { "external-reload": undefined, "external-timeout": undefined, "allow-remote": undefined };
  return chooseExternals({ ...none, ...rest, yes: undefined, ...argv }, resolve);
}

async function labels(targets: string | undefined, urls: readonly string[]): Promise<readonly string[]> {
  const externals = await given({ "external-url": [...urls] });
  const { arms } = chooseArms(
    await chooseSubjectOr({ ...nothing, scenario: "ping" }, externals),
    targets,
    [2],
    {},
    externals,
  );
  return arms.map(({ label }) => label ?? "");
}

describe("deployments on the command line", () => {
  test("one has no name; of several each has one, and each command is of the one that it names", async () => {
    const [only] = await given({
      "external-url": ["http://127.0.0.1:8080"],
      "external-up": ["docker compose up -d --wait"],
      "external-down": ["docker compose down 'with spaces'"],
      "external-timeout": 300,
    });
    assert.deepEqual(only, {
      strategy: "external",
      options: {},
      workers: null,
      label: "external",
      deployment: {
        url: "http://127.0.0.1:8080",
        isRemote: false,
        up: ["docker", "compose", "up", "-d", "--wait"],
        down: ["docker", "compose", "down", "with spaces"],
        commandTimeoutSeconds: 300,
      },
    });
    const urls = ["staging=http://127.0.0.1:1/a=b", "live=http://127.0.0.1:2"];
    const several = await given({ "external-url": urls, "external-reload": ["live=./restart.sh now"] });
    assert.deepEqual(
      several.map(({ label, options, deployment: { url, reload } }) => ({ label, options, url, reload })),
      [
        { label: "external:staging", options: { name: "staging" }, url: "http://127.0.0.1:1/a=b", reload: undefined },
        {
          label: "external:live",
          options: { name: "live" },
          url: "http://127.0.0.1:2",
          reload: ["./restart.sh", "now"],
        },
      ],
    );
  });

  test("they are among the targets by default and with all; external names all of them, external:NAME one", async () => {
    const urls = ["a=http://127.0.0.1:1", "b=http://127.0.0.1:2"];
    assert.deepEqual((await labels(undefined, urls)).slice(-2), ["external:a", "external:b"]);
    assert.deepEqual((await labels("all", urls)).slice(-2), ["external:a", "external:b"]);
    assert.deepEqual(await labels("single,external:b", urls), ["single", "external:b"]);
    assert.deepEqual(await labels("external,single", urls), ["external:a", "external:b", "single"]);
    assert.ok(!(await labels("all", [])).some((label) => label.startsWith("external")));
    await assert.rejects(labels("external,external:a", urls), { message: "--targets names external:a twice" });
  });

  test("without an app they are all that is measured, by a path of theirs", async () => {
    const externals = await given({ "external-url": ["http://127.0.0.1:8080/shop"] });
    const subject = await chooseSubjectOr({ ...nothing, path: "/orders" }, externals);
    assert.deepEqual([subject.app, subject.name, subject.requests[0]?.path], [null, "127.0.0.1-8080", "/orders"]);
    const { arms, notApplicable } = chooseArms(subject, "single,external", [2], {}, externals);
    assert.deepEqual(
      arms.map(({ label }) => label),
      ["external"],
    );
    assert.deepEqual(notApplicable, [{ strategy: "single", reason: "there is no app to run: name one with --app" }]);
  });

  test("their results are in a folder whose name no command takes for an option", async () => {
    const subject = await chooseSubjectOr(nothing, await given({ "external-url": ["http://[::1]:8080/"] }));
    assert.match(subject.name, /^\w[\w.-]*$/);
  });

  test("what cannot be is named, with what would be right", async () => {
    const url = ["http://127.0.0.1:1"];
    const bad: readonly (readonly [argv: Partial<ExternalArguments>, message: RegExp])[] = [
      [{ "external-up": ["./up"] }, /--external-up needs --external-url/],
      [{ "allow-remote": true }, /--allow-remote needs --external-url/],
      [{ yes: true }, /--yes needs --external-url/],
      [
        { "external-url": url, "external-up": ["./up"], "external-reload": ["./again"] },
        /--external-reload and --external-up exclude each other/,
      ],
      [{ "external-url": url, "external-down": ["./down"] }, /--external-down needs --external-up/],
      [{ "external-url": [...url, ...url] }, /two unnamed deployments/],
      [{ "external-url": [...url, "a=http://127.0.0.1:2"] }, /http:\/\/127\.0\.0\.1:1 has no name/],
      [{ "external-url": url, "external-up": ["a=./up"] }, /for a, which has no --external-url/],
      [{ "external-url": ["a=http://127.0.0.1:2"], "external-up": ["./up"] }, /does not say which deployment/],
      [{ "external-url": url, "external-up": ["cd x && ./up"] }, /which needs a shell/],
      [{ "external-url": url, "external-up": ['""'] }, /which needs a shell/],
      [{ "external-url": url, "external-up": ["'' up"] }, /needs a shell, because of its empty name/],
      [{ "external-url": url, "external-up": ["./up 'it"] }, /which needs a shell/],
      [{ "external-url": url, "external-up": ['./up it"s'] }, /which needs a shell/],
      [{ "external-url": url, "external-up": [""] }, /--external-up is ""/],
      [
        { "external-url": ["a=http://127.0.0.1:2"], "external-up": ["a=PORT=1 ./up"] },
        /which needs a shell, because of "PORT=1"/,
      ],
      [{ "external-url": ["ftp://127.0.0.1"] }, /is not a base URL/],
    ];
    for (const [argv, message] of bad) await assert.rejects(given(argv), { name: "BroadsideError", message });
  });
});

describe("load for another machine", () => {
  const plan = makePlanOf({
    arms: [
      "single",
      { strategy: "external", deployment: { ...unobserved, url: "http://shop.example/v2", isRemote: true } },
    ],
    connections: 20,
  });

  /** What is told and asked before load is sent; an answer of null where there is no terminal. */
  async function confirmed(argv: Partial<ExternalArguments>, answer: string | null, of: Plan = plan): Promise<string> {
    let said = "";
    const terminal = {
      note: (text: string) => void (said += text),
      ask: (question: string) => {
        said += question;
        return Promise.resolve(answer);
      },
    };
    const all = { "allow-remote": undefined, yes: undefined, ...argv };
    await confirmRemote(loadOfRun(of), all, terminal, new AbortController().signal, elsewhere);
    return said;
  }

  test("is refused unless it is allowed", async () => {
    const [external] = await given({ "external-url": ["http://shop.example"] }, elsewhere);
    assert.equal(external?.deployment.isRemote, true);
    await assert.rejects(confirmed({ yes: true }, "yes"), { code: "not-loopback", hint: /--allow-remote/ });
  });

  test("is not found by measuring, as a scenario would, since it is told beforehand", async () => {
    const externals = await given({ "external-url": ["http://shop.example"] }, elsewhere);
    const mixed = await chooseSubjectOr({ ...nothing, scenario: "mixed" }, externals);
    assert.throws(() => refuseUntold(mixed, externals), {
      code: "usage",
      message: /shop\.example/,
      hint: /--load open:200/,
    });
    refuseUntold(mixed, await given({ "external-url": ["http://127.0.0.1:1"] }));
  });

  test("is told with host, requests, connections, time and number, and sent after yes alone, or with --yes", async () => {
    const said = await confirmed({ "allow-remote": true }, "yes");
    assert.match(said, /http:\/\/shop\.example\/v2 \(203\.0\.113\.7\)/);
    assert.match(said, /GET \/v2\/\S/);
    assert.match(
      said,
      /over 20 connections, in at most 10 trials of 7 s: 1 min 10 s in all; as many requests as it can handle/,
    );
    assert.match(said, /Type yes/);
    assert.doesNotMatch(await confirmed({ "allow-remote": true, yes: true }, null), /Type yes/);
    for (const answer of ["", "y", "no"]) {
      await assert.rejects(confirmed({ "allow-remote": true }, answer), { code: "interrupted" });
    }
    await assert.rejects(confirmed({ "allow-remote": true }, null), { code: "usage", hint: /--yes/ });
  });

  test("of an open load comes with the most requests that it can be", async () => {
    const open = plan.arms.map((arm) => ({
      ...arm,
      load: { ...arm.load, kind: "open" as const, arrivals: "even" as const, profile: [{ seconds: 0, rate: 50 }] },
    }));
    const said = await confirmed({ "allow-remote": true, yes: true }, null, { ...plan, arms: open });
    assert.match(said, /at most 50\.0 req\/s, at most 8,500 requests in all/);
  });

  test("is nothing to ask about where every deployment is of this machine", async () => {
    const arms = plan.arms.filter(({ deployment }) => deployment === undefined);
    assert.equal(await confirmed({}, null, { ...plan, arms }), "");
  });
});
