/**
 * Another user of the machine, where this can be one: sends each of the bad greetings to each of the abstract sockets
 * named, holds silent connections to it until one of them is ended by the other side, and prints which user it was.
 * Arguments: names of sockets, without the NUL before them.
 */
import { connect, type Socket } from "node:net";

const nobody = 65_534;
const silent = 600;

if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(nobody);
  process.setuid?.(nobody);
}

const greetings = [
  "not JSON\n",
  "\n",
  "null\n",
  '{"type":"hello"}\n',
  '{"type":"hello","token":"guessed","pid":1,"threadId":0,"role":"worker","nodeVersion":"22.0.0"}\n',
  '{"type":"problem","problem":{"kind":"clusters-itself"}}\n',
  '{"type":"listening","scheme":"http","port":1}\n',
  '{"type":"sample","id":1,"sample":{}}\n',
  `${"[".repeat(4_000)}\n`,
  "x".repeat(1_000_000),
];

function ending(socket: Socket): Promise<void> {
  socket.on("error", () => {});
  socket.resume();
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

async function greet(name: string, greeting: string): Promise<void> {
  const socket = connect(`\0${name}`);
  const ended = ending(socket);
  socket.write(greeting);
  await ended;
}

async function flood(name: string): Promise<void> {
  const sockets = Array.from({ length: silent }, () => connect(`\0${name}`));
  await Promise.race(sockets.map(ending));
  for (const socket of sockets) socket.destroy();
}

const names = process.argv.slice(2);
await Promise.all(names.flatMap((name) => greetings.map((greeting) => greet(name, greeting))));
for (const name of names) await flood(name);
process.stdout.write(`${process.getuid?.()}\n`);
