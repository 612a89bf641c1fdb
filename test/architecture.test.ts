import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { matchesGlob } from "node:path";
import { describe, it } from "node:test";
import packageJson from "../package.json" with { type: "json" };
import {
  findBanned,
  findCycles,
  findImportBreaches,
  findOrphans,
  findPackageBreaches,
  holds,
  readSources,
  type Ban,
  type Room,
  type Sources,
} from "./support/architecture.ts";

const model = "harness/model/";
const errors = "harness/errors.ts";
const units = "harness/units.ts";
const commandLine = "harness/command-line.ts";
const secrets = "harness/secrets.ts";
const systemHints = "harness/system-hints.ts";
const inherited = "harness/inherited.ts";
const packageFile = "harness/package-json.ts";
const start = "harness/start/";
const answers = "harness/answers/";
const files = "harness/files.ts";
const histogram = "harness/analysis/histogram.ts";
const protocol = "targets/protocol.ts";
const entry = "harness/index.ts";

/** The command line as `build.js` leaves it, which the clone's own command prefers. */
const built = "dist/harness/cli/main.js";

const analysis = "harness/analysis/";
const history = "harness/history/";
const experiment = "harness/experiments/experiment.ts";
const blocks = "harness/experiments/blocks.ts";
const ownAnalysis = "harness/experiments/*/analysis/";
const ownModel = "harness/experiments/*/model.ts";
const ownResult = "harness/experiments/*/result.ts";
const modelsOfHistory = "harness/history/*/model.ts";

/** What an analysis is made of. */
const ofAnalysis = [
  model,
  errors,
  units,
  secrets,
  systemHints,
  answers,
  "harness/stats/",
  "harness/plan.ts",
  "harness/course.ts",
  histogram,
];

/** What puts together an experiment, or something that is asked of saved runs: all that is of none of them. */
const shared = [
  ...ofAnalysis,
  analysis,
  commandLine,
  inherited,
  packageFile,
  files,
  "harness/cli/",
  "harness/conduct/",
  "harness/execute/",
  "harness/load/",
  "harness/observe/",
  "harness/process/",
  "harness/store/",
  "reports/",
  "scenarios/",
  "targets/",
];

/** What all experiments share. */
const ofExperiments = [experiment, blocks, "harness/experiments/kind.ts"];

const report = {
  modules: [model, units, commandLine, secrets, "reports/"],
  packages: ["vega", "vega-lite", "csv-stringify"],
  node: ["util"],
} as const;

/** Who may import what. Files of one row may import each other. */
const rooms: readonly Room[] = [
  { of: "build.js", modules: ["harness/cli/source-hash.js"], packages: [], node: ["fs", "module", "path"] },
  { of: "scenarios/app/", modules: [], packages: ["piscina"], node: "any" },
  { of: "scenarios/", modules: [], types: [model], packages: [], node: ["path", "url"] },
  {
    of: "targets/",
    modules: ["targets/proxy/balancers.ts", "targets/proxy/limits.ts"],
    types: [model],
    packages: [],
    node: "any",
  },
  { of: "targets/deployment-host.ts", modules: ["targets/", secrets, "reports/text.ts"], packages: [], node: [] },
  { of: "targets/proxy/", modules: [], packages: ["undici"], node: "any" },
  {
    of: "targets/inside/",
    modules: [protocol, "targets/node-options.ts", "targets/socket-path.ts"],
    packages: [],
    node: "any",
  },
  { of: model, modules: [], packages: [], node: [] },
  { of: errors, modules: [model], packages: [], node: [] },
  { of: units, modules: [model], packages: [], node: [] },
  { of: commandLine, modules: [], packages: [], node: [] },
  { of: secrets, modules: [commandLine], packages: [], node: [] },
  { of: systemHints, modules: [], packages: [], node: [] },
  { of: inherited, modules: [], packages: [], node: [] },
  { of: packageFile, modules: [], packages: [], node: ["fs"] },
  { of: files, modules: [], packages: [], node: ["fs"] },
  { of: "harness/stats/", modules: [], packages: ["simple-statistics"], node: [] },
  { of: "harness/plan.ts", modules: [model, errors, units, "harness/stats/"], packages: [], node: [] },
  { of: "harness/course.ts", modules: [model, "harness/plan.ts"], packages: [], node: [] },
  { of: analysis, modules: ofAnalysis, packages: [], node: [] },
  { of: histogram, modules: [model, errors], packages: ["hdr-histogram-js"], node: [] },
  { of: answers, modules: [model], packages: [], node: [] },
  {
    of: "harness/load/",
    modules: [model, errors, systemHints, "harness/stats/"],
    packages: ["autocannon", "hdr-histogram-js", "http-parser-js"],
    node: "any",
  },
  {
    of: "harness/observe/",
    modules: [model, errors, packageFile, systemHints],
    packages: ["systeminformation"],
    node: "any",
  },
  { of: "harness/store/", modules: [model, errors, files, systemHints], packages: ["zod"], node: "any" },
  { of: "harness/config.ts", modules: [], packages: [], node: [] },
  {
    of: "harness/configuration/",
    modules: [errors, "harness/config.ts", "harness/load/request-parts.ts", "harness/store/structure.ts"],
    packages: ["zod"],
    node: "any",
  },
  {
    of: start,
    modules: [
      model,
      errors,
      commandLine,
      secrets,
      inherited,
      packageFile,
      files,
      "targets/valued-options.ts",
      "targets/node-options.ts",
    ],
    packages: [],
    node: "any",
  },
  { of: "harness/init/", modules: [errors, files, start], packages: [], node: "any" },
  {
    of: "harness/process/",
    modules: [
      model,
      errors,
      units,
      commandLine,
      secrets,
      inherited,
      systemHints,
      "harness/observe/",
      protocol,
      "targets/default-env.ts",
      "targets/node-options.ts",
      "targets/place.ts",
    ],
    packages: [],
    node: "any",
  },
  {
    of: "harness/execute/",
    modules: [
      model,
      errors,
      units,
      answers,
      secrets,
      "harness/course.ts",
      "harness/load/",
      "harness/observe/",
      "harness/process/",
      protocol,
    ],
    packages: [],
    node: "any",
  },
  { of: experiment, modules: [model], packages: [], node: [] },
  { of: blocks, modules: [model, "harness/course.ts", experiment], packages: [], node: [] },
  { of: "harness/experiments/kind.ts", modules: [], types: ["harness/cli/"], packages: [], node: [] },
  {
    of: "harness/experiments/index.ts",
    modules: ["harness/experiments/kind.ts", "harness/experiments/*/index.ts"],
    packages: [],
    node: [],
  },
  {
    of: "harness/experiments/*/",
    modules: [...shared, ...ofExperiments, history, "harness/experiments/*/"],
    packages: ["yargs", "zod"],
    node: "any",
  },
  { of: ownModel, modules: [model], packages: [], node: [] },
  { of: ownResult, modules: [model], packages: [], node: [] },
  {
    of: "harness/experiments/*/schedule.ts",
    modules: [model, ownModel, experiment, ownAnalysis],
    packages: [],
    node: [],
  },
  { of: ownAnalysis, modules: [...ofAnalysis, ownModel, ownResult, analysis, history], packages: [], node: [] },
  {
    of: "harness/experiments/*/report/",
    ...report,
    modules: [...report.modules, ownModel],
    types: ["harness/experiments/*/"],
  },
  {
    of: "harness/experiments/gate/checkout/",
    modules: [model, errors, commandLine, inherited, packageFile, files, systemHints, "harness/process/", protocol],
    packages: [],
    node: "any",
  },
  { of: history, modules: [...ofAnalysis, analysis, modelsOfHistory], packages: [], node: [] },
  {
    of: "harness/history/*/",
    modules: [...shared, history, "harness/history/*/"],
    packages: ["yargs", "zod"],
    node: "any",
  },
  { of: modelsOfHistory, modules: [model], packages: [], node: [] },
  {
    of: "harness/history/*/analysis.ts",
    modules: [...ofAnalysis, modelsOfHistory, analysis, history],
    packages: [],
    node: [],
  },
  { of: "harness/history/*/report/", ...report, types: ["harness/history/*/"] },
  {
    of: "harness/conduct/",
    modules: [model, errors, experiment, "harness/execute/", "harness/observe/", "harness/store/"],
    packages: [],
    node: ["fs", "path"],
  },
  { of: entry, modules: ["harness/config.ts"], types: [model], packages: [], node: [] },
  {
    of: "harness/cli/",
    modules: [...shared, start, "harness/config.ts", "harness/configuration/", "harness/init/", ...ofExperiments],
    packages: ["leven", "yargs"],
    node: "any",
  },
  {
    of: "harness/cli/commands/",
    modules: [
      ...shared,
      "harness/configuration/",
      "harness/init/",
      "harness/experiments/index.ts",
      "harness/history/*/index.ts",
    ],
    packages: [],
    node: "any",
  },
  { of: "harness/cli/broadside.js", modules: ["harness/cli/", built], packages: [], node: [] },
  {
    of: "reports/",
    modules: [model, units, commandLine, secrets],
    packages: ["vega", "vega-lite", "csv-stringify"],
    node: ["util"],
  },
];

/** A row of the table in CONTRIBUTING: who, and what it may import beside its own files. */
function rowOf({ of, modules, types = [], packages, node }: Room): readonly [string, string] {
  const parts = [
    ...modules.filter((module) => module !== of).map(asCode),
    ...types.map((type) => `types of ${asCode(type)}`),
    ...packages,
    ...(node === "any" ? ["Node.js"] : node.map((module) => asCode(`node:${module}`))),
  ];
  return [asCode(of), parts.length === 0 ? "nothing" : parts.join(", ")];
}

function asCode(name: string): string {
  return `\`${name}\``;
}

/** They find and run the user's own PM2, or find and load what the user wrote. */
const computedImports = [
  "harness/configuration/reader.ts",
  "harness/start/pnp-reader.ts",
  "harness/start/in-process.ts",
  "harness/start/script-file.ts",
  "targets/pm2.ts",
  "targets/inside/pm2.ts",
];

/** What is started by its path rather than imported: commands, child processes, and threads. */
const childProcesses = [
  "harness/start/pnp-reader.ts",
  "harness/configuration/reader.ts",
  "harness/load/generator.ts",
  "harness/load/metronome-thread.ts",
  "targets/host.ts",
  "targets/docker/look.ts",
  "targets/inside/pm2.ts",
  "targets/deployment-host.ts",
  "targets/inside/first.ts",
  "targets/inside/primary.ts",
  "targets/inside/program.ts",
  "targets/inside/threads.ts",
  "targets/proxy/proxy.ts",
  "scenarios/app/server.ts",
  "scenarios/app/upstream.ts",
];
const entries = ["build.js", "harness/cli/broadside.js", entry, ...childProcesses];

const pure = [
  "harness/model/",
  "harness/stats/",
  "harness/plan.ts",
  "harness/course.ts",
  analysis,
  experiment,
  blocks,
  "harness/experiments/*/schedule.ts",
  ownModel,
  ownResult,
  ownAnalysis,
  "harness/experiments/*/report/",
  "harness/history/*.ts",
  "harness/history/*/analysis.ts",
  "harness/history/*/report/",
  units,
  "reports/",
];
const processMember =
  "env|argv|cwd|pid|platform|exit|std(?:in|out|err)|hrtime|uptime|(?:memory|cpu)Usage|on|once|nextTick";

const bans: readonly Ban[] = [
  {
    what: "ends its process",
    pattern: /(?<!\. )\bprocess (?:\? )?(?:\. exit\b|\[ "exit")/,
    except: [
      "harness/cli/",
      "harness/load/generator.ts",
      "targets/host.ts",
      "targets/deployment-host.ts",
      "targets/inside/",
      "scenarios/app/",
    ],
  },
  { what: "prints by console", pattern: /(?<!\. )\bconsole (?:\? )?[.[]/, except: ["scenarios/app/"] },
  { what: "starts a shell", pattern: /\bshell"? : true\b/, except: [] },
  {
    what: "runs a command line",
    pattern:
      /(?<!\. )\bexec(?:Sync)? \(|\bimport (?:\{[^}]* (?:exec|execSync) [^}]*\}|[^{"]*) from "node:child_process"/,
    except: [],
  },
  {
    what: "depends on its process",
    pattern: new RegExp(String.raw`(?<!\. )\bprocess (?:\? )?\. (?:${processMember})\b`),
    within: pure,
    except: [],
  },
  {
    what: "depends on time or chance",
    pattern:
      /\b(?:Date|performance) \. now\b|\bnew Date \( \)|\bMath \. random\b|(?<!\. )\bset(?:Timeout|Interval|Immediate) \(/,
    within: pure,
    except: [],
  },
];

describe("the source tree", () => {
  const sources = readSources(new URL("../", import.meta.url));

  it("is found", () => {
    for (const path of entries) assert.ok(sources.has(path), path);
  });

  it("imports only what each folder may", () => {
    assert.deepEqual(findImportBreaches(sources, rooms, computedImports), []);
  });

  it("is told so in CONTRIBUTING, folder by folder", () => {
    const path = new URL("../CONTRIBUTING.md", import.meta.url);
    const text = readFileSync(path, "utf8");
    const [, head = "", table = ""] = /(\n\| from +\|.*\n\| -+ \|.*\n)((?:\|.*\n)+)/.exec(text) ?? [];
    const rows = rooms.map(rowOf);
    if (process.env["UPDATE_GOLDEN"] === "1") {
      writeFileSync(path, text.replace(head + table, head + rows.map(([of, may]) => `| ${of} | ${may} |\n`).join("")));
      return;
    }
    const cells = table
      .trimEnd()
      .split("\n")
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    assert.deepEqual(cells, rows, "UPDATE_GOLDEN=1 writes it; npm run format puts it in form");
  });

  it("has no cycle of imports", () => {
    assert.deepEqual(findCycles(sources), []);
  });

  it("has no module that nothing uses, such as a strategy, scenario or reporter that is in no index", () => {
    assert.deepEqual(findOrphans(sources, entries), []);
  });

  it("imports every package that it depends on, and depends on every package that it imports", () => {
    assert.deepEqual(findPackageBreaches(sources, Object.keys(packageJson.dependencies)), []);
  });

  it("ends processes, prints, and starts commands only where it may", () => {
    assert.deepEqual(findBanned(sources, bans), []);
  });

  it("has a rule for nothing that is not there", () => {
    const paths = [...sources.keys()];
    const places = [...rooms.map(({ of }) => of), ...bans.flatMap(({ except }) => except), ...pure, ...computedImports];
    const empty = places.filter((place) => !paths.some((path) => holds(place, path) || path.startsWith(place)));
    assert.deepEqual(empty, []);
  });
});

function one(path: string, source: string): Sources {
  return new Map([[path, source]]);
}

describe("the rule for imports", () => {
  const breaches: readonly (readonly [promise: string, path: string, from: string])[] = [
    ["the sample app is an ordinary server", "scenarios/app/server.ts", "../../harness/units.ts"],
    ["the sample app does not know the scenarios", "scenarios/app/server.ts", "../standard.ts"],
    ["scenarios do no I/O", "scenarios/ping.ts", "node:fs"],
    ["scenarios know nothing of strategies", "scenarios/ping.ts", "../targets/index.ts"],
    ["targets know nothing of the harness", "targets/single.ts", "../harness/model/index.ts"],
    ["undici is the proxy's alone", "targets/single.ts", "undici"],
    ["what is preloaded brings no strategy along", "targets/inside/probe.ts", "../strategy.ts"],
    ["what is preloaded brings no package along", "targets/inside/probe.ts", "hdr-histogram-js"],
    ["the model stands alone", "harness/model/run.ts", "../units.ts"],
    ["the model knows no package", "harness/model/run.ts", "zod"],
    ["the catalogue of errors knows the model at most", "harness/errors.ts", "./store/run-store.ts"],
    ["units are pure", "harness/units.ts", "node:util"],
    ["statistics take numbers and return numbers", "harness/stats/holm.ts", "../model/index.ts"],
    ["statistics use one library", "harness/stats/holm.ts", "ml-matrix"],
    ["plans are pure", "harness/plan.ts", "node:os"],
    ["plans do not start anything", "harness/plan.ts", "./process/target.ts"],
    ["the analysis does no I/O", "harness/analysis/index.ts", "node:fs"],
    ["only one file of the analysis decodes histograms", "harness/analysis/latency.ts", "hdr-histogram-js"],
    ["the load does not know the target", "harness/load/closed.ts", "../process/target.ts"],
    ["autocannon is the load's alone", "harness/execute/trial.ts", "autocannon"],
    ["observing does not know the target", "harness/observe/proc.ts", "../../targets/protocol.ts"],
    ["the store does not analyse", "harness/store/run-store.ts", "../analysis/index.ts"],
    ["processes are started without knowing strategies", "harness/process/target.ts", "../../targets/index.ts"],
    ["executing knows no reports", "harness/execute/first-look.ts", "../../reports/index.ts"],
    ["an experiment does not save", "harness/experiments/blocks.ts", "../store/run-store.ts"],
    ["an experiment does not measure", "harness/experiments/blocks.ts", "../execute/trial.ts"],
    ["the loop knows no kind of experiment", "harness/conduct/measure.ts", "../experiments/run/command.ts"],
    ["an experiment knows no other", "harness/experiments/map/command.ts", "../capacity/plan.ts"],
    ["an experiment's analysis does no I/O", "harness/experiments/map/analysis/index.ts", "../store.ts"],
    ["an experiment's report computes nothing", "harness/experiments/gate/report/json.ts", "../analysis/rule.ts"],
    ["the command line knows no experiment", "harness/cli/progress.ts", "../experiments/capacity/progress.ts"],
    ["experiments are known by their entry", "harness/cli/commands/report.ts", "../../experiments/gate/publish.ts"],
    ["what is asked of saved runs knows no experiment", "harness/history/series.ts", "../experiments/gate/plan.ts"],
    ["executing does not save", "harness/execute/first-look.ts", "../store/run-store.ts"],
    ["reports compute nothing", "reports/csv.ts", "../harness/analysis/metrics.ts"],
    ["reports do no I/O", "reports/csv.ts", "node:fs"],
    ["nothing but the command line knows the command line", "harness/execute/first-look.ts", "../cli/progress.ts"],
    ["yargs is the command line's alone", "harness/plan.ts", "yargs"],
    ["the product does not need its tests", "harness/cli/main.ts", "../../test/support/shares.ts"],
  ];

  for (const [promise, path, from] of breaches) {
    it(`bites: ${promise}`, () => {
      for (const source of [`import { a } from "${from}";`, `const a = await import("${from}");`]) {
        assert.deepEqual(findImportBreaches(one(path, source), rooms, []), [`${path} may not import ${from}`]);
      }
    });
  }

  it("bites: scenarios take types alone from the model", () => {
    const from = "../harness/model/index.ts";
    const path = "scenarios/ping.ts";
    assert.deepEqual(findImportBreaches(one(path, `import type { A } from "${from}";`), rooms, []), []);
    assert.equal(findImportBreaches(one(path, `import { a } from "${from}";`), rooms, []).length, 1);
  });

  it("bites: every file is somewhere that has a rule", () => {
    assert.equal(findImportBreaches(one("utilities/text.ts", ""), rooms, []).length, 1);
    assert.equal(findImportBreaches(one("harness/helpers.ts", ""), rooms, []).length, 1);
  });

  it("bites: an import can be read from the source", () => {
    assert.equal(findImportBreaches(one("harness/cli/main.ts", "await import(name);"), rooms, []).length, 1);
  });
});

describe("the rule for modules", () => {
  it("bites: imports do not lead back", () => {
    const sources = new Map([
      ["a.ts", 'import "./b/c.ts";'],
      ["b/c.ts", 'import type { D } from "./d.ts";'],
      ["b/d.ts", 'export * from "../a.ts";'],
      ["e.ts", 'import "./a.ts";'],
    ]);
    assert.deepEqual(findCycles(sources), ["a.ts → b/c.ts → b/d.ts → a.ts"]);
  });

  it("allows two ways to the same module", () => {
    const sources = new Map([
      ["a.ts", 'import "./b.ts"; import "./c.ts";'],
      ["b.ts", 'import "./c.ts";'],
      ["c.ts", ""],
    ]);
    assert.deepEqual(findCycles(sources), []);
  });

  it("bites: every module is reached from an entry", () => {
    const sources = new Map([
      ["main.ts", 'const { a } = await import("./a.ts");'],
      ["a.ts", 'export { b } from "./b.ts";'],
      ["b.ts", ""],
      ["forgotten.ts", 'import "./b.ts";'],
    ]);
    assert.deepEqual(findOrphans(sources, ["main.ts"]), ["forgotten.ts"]);
  });

  it("bites: packages are dependencies, and dependencies are used", () => {
    const sources = one("a.ts", 'import "yargs"; import "csv-stringify/sync"; import "@scope/a/b"; import "node:fs";');
    assert.deepEqual(findPackageBreaches(sources, ["csv-stringify", "@scope/a", "zod"]), [
      "yargs is not a dependency",
      "zod is never imported",
    ]);
  });
});

describe("the rule for what code may do", () => {
  const breaches: readonly (readonly [what: string, path: string, source: string])[] = [
    ["ends its process", "harness/execute/first-look.ts", "process.exit(1);"],
    ["ends its process", "harness/store/run-store.ts", "process?.exit();"],
    ["ends its process", "targets/children.ts", 'process["exit"](1);'],
    ["prints by console", "harness/cli/main.ts", 'console.log("a");'],
    ["starts a shell", "targets/children.ts", 'spawn("a", { shell: true });'],
    ["starts a shell", "targets/children.ts", 'spawn("a", { "shell": true });'],
    ["runs a command line", "targets/children.ts", 'execSync("rm -rf a");'],
    ["runs a command line", "targets/children.ts", 'import { fork, exec as run } from "node:child_process";'],
    ["runs a command line", "targets/children.ts", 'import * as children from "node:child_process";'],
    ["runs a command line", "targets/children.ts", 'import children from "node:child_process";'],
    ["depends on its process", "harness/analysis/index.ts", 'const a = process.env["A"];'],
    ["depends on its process", "reports/csv.ts", "const a = process.stdout.columns;"],
    ["depends on time or chance", "harness/plan.ts", "const seed = Math.random();"],
    ["depends on time or chance", "harness/stats/random.ts", "const seed = Date.now();"],
    ["depends on time or chance", "reports/html/page.ts", "const now = new Date();"],
  ];

  for (const [what, path, source] of breaches) {
    it(`bites: ${path} ${what} by ${source}`, () => {
      assert.deepEqual(findBanned(one(path, source), bans), [`${path} ${what}`]);
    });
  }

  it("allows what only looks like it", () => {
    const harmless = [
      'import { spawn, type ChildProcess } from "node:child_process"; import { a } from "./exec.ts";',
      'const found = /a/.exec("b"); // process.exit(1) and console.log("a")',
      'const text = "process.exit(1)"; const other = `console.log(1)`;',
      "const pids = processes.map((process) => process.role); const a = terminal.console.log;",
      "spawn(a, { shell: false });",
    ];
    for (const source of harmless) assert.deepEqual(findBanned(one("harness/analysis/index.ts", source), bans), []);
  });

  it("lets processes of their own end themselves", () => {
    for (const path of ["harness/cli/main.ts", "targets/host.ts", "targets/inside/channel.ts"]) {
      assert.deepEqual(findBanned(one(path, "process.exit(1);"), bans), []);
    }
  });
});

it("runs whole in test:world what npm test runs representative cells of", () => {
  const withGrid = [...readSources(new URL("./", import.meta.url))].flatMap(([path, source]) =>
    path.endsWith(".test.ts") && /from "(?:\.\.?\/)+support\/grid\.ts"|\bhostileInGrid\b/.test(source)
      ? [`test/${path}`]
      : [],
  );
  assert.ok(withGrid.length > 0);
  const whole = packageJson.scripts["test:world"].split(" ").map((word) => word.replaceAll("'", ""));
  for (const path of withGrid)
    assert.ok(
      whole.some((pattern) => matchesGlob(path, pattern)),
      path,
    );
});
