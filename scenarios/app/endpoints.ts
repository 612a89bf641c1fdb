import type { Compute } from "./compute.ts";
import { fanOut } from "./fanout.ts";
import { digestFile, fileKib } from "./file.ts";
import { HttpError, integerParameter, json, plain, type Answer } from "./http.ts";
import { salesCount } from "./sales.ts";
import type { Answerer } from "./serve.ts";

type Endpoint = {
  /** How it is called, and what it does: a line of the index. */
  readonly usage: string;
  readonly about: string;
  readonly answer: (query: URLSearchParams) => Answer | Promise<Answer>;
};

/** A report of this size costs about 5 ms of CPU (Node 26, warm, mean of 200 by `process.cpuUsage()`). */
const defaultReportRows = 35_000;

function endpoints(compute: Compute, upstreamUrl: string | undefined): Readonly<Record<string, Endpoint>> {
  return {
    "/ping": { usage: "/ping", about: "next to no work", answer: () => plain(200, "pong") },
    "/report": {
      usage: `/report?rows=${defaultReportRows}`,
      about: "CPU: groups, sorts and sums that many sales",
      answer: async (query) => {
        const range = { fallback: defaultReportRows, least: 1, most: salesCount };
        return json(await compute.report(integerParameter(query, "rows", range)));
      },
    },
    "/fanout": {
      usage: "/fanout?calls=4&delay=20",
      about: "network: calls another service in parallel",
      answer: async (query) => {
        const calls = integerParameter(query, "calls", { fallback: 4, least: 1, most: 64 });
        const delayMillis = integerParameter(query, "delay", { fallback: 20, least: 0, most: 10_000 });
        return json(JSON.stringify(await fanOut(upstreamUrl, calls, delayMillis)));
      },
    },
    "/order": {
      usage: "/order?rows=7000&delay=20",
      about: "network, then CPU: calls another service, then counts sales",
      answer: async (query) => {
        const range = { fallback: 7_000, least: 1, most: salesCount };
        const rows = integerParameter(query, "rows", range);
        const delayMillis = integerParameter(query, "delay", { fallback: 20, least: 0, most: 10_000 });
        await fanOut(upstreamUrl, 1, delayMillis);
        return json(await compute.report(rows));
      },
    },
    "/file": {
      usage: "/file?kb=256",
      about: "libuv's thread pool: reads a file and derives a key from it",
      answer: async (query) => {
        const kib = integerParameter(query, "kb", { fallback: 256, least: 1, most: fileKib });
        return json(JSON.stringify(await digestFile(kib)));
      },
    },
    "/whoami": {
      usage: "/whoami",
      about: "the process and thread that answered",
      answer: async () => json(await compute.identity()),
    },
  };
}

/** The app: its endpoints by path, and at `/` an index of them. */
export function createAnswerer(compute: Compute, upstreamUrl: string | undefined): Answerer {
  const byPath = new Map(Object.entries(endpoints(compute, upstreamUrl)));
  const lines = [...byPath.values()].map(({ usage, about }) => `  ${usage.padEnd(28)}${about}`);
  const index = ["A sample app. It answers:", "", ...lines].join("\n");
  return (path, query) => {
    if (path === "/") return plain(200, index);
    const endpoint = byPath.get(path);
    if (endpoint === undefined) throw new HttpError(404, "There is nothing here. GET / lists what there is.");
    return endpoint.answer(query);
  };
}
