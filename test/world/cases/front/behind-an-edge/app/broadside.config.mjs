const session = `theme=dark; session=${"s".repeat(30_000)}`;

export default {
  app: "./server.mjs",
  headers: { "x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.9", cookie: session },
  requests: [
    { path: "/account", expect: { text: "signed in" } },
    { method: "POST", path: "/upload", body: "x".repeat(150_000), expect: { text: "not read" } },
  ],
  targets: ["single", "cluster-round-robin", "reverse-proxy", "nginx", "haproxy"],
};
