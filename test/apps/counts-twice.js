// Reports more requests than it gets.
import { channel } from "node:diagnostics_channel";
import { createServer } from "node:http";

const started = channel("http.server.request.start");
createServer((_request, response) => {
  started.publish({});
  response.end("counted twice\n");
}).listen(8080);
