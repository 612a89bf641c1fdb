import assert from "node:assert/strict";
import { test } from "node:test";
import { responseForm } from "../../../harness/answers/response.ts";

function formOfText(text: string, contentType: string | null = "application/json") {
  return responseForm({ request: "GET /", status: 200, contentType }, Buffer.from(text));
}

test("a JSON response is kept as what stands where, without its values", () => {
  const { body, places } = formOfText(
    '{"items":[{"id":1,"price":null},{"id":2,"price":"3"}],"__proto__":{"a b":true},"user_17":1}',
  );
  assert.equal(body, "json");
  assert.deepEqual(places, {
    $: "object",
    "$.items": "array",
    "$.items[]": "object",
    "$.items[].id": "number",
    "$.items[].price": "null or string",
    "$.__proto__": "object",
    '$.__proto__["a b"]': "boolean",
  });
});

test("a response that is not JSON is kept by its kind alone", () => {
  assert.equal(formOfText("", null).body, "empty");
  assert.equal(formOfText("ok", "text/plain").body, "text");
  assert.equal(formOfText("<!doctype html><p>ok", "text/html").body, "page");
  assert.deepEqual(responseForm({ request: "a", status: 200, contentType: null }, Buffer.from([0xff, 0xfe])), {
    request: "a",
    status: 200,
    contentType: null,
    body: "bytes",
  });
});

test("of a large body a bounded number of places is kept", () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key${"x".repeat(index % 300)}`, {}]));
  const wide = JSON.stringify({ many, ...Object.fromEntries("abcdefghij".split("").map((name) => [name, many])) });
  const places = Object.keys(formOfText(wide).places ?? {});
  assert.equal(places.length, 200);
  assert.ok(places.every((place) => place.length <= 200));
});
