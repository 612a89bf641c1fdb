import assert from "node:assert/strict";
import { test } from "node:test";

import { loopbackOrigin } from "../../../harness/load/loopback.ts";

test("addresses of this machine are accepted and reduced to their origin", () => {
  assert.equal(loopbackOrigin("http://127.0.0.1:3000/path?query"), "http://127.0.0.1:3000");
  assert.equal(loopbackOrigin("http://localhost:80"), "http://localhost");
  assert.equal(loopbackOrigin("http://[::1]:3000"), "http://[::1]:3000");
  assert.equal(loopbackOrigin("http://127.1.2.3:3000"), "http://127.1.2.3:3000");
});

test("every other address is refused", () => {
  const refused = [
    "http://example.com",
    "http://10.0.0.1:3000",
    "http://0.0.0.0:3000",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://127.0.0.1@example.com",
    "http://[::ffff:10.0.0.1]:80",
    "https://127.0.0.1:3000",
    "ftp://127.0.0.1",
    "127.0.0.1:3000",
    "",
  ];
  for (const url of refused) assert.throws(() => loopbackOrigin(url), { code: "not-loopback" }, url);
});
