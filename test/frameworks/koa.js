// Koa: a router, a body parser and a middleware.
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import Koa from "koa";

const app = new Koa();
const orders = new Router({ prefix: "/orders" });
orders.get("/:id", (context) => {
  context.body = { id: Number(context.params.id), items: 3 };
});
orders.post("/", (context) => {
  context.status = 201;
  context.body = { created: context.request.body.items };
});
app.use(async (context, next) => {
  await next();
  context.set("x-served-by", "koa");
});
app.use(bodyParser()).use(orders.routes()).use(orders.allowedMethods());
app.listen(3000, "0.0.0.0");
