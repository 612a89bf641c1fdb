// Fastify: a plugin with a prefix, schemas and a hook. It listens on localhost, which may have two addresses.
import Fastify from "fastify";

const app = Fastify({ logger: false });
app.addHook("onSend", async (_request, reply) => void reply.header("x-served-by", "fastify"));
await app.register(
  async (orders) => {
    const params = { type: "object", properties: { id: { type: "integer" } } };
    orders.get("/:id", { schema: { params } }, async ({ params: { id } }) => ({ id, items: 3 }));
    const body = { type: "object", required: ["items"], properties: { items: { type: "integer" } } };
    orders.post("/", { schema: { body } }, async (request, reply) => {
      reply.code(201);
      return { created: request.body.items };
    });
  },
  { prefix: "/orders" },
);
await app.listen({ port: 3000 });
