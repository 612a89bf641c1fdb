const { createServer } = require("node:http");

function work(millis) {
  const end = performance.now() + millis;
  while (performance.now() < end);
}

createServer((_request, response) => {
  work(3);
  response.end("ok");
}).listen(process.env.PORT);
