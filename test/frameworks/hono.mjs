// Hono on Node.js: routes and a middleware.
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.use(async (context, next) => {
  await next();
  context.header("x-served-by", "hono");
});
app.get("/orders/:id", (context) => context.json({ id: Number(context.req.param("id")), items: 3 }));
app.post("/orders", async (context) => context.json({ created: (await context.req.json()).items }, 201));

serve({ fetch: app.fetch, port: 3000 });
