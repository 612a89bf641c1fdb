import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { errorMonitor } from "node:events";
import { Socket } from "node:net";
import { withoutPreload } from "../node-options.ts";
import type { Channel } from "./channel.ts";

/** How much of a command is told, in characters. */
const commandKept = 120;

function member(message: unknown, name: string): unknown {
  return typeof message === "object" && message !== null ? Reflect.get(message, name) : undefined;
}

/**
 * Tells what an app does before it listens, for when it never does: what it connects to, and what it starts. Returns
 * the end of it. Rests on Node's channels `net.client.socket` and `child_process`.
 */
export function reportBeforeListening(channel: Channel): () => void {
  let isOver = false;
  const tell = (kind: "connection" | "program", subject: string, text: string): void => {
    if (!isOver) channel.send({ type: "before-listening", kind, subject, text });
  };

  /** To try again says less than why it failed before. */
  const refused = new Set<string>();
  const onSocket = (message: unknown): void => {
    const socket = member(message, "socket");
    if (!(socket instanceof Socket)) return;
    socket.on("connectionAttempt", (address: string, port: number) => {
      const place = `${address}:${port}`;
      if (!refused.has(place)) tell("connection", place, `was connecting to ${place}`);
      socket.once("connect", () => tell("connection", place, `was connected to ${place}`));
      socket.once(errorMonitor, (error: Error) => {
        const code = "code" in error ? String(error.code) : error.message;
        refused.add(place);
        tell("connection", place, `could not connect to ${place} (${code})`);
      });
    });
  };
  const onProgram = (message: unknown): void => {
    // What it is started with is only set after it is announced.
    process.nextTick(() => {
      const words: unknown = member(member(message, "process"), "spawnargs");
      if (!Array.isArray(words)) return;
      const command = withoutPreload(words.map(String)).join(" ").slice(0, commandKept);
      tell("program", command, `had started "${command}"`);
    });
  };

  subscribe("net.client.socket", onSocket);
  subscribe("child_process", onProgram);
  return () => {
    isOver = true;
    unsubscribe("net.client.socket", onSocket);
    unsubscribe("child_process", onProgram);
  };
}
