import { createServer } from "node:http";

let served = 0;
createServer((_request, response) => {
  if (++served > 60) throw new Error("out of luck after 60 requests");
  response.end("fine so far\n");
}).listen(3000);
