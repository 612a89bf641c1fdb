// Express, in CommonJS: a router, a JSON body and a middleware.
const express = require("express");

const app = express();
app.disable("x-powered-by");
app.use(express.json());
app.use((_request, response, next) => {
  response.set("x-served-by", "express");
  next();
});

const orders = express.Router();
orders.get("/:id", (request, response) => response.json({ id: Number(request.params.id), items: 3 }));
orders.post("/", (request, response) => response.status(201).json({ created: request.body.items }));
app.use("/orders", orders);

app.listen(process.env.PORT || 3000);
