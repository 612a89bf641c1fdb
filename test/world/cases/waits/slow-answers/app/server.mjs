import { createServer } from "node:http";

/** A monthly report: nothing but waiting for a database. */
createServer((_request, response) => void setTimeout(() => response.end("total 7"), 3_000)).listen(0);
