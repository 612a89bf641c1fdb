import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { html, toMarkup, trust } from "../../reports/html/html.ts";

describe("html template", () => {
  it("escapes what is put into it", () => {
    const hostile = `<b title="x" id='y'>&</b>`;
    assert.equal(
      toMarkup(html`<p>${hostile}</p>`),
      "<p>&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/b&gt;</p>",
    );
  });

  it("nests without escaping twice", () => {
    const items = ["<", ">"].map((text) => html`<li>${text}</li>`);
    assert.equal(toMarkup(html`${items}`), "<li>&lt;</li><li>&gt;</li>");
  });

  it("passes on only what this program declares to be HTML", () => {
    assert.equal(toMarkup(html`${trust("<hr>")}${null}${1.5}`), "<hr>1.5");
  });
});
