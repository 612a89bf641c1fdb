/**
 * What becomes of connections that wait for a worker of `reuseport` when it ends, in a network of this process's own
 * (`unshare --net`). Argument: `net.ipv4.tcp_migrate_req`. Prints {@link WaitingOutcome} as JSON.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { text } from "node:stream/consumers";
import { startTarget } from "../../harness/process/target.ts";
import { readTcpMigrateReq } from "../../harness/observe/environment.ts";
import { findProgram } from "../../targets/programs.ts";
import { targetSpec, testApp } from "./boot-target.ts";
import { portOf } from "./ports.ts";

export type WaitingOutcome = {
  /** The setting, as a run records it. */
  readonly tcpMigrateReq: boolean | null;
  readonly answered: number;
  readonly reset: number;
};

const connections = 40;

// Nothing is changed where others are: a new network has no interface that is up.
assert.deepEqual(networkInterfaces(), {});
assert.equal(spawnSync(findProgram("ip") ?? "ip", ["link", "set", "lo", "up"], { stdio: "inherit" }).status, 0);
writeFileSync("/proc/sys/net/ipv4/tcp_migrate_req", process.argv[2] ?? "");
const target = await startTarget(targetSpec({ strategy: "reuseport", app: testApp("plain.js") }));
const [ending, staying] = target.processes.filter(({ role }) => role === "worker").map(({ pid }) => pid);
assert.ok(ending !== undefined && staying !== undefined);

// While both are stopped, the kernel connects clients and has them wait.
for (const pid of [ending, staying]) process.kill(pid, "SIGSTOP");
const sockets = Array.from({ length: connections }, () => connect(portOf(target.url), "127.0.0.1"));
await Promise.all(sockets.map((socket) => once(socket, "connect")));
const answers = sockets.map((socket) => {
  socket.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
  return text(socket);
});
process.kill(ending, "SIGKILL");
process.kill(staying, "SIGCONT");
const settled = await Promise.allSettled(answers);
const outcome: WaitingOutcome = {
  tcpMigrateReq: readTcpMigrateReq(),
  answered: settled.filter((one) => one.status === "fulfilled" && one.value.startsWith("HTTP/1.1 200 OK")).length,
  reset: settled.filter((one) => one.status === "rejected" && one.reason.code === "ECONNRESET").length,
};
process.stdout.write(JSON.stringify(outcome));
await target.stop();
