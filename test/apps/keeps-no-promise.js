// A rejection that nobody handles, after it has begun to answer.
import { createServer } from "node:http";

createServer((_request, response) => {
  response.end("so far, so good\n");
  void Promise.reject(new TypeError("the cache has gone away"));
}).listen(3000);
