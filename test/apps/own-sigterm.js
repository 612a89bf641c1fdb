// Ends in its own way when it is asked to: says so, and exits with a code of its own.
import { createServer } from "node:http";

createServer((_request, response) => response.end("until then\n")).listen(3000);
process.on("SIGTERM", () => {
  process.stdout.write("closing the database\n", () => process.exit(7));
});
