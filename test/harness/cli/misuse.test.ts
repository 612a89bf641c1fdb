import { after, describe, test } from "node:test";
import { oldestNode } from "../../support/nodes.ts";
import { testAppPath } from "../../support/boot-target.ts";
import { assertRefused, bad, type Case } from "../../support/refused.ts";
import { startResident } from "../../support/resident.ts";

const badNumbers: readonly (readonly [option: string, values: readonly string[]])[] = [
  ["workers", ["0", "1.5", "abc", "-1", "1,1", "257"]],
  ["connections", ["0", "1e3", "10001"]],
  ["generators", ["0", "two", "65"]],
  ["blocks", ["0", "2.5", "501"]],
  ["seed", ["-1", "x", "2147483648"]],
  ["duration", ["0", "5x", "-3s", "200ms", "2h"]],
  ["warmup", ["soon", "3601"]],
  ["boot-timeout", ["0", "never"]],
  ["timeout", ["0", "601"]],
  ["time", ["soon", "9s"]],
  ["app-port", ["0", "http"]],
  ["expect-status", ["99", "ok"]],
  ["external-timeout", ["soon"]],
];

const plain = testAppPath("plain.js");

const misuse: readonly Case[] = [
  bad("an unknown scenario", ["--scenario", "cpu"], /there is no scenario called "cpu"/, /cpu-report, mixed/),
  bad("an unknown target", ["--targets", "single,clutser"], /there is no strategy called "clutser"/, /cluster-os/),
  bad("no target at all", ["--targets", ""], /there is no strategy called ""/, /single/),
  bad("a target named twice", ["--targets", "single,single"], /names single twice/),
  bad(
    "a target named twice, once with its default balancer",
    ["--targets", "reverse-proxy,reverse-proxy:least-connections"],
    /names reverse-proxy:least-connections twice/,
  ),
  bad(
    "two balancers in one target",
    ["--targets", "reverse-proxy:round-robin:least-connections"],
    /has both round-robin and least-connections/,
    /reverse-proxy:round-robin,reverse-proxy:least-connections/,
  ),
  bad("an unknown balancer", ["--targets", "reverse-proxy:fast"], /reverse-proxy has no option "fast"/, /round-robin/),
  bad(
    "an image with a tag among a target's options",
    ["--targets", "docker:front=nginx:image=node:22"],
    /docker has no option "22"/,
    /as a separate option: docker:front=nginx --image node:22$/,
  ),
  bad("a balancer where there is none", ["--targets", "single:fast"], /single has no option "fast"/, /has no options/),
  ...badNumbers.flatMap(([option, values]) =>
    values.map((value) =>
      bad(
        `--${option} ${value}`,
        ["--app", plain, `--${option}`, value],
        new RegExp(`--${option} is "${value.split(",")[0]}`),
        /It takes/,
      ),
    ),
  ),
  bad(
    "more generators than connections",
    ["--app", plain, "--connections", "3", "--generators", "4"],
    /--generators is 4, but there are only 3 connections/,
    /fewer --generators/,
  ),
  bad(
    "more generators than connections of a search",
    ["capacity", "--slo", "p99<1s", "--connections", "3", "--generators", "4"],
    /--generators is 4, but there are only 3 connections/,
  ),
  bad("an output folder without a name", ["--out", ""], /--out is empty/, /takes a file or a folder/),
  bad("a folder to resume without a name", ["--resume", ""], /--resume is empty/, /takes a file or a folder/),
  bad("an app that is not there", ["--app", "./nowhere.js"], /--app \.\/nowhere\.js: no such file/, /Name the script/),
  bad("a path that does not start with a slash", ["--app", plain, "--path", "orders"], /--path is "orders"/, /slash/),
  bad("--path without --app", ["--path", "/orders"], /--path needs --app/),
  bad("--body without --app", ["--body", "{}"], /--body needs --app/),
  bad("a method that is none", ["--app", plain, "--method", "post it"], /--method is "post it"/, /such as GET/),
  bad("--env without --app", ["--env", "A=1"], /--env needs --app/),
  bad("arguments of an app without --app", ["list", "--", "a"], /"--" needs --app/),
  bad("--pool-variable without --app", ["--pool-variable", "N"], /--pool-variable needs --app/),
  bad(
    "a pool variable that is none",
    ["--app", plain, "--pool-variable", "a b"],
    /--pool-variable is "a b"/,
    /such as/,
  ),
  bad("--app with --scenario", ["--app", plain, "--scenario", "ping"], /--app and --scenario exclude each other/),
  bad(
    "only strategies that do not apply",
    ["--app", plain, "--targets", "worker-threads"],
    /offers no thread pool/,
    /Name another strategy, .*"list"/,
  ),
  bad("a deployment without its URL", ["--targets", "external"], /no --external-url for it/, /--external-url http/),
  bad(
    "a deployment to map",
    ["map", "--targets", "single,external"],
    /external cannot be a target here/,
    /Only run \(without --sweep\) and capacity/,
  ),
  bad(
    "a deployment on another machine",
    ["--external-url", "http://203.0.113.7", "--yes"],
    /http:\/\/203\.0\.113\.7 is not on this machine/,
    /--allow-remote/,
  ),
  bad("an unknown option", ["--fast"], /"run" has no option --fast/, /run --help/),
  bad("an option of another command", ["gate", "--quick"], /"gate" has no option --quick/, /It is an option of run\./),
  bad(
    "a gate of no app of one's own",
    ["gate", "--base", "main"],
    /belongs to Broadside, not to this project/,
    /--app \.\/server\.js/,
  ),
  bad("the same by name", ["gate", "--base", "main", "--scenario", "ping"], /the scenario ping, whose app belongs/),
  bad("an option with a slip", ["--worker", "2"], /"run" has no option --worker/, /Did you mean --workers\?/),
  bad("the same of another command", ["gate", "--tolerence", "3%"], /no option --tolerence/, /mean --tolerance\?/),
  bad("a command with a slip", ["capacty"], /there is no command "capacty"/, /Did you mean capacity\? Commands:/),
  bad("an action with a slip", ["baseline", "chek"], /"baseline chek"/, /Did you mean baseline check\?/),
  bad("an option given twice", ["--blocks", "3", "--blocks", "4"], /--blocks is given more than once/, /once/),
  bad(
    "a value of what is on or off",
    ["--until-resolved=no"],
    /--until-resolved takes no value, but was given "no"/,
    /alone/,
  ),
  bad("the same of another command", ["list", "--json="], /--json takes no value, but was given ""/),
  bad(
    "a text of several lines, which may be, of an app that is not there",
    ["--app", "./nowhere.js", "--expect-text", "a\nb"],
    /--app \.\/nowhere\.js: no such file/,
  ),
  bad(
    "an unknown command",
    ["repot", "results"],
    /there is no command "repot"/,
    /^.*Did you mean report\? Commands: run, .*report, .*--app/,
  ),
  bad("a word too many", ["serve", "single", "twice"], /"serve" takes no further argument "twice"/, /serve --help/),
  bad("baseline alone", ["baseline"], /"baseline" needs save, show or check/, /baseline --help/),
  bad(
    "baseline of no known kind",
    ["baseline", "frob", "x"],
    /"baseline frob"/,
    /^ *Commands: baseline save, baseline show/,
  ),
  bad("baseline save without a folder", ["baseline", "save"], /"baseline save" needs the folder of a run/),
  bad(
    "the folder of a run before the file of its baseline",
    ["baseline", "check", ".", plain],
    /\. is a folder, and .* is none/,
    /The file of the baseline comes first/,
  ),
  bad("an option without its value", ["--blocks"], /Not enough arguments following: blocks/, /--help/),
  bad("a load of no known form", ["--load", "bursts"], /--load is "bursts"/, /open:200/),
  bad("a load without requests", ["--load", "open:0"], /--load is "open:0"/, /above 0/),
  bad("arrivals in a closed loop", ["--arrivals", "even"], /--arrivals needs an open load/, /--load open:200/),
  bad("a map at several worker counts", ["map", "--workers", "1,2"], /--workers is "1,2"/, /one worker count/),
  bad("a map of a number of connections twice", ["map", "-c", "4,4"], /--connections is "4,4"/, /each number once/),
  bad(
    "a map of one path twice",
    ["map", "--app", plain, "--path", "/a", "--path", "/a"],
    /--path \/a is given twice/,
    /Give each once/,
  ),
  bad("a map of a path that is none", ["map", "--app", plain, "--path", "/a", "--path", "b"], /--path is "b"/),
  bad(
    "a path given twice to a run",
    ["--app", plain, "--path", "/a", "--path", "/b"],
    /--path is given more than once/,
  ),
  bad("a map that is not there", ["map", "--resume", "/nowhere"], /\/nowhere does not exist/, /folder of a map/),
  bad("capacity without an objective", ["capacity"], /capacity needs an objective/, /--slo 'p99<100ms'/),
  ...[
    "p99",
    "p99<",
    "p99<0ms",
    "p99<20s",
    "p99<100",
    "throughput>100",
    "p99>5ms",
    "p99=5ms",
    "errors<0",
    "errors<=150%",
    "p99<1s,errors<1%",
  ].map((slo) => bad(`the objective ${slo}`, ["capacity", "--slo", slo], /--slo is "/)),
  bad(
    "no trial to confirm with",
    ["capacity", "--slo", "p99<1s", "--confirm", "0"],
    /--confirm is "0"/,
    /from 1 to 100/,
  ),
  bad(
    "arrivals of no known kind",
    ["capacity", "--slo", "p99<1s", "--arrivals", "bursty"],
    /--arrivals is "bursty"/,
    /It takes poisson or even/,
  ),
  bad(
    "a capacity search that is not there",
    ["capacity", "--resume", "/nowhere"],
    /\/nowhere does not exist/,
    /folder of a capacity search/,
  ),
  bad(
    "an option that a saved search has decided",
    ["capacity", "--resume", "/nowhere", "--slo", "p99<1s"],
    /--slo cannot be changed/,
  ),
  bad("report without a folder", ["report"], /"report" needs the folder of a run/, /report results\//),
  bad("report of a folder that is not there", ["report", "./nowhere"], /nowhere does not exist/, /folder of a run/),
  bad("report of a folder without a run", ["report", "/proc/self"], /holds no run\.json/),
  bad("resume of a folder that is not there", ["--resume", "./nowhere"], /nowhere does not exist/),
  bad(
    "--resume with an option of the plan",
    ["--resume", ".", "--blocks", "3"],
    /--blocks cannot be changed/,
    /Leave --blocks out/,
  ),
  bad("serve of an unknown strategy", ["serve", "swarm"], /there is no strategy called "swarm"/, /cluster-os/),
  bad("serve without a strategy", ["serve"], /"serve" needs the name of a strategy/, /serve single/),
  bad("serve with --pool-variable alone", ["serve", "single", "--pool-variable", "N"], /needs --app/),
  bad(
    "serve on several versions of Node.js",
    ["serve", "single", "--node", `${oldestNode.binary},${process.execPath}`],
    /--node is "/,
    /name one version/,
  ),
  bad("serve on a port that is none", ["serve", "single", "--port", "70000"], /--port is "70000"/, /It takes/),
  bad(
    "serve with several worker counts",
    ["serve", "cluster-os", "--workers", "1,2"],
    /--workers is "1,2"/,
    /one number/,
  ),
];

describe("misuse is answered with one sentence and a hint, exit code 2, and leaves nothing", () => {
  const { broadside: run, stop } = startResident();
  after(stop);
  for (const each of misuse) {
    test(each.title, async (t) => {
      const found = new RegExp(`^broadside: [^\\n]*${each.found.source}[^\\n]*$`);
      await assertRefused(t, { ...each, found }, { run });
    });
  }
});
