import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { renderAll } from "../../reports/index.ts";
import type { Artifact } from "../../reports/report.ts";
import { hostileInput, hostileInGrid } from "../support/hostile.ts";
import { openPages, scrollWidth, type Pages } from "../support/page.ts";

describe("names that have broken reports before", () => {
  let pages: Pages | undefined;
  const reports: { readonly name: string; readonly artifacts: readonly Artifact[] }[] = [];

  before(async () => {
    pages = await openPages();
    for (const name of hostileInGrid) reports.push({ name, artifacts: await renderAll(hostileInput(name)) });
  });

  after(() => pages?.close());

  it("bring a control character into no file of any reporter", () => {
    for (const { name, artifacts } of reports) {
      for (const { path, content } of artifacts) {
        // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
        assert.doesNotMatch(content, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/, `${path}: ${JSON.stringify(name)}`);
      }
    }
  });

  it("run nothing in a report in Chromium, and do not break it", async () => {
    for (const { name, artifacts } of reports) {
      const html = artifacts.find(({ path }) => path === "report.html")?.content ?? "";
      await pages?.visit(html, { viewport: { width: 400, height: 800 } }, async ({ page, incidents }) => {
        assert.deepEqual(incidents, [], JSON.stringify(name));
        assert.equal(await page.evaluate("window.pwned"), undefined);
        assert.ok((await scrollWidth(page)) <= 400, JSON.stringify(name));
        assert.equal(await page.locator("script, img, iframe, object").count(), 0);
        assert.equal(await page.locator("footer").count(), 1);
      });
    }
  });

  it("leave SVG files well-formed XML that runs nothing", async () => {
    await pages?.visit("<!doctype html>", {}, async ({ page }) => {
      for (const { name, artifacts } of reports) {
        const drawings = artifacts.filter(({ path }) => path.endsWith(".svg")).map(({ content }) => content);
        assert.ok(drawings.length > 5);
        const problems = await page.evaluate<string[]>(
          `${JSON.stringify(drawings)}.flatMap((svg) => {
            const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
            return [...parsed.querySelectorAll("parsererror, script, img, foreignObject")].map((bad) => bad.textContent);
          })`,
        );
        assert.deepEqual(problems, [], JSON.stringify(name));
      }
    });
  });
});
