import { chmodSync } from "node:fs";
import { createServer } from "node:http";

// Arguments: the path of a socket for administrators, and which of the two servers listens first.
const [path, first] = process.argv.slice(2);

function listenAtPath() {
  return new Promise((resolve) => {
    const admin = createServer((_request, response) => response.end("admin")).listen(path, () => {
      chmodSync(path, 0o600);
      resolve(admin);
    });
  });
}

function listenAtPort(admin) {
  return new Promise((resolve) => {
    const app = createServer((_request, response) => response.end(JSON.stringify(admin().address())));
    app.listen(3000, () => resolve(app));
  });
}

let admin = null;
if (first === "port-first") await listenAtPort(() => admin);
admin = await listenAtPath();
if (first === "socket-first") await listenAtPort(() => admin);
