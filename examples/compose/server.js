// A service of orders that knows nothing of containers: it listens where PORT says.
import { createServer } from "node:http";

const orders = Array.from({ length: 2_000 }, (_, id) => ({ id, sku: `sku-${(id * 7919) % 500}`, items: (id % 9) + 1 }));

const server = createServer(({ url = "/" }, response) => {
  const [, id] = /^\/orders\/(\d+)$/.exec(url) ?? [];
  const order = id === undefined ? undefined : orders[Number(id)];
  const [status, body] = url === "/health" ? [200, { ok: true }] : order ? [200, order] : [404, { error: "not found" }];
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});

server.listen(Number(process.env.PORT ?? 3000));
process.once("SIGTERM", () => server.close());
