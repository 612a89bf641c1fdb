import { createServer } from "node:http";

let served = 0;
createServer((_request, response) => {
  response.statusCode = ++served % 20 === 0 ? 500 : 200;
  response.end("an answer\n");
}).listen(8080);
