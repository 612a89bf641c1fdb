import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { renderMap, type MapReportInput } from "../../../../../harness/experiments/map/report/index.ts";
import { hostileInGrid } from "../../../../support/hostile.ts";
import { hostileMapInput, mapInput } from "../../../../support/map-input.ts";
import { openPages, scrollWidth, type Pages } from "../../../../support/page.ts";
import { rowsInGrid, testWhole } from "../../../../support/grid.ts";

async function pageOf(input: MapReportInput): Promise<string> {
  return (await renderMap(input)).find(({ path }) => path === "map.html")?.content ?? "";
}

describe("map.html in Chromium", () => {
  let pages: Pages | undefined;

  before(async () => {
    pages = await openPages();
  });

  after(() => pages?.close());

  for (const colorScheme of rowsInGrid(["light", "dark"] as const, 1)) {
    it(`loads nothing but itself and complains of nothing, in ${colorScheme}`, async () => {
      await pages?.visit(await pageOf(mapInput()), { colorScheme }, async ({ page, incidents }) => {
        assert.deepEqual(incidents, []);
        assert.equal(await page.locator("h1").innerText(), mapInput().analysis.headline);
        assert.equal(await page.locator("figure svg:visible").count(), 1);
      });
    });
  }

  it("has a field for each place, with a letter for who wins it and its lead", async () => {
    await pages?.visit(await pageOf(mapInput()), {}, async ({ page }) => {
      const texts = await page.locator("figure svg:visible text").allTextContents();
      const won = mapInput().analysis.places.filter(({ outcome }) => outcome === "winner");
      assert.equal(texts.filter((text) => /^[A-F] \d\.\d+×$/.test(text)).length, won.length);
      assert.ok(texts.some((text) => text.startsWith("A: ")));
    });
  });

  it("fits a page 400 px wide, and prints light", async () => {
    const viewport = { width: 400, height: 800 };
    await pages?.visit(await pageOf(mapInput()), { viewport, colorScheme: "dark" }, async ({ page, incidents }) => {
      assert.deepEqual(incidents, []);
      assert.ok((await scrollWidth(page)) <= 400);
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.evaluate("getComputedStyle(document.body).color"), "rgb(27, 36, 48)");
    });
  });

  testWhole("runs nothing that a name contains, and is broken by none", async () => {
    for (const hostile of hostileInGrid) {
      const page = await pageOf(hostileMapInput(hostile));
      await pages?.visit(page, { viewport: { width: 400, height: 800 } }, async ({ page: shown, incidents }) => {
        assert.deepEqual(incidents, [], JSON.stringify(hostile));
        assert.equal(await shown.evaluate("window.pwned"), undefined);
        assert.ok((await scrollWidth(shown)) <= 400, JSON.stringify(hostile));
        assert.equal(await shown.locator("img, iframe, object, script").count(), 0);
      });
    }
  });
});
