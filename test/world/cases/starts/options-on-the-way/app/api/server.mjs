import { createServer } from "node:http";

const { LEDGER_BANNER = "no banner" } = process.env;
createServer((_, response) => response.end(`${LEDGER_BANNER}, ${globalThis.traced ?? "not traced"}`)).listen(3000);
