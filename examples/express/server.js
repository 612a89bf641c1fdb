// A small service of orders: one request that reads, one that searches through all, one that writes.
import express from "express";

const orders = Array.from({ length: 2_000 }, (_, id) => ({ id, sku: `sku-${(id * 7919) % 500}`, items: (id % 9) + 1 }));

const app = express();
app.use(express.json());

app.get("/orders/:id", (request, response) => {
  const order = orders[Number(request.params.id)];
  if (order === undefined) response.status(404).json({ error: "no such order" });
  else response.json(order);
});

app.get("/search", (request, response) => {
  const found = orders.filter(({ sku }) => sku.includes(String(request.query.q)));
  response.json({ count: found.length, items: found.reduce((sum, { items }) => sum + items, 0) });
});

app.post("/orders", (request, response) => {
  const { sku, items } = request.body;
  if (typeof sku !== "string" || !(items > 0)) response.status(400).json({ error: "sku and items are needed" });
  else response.status(201).json({ id: orders.length, sku, items });
});

app.listen(process.env.PORT || 3000);
