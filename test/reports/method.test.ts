import assert from "node:assert/strict";
import { it } from "node:test";
import type { Analysis, Run } from "../../harness/model/index.ts";
import { environmentFacts, nodesInWords } from "../../reports/environment.ts";
import { methodSentences } from "../../reports/method.ts";
import { printable } from "../../reports/text.ts";
import { fixtureInput } from "../support/analysis.ts";
import { makeRun } from "../support/trials.ts";
import { unobservedRun } from "../support/unobserved.ts";

function blocksSentence(
  change: Partial<Run>,
  looks?: readonly number[],
  replacedBlocks: Analysis["replacedBlocks"] = [],
): string {
  const run = makeRun({
    arms: ["single", "cluster-os"],
    blocks: 8,
    ...(looks === undefined ? {} : { plan: { looks } }),
  });
  const { analysis } = fixtureInput();
  const input = { run: { ...run, ...change }, analysis: { ...analysis, replacedBlocks } };
  return methodSentences(input).find(({ subject }) => subject === "Randomised blocks")?.text ?? "";
}

it("the method says how many blocks were planned, and nothing of what did not happen", () => {
  assert.match(blocksSentence({}), / 8 blocks were planned\.$/);
});

it("the method says when a run was looked at, and why it ended", () => {
  const decided = blocksSentence({ earlyEnd: { blocks: 4, because: "decided" } }, [4, 8]);
  assert.match(
    decided,
    / At most 8 blocks were planned, with looks after 4 and 8: .* It ended after 4 blocks, with every pair decided\.$/,
  );
  const late = blocksSentence({ earlyEnd: { blocks: 1, because: "time" } });
  assert.match(late, / 8 blocks were planned\. It ended after 1 block, when time ran out\.$/);
});

it("the method says how many blocks were measured again", () => {
  const replacedBlocks = [{ block: 2, by: 8, reason: "other programs used 44.7% of the CPU time in trial 4" }];
  assert.match(
    blocksSentence({}, undefined, replacedBlocks),
    / 1 block was measured again because of other activity on the machine/,
  );
});

function loadSentence(run: Run): string {
  return methodSentences({ ...fixtureInput(), run }).find(({ subject }) => subject === "Load")?.text ?? "";
}

it("the method says when the load came from several processes, and nothing where it was one", () => {
  const run = makeRun({ arms: ["single"] });
  const [arm] = run.plan.arms;
  const arms = arm === undefined ? [] : [{ ...arm, load: { ...arm.load, generators: 2 } }];
  assert.match(loadSentence({ ...run, plan: { ...run.plan, arms } }), /^Closed loop by 2 generator processes: 64 conn/);
  assert.match(loadSentence(run), /^Closed loop: 64 conn/);
});

it("the method gives times as they were set, and no sentence of it is cut", () => {
  const run = makeRun({
    arms: ["single"],
    plan: { warmupSeconds: 0.5, measuredSeconds: 2.25, looks: [7, 11, 17, 24] },
  });
  const sentences = methodSentences({ ...fixtureInput(), run });
  assert.match(sentences.map(({ text }) => text).join(" "), /sends load for 0\.5 s before it measures for 2\.25 s/);
  for (const { text } of sentences) assert.equal(printable(text), text);
});

type Arms = Parameters<typeof environmentFacts>[1];

it("what becomes of connections that wait for a worker which closes is a fact where an arm shares its port", () => {
  const { environment, toolVersion, plan, trials } = makeRun({ arms: ["single"] });
  const fact = (tcpMigrateReq: boolean | null, arms: Arms): string | undefined =>
    environmentFacts({ environment: { ...environment, tcpMigrateReq }, toolVersion }, arms, trials).find(
      ([name]) => name === "tcp_migrate_req",
    )?.[1];
  const sharing = [...plan.arms, { id: "reuseport", sharesPort: true as const }];
  assert.match(fact(false, sharing) ?? "", /^0: .* are reset when it closes$/);
  assert.match(fact(true, sharing) ?? "", /^1: .* go to another when it closes$/);
  assert.equal(fact(null, sharing), undefined);
  assert.equal(fact(false, plan.arms), undefined);
  const older = new Map(environmentFacts({ environment, toolVersion }, sharing, trials));
  assert.deepEqual([older.has("Memory"), older.has("tcp_migrate_req")], [true, false]);
});

it("programs that strategies rest on are a fact, each once", () => {
  const { environment, toolVersion, plan, trials } = makeRun({ arms: ["single"] });
  const programs = (arms: Arms): string | undefined =>
    new Map(environmentFacts({ environment, toolVersion }, arms, trials)).get("Other software");
  assert.equal(programs(plan.arms), undefined);
  const [nginx, haproxy] = [
    { id: "nginx", software: "nginx 1.22.1" },
    { id: "haproxy", software: "haproxy 2.6.12" },
  ];
  assert.equal(programs([...plan.arms, nginx, haproxy, nginx]), "nginx 1.22.1, haproxy 2.6.12");
});

function nodes({ environment, plan, trials }: Run): string {
  return nodesInWords(environment, plan.arms, trials);
}

it("the Node.js of the app is what its workers said, and of a deployment it is not observed", () => {
  const told = makeRun({
    arms: ["single", { strategy: "docker", id: "docker" }],
    trial: (trial) => ({ ...trial, nodeVersion: trial.armId === "docker" ? "22.18.0" : "24.21.0" }),
  });
  assert.equal(nodes(told), "24.21.0 and 22.18.0");
  const run = unobservedRun();
  assert.equal(nodes(run), `${run.environment.nodeVersion}, not observed of external`);
  const alone = { ...run, plan: { ...run.plan, arms: run.plan.arms.slice(1) } };
  assert.equal(nodes(alone), "not observed");
  const facts = new Map(environmentFacts(alone, alone.plan.arms, alone.trials));
  assert.match(facts.get("Node.js of the app") ?? "", /^not observed; the above runs Broadside/);
});
