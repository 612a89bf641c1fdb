import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { relative } from "node:path";
import { describe, it, test } from "node:test";
import { chooseNodes, onEachNode, refuseOtherNodes } from "../../../harness/cli/choose/nodes.ts";
import type { Arm } from "../../../harness/model/index.ts";
import { testAppPath } from "../../support/boot-target.ts";
import { middleNode, nodesFolder, oldestNode, ownNode, tooOldNode } from "../../support/nodes.ts";
import { unobserved } from "../../support/unobserved.ts";

describe("--node", () => {
  it("takes versions, told in part or whole, and paths, in the order in which they are named", () => {
    const path = relative(nodesFolder, middleNode.binary);
    const chosen = chooseNodes(`22, ${path},v${ownNode.version}`, undefined, nodesFolder);
    assert.deepEqual(
      chosen.map((node) => ({ version: node.version, binary: realpathSync(node.path) })),
      [oldestNode, middleNode, { ...ownNode, binary: realpathSync(ownNode.binary) }],
    );
  });

  const refusals: readonly (readonly [what: string, given: string, found: RegExp, hint: RegExp])[] = [
    [
      "a version that is not there",
      "99.1",
      /Node\.js 99\.1 was not found .*22\.18\.0/,
      /npm install --save-dev node-99\.1@npm:node@99\.1/,
    ],
    ["a version that is too old", "20", /Node\.js 20 is too old/, /22\.18 or newer/],
    ["a minor version that is too old", "22.17", /Node\.js 22\.17 is too old/, /22\.18 or newer/],
    ["a program that is too old", tooOldNode.binary, /Node\.js 20\.20\.2 is too old/, /22\.18 or newer/],
    ["the same version twice", "22,22.18.0", /names Node\.js 22\.18\.0 twice/, /once/],
    ["nothing", "", /--node is ""/, /comma-separated/],
    ["nothing between commas", "22,,24", /--node is "22,,24"/, /comma-separated/],
    ["a word", "newest", /newest: this program cannot be run \(ENOENT\)/, /a version, such as 24/],
    [
      "a file that is not executable",
      testAppPath("plain.js"),
      /plain\.js: this program .*\(EACCES\)/,
      /a path to the binary/,
    ],
    ["a program that is not Node.js", "/bin/ls", /\/bin\/ls is not Node\.js: .* "ls [^\n]*"$/, /a path to the binary/],
  ];
  for (const [what, given, message, hint] of refusals) {
    it(`refuses ${what}`, () => {
      assert.throws(() => chooseNodes(given, undefined, nodesFolder), { code: "bad-option", message, hint });
    });
  }
});

function armOn(version: string, path: string): Arm {
  return {
    id: `single@${version}`,
    strategy: "single",
    options: {},
    workers: 1,
    load: { kind: "closed", connections: 1, connectionMode: "keep-alive", timeoutSeconds: 1 },
    node: { version, path },
  };
}

test("a deployment or an image is measured once, whatever versions are named, and with no app --node is refused", () => {
  const app = { strategy: "single", options: {}, workers: 1 };
  const deployed = { strategy: "external", options: {}, workers: null, deployment: unobserved };
  const inImage = { strategy: "docker", options: { image: "image=shop" }, workers: 2 };
  const nodes = [oldestNode, middleNode].map(({ version, binary }) => ({ version, path: binary }));
  const { arms } = onEachNode({ arms: [app, deployed, inImage], notApplicable: [] }, nodes);
  assert.deepEqual(
    arms.map(({ strategy, node }) => [strategy, node?.version]),
    [
      ["single", oldestNode.version],
      ["single", middleNode.version],
      ["external", undefined],
      ["docker", undefined],
    ],
  );
  assert.throws(() => onEachNode({ arms: [deployed], notApplicable: [] }, nodes), { message: /there is no app/ });
});

test("what was begun with a Node.js that is no longer there is not gone on with", () => {
  refuseOtherNodes("results/a", [armOn("22.18.0", oldestNode.binary), armOn("24.21.0", middleNode.binary)]);
  assert.throws(() => refuseOtherNodes("results/a", [armOn("22.18.1", oldestNode.binary)]), {
    code: "run-foreign",
    message: /started with Node\.js 22\.18\.1, but .* is now Node\.js 22\.18\.0/,
  });
  assert.throws(() => refuseOtherNodes("results/a", [armOn("22.18.0", "/nowhere/node")]), {
    message: /\/nowhere\/node is now not Node\.js/,
  });
});
