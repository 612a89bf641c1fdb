import { defineConfig } from "broadside";

export default defineConfig({
  app: ".",
  targets: ["single", "cluster-round-robin", "reverse-proxy"],
  scenarios: {
    browse: {
      title: "Reading orders",
      requests: ["9 GET /orders/42", "1 GET /search?q=sku-7"],
    },
    order: {
      title: "Placing orders",
      requests: [
        {
          method: "POST",
          path: "/orders",
          body: { sku: "sku-7", items: 3 },
          expect: { status: 201, text: '"items":3' },
        },
      ],
      slo: ["p99<100ms"],
    },
  },
});
