import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { renderCapacity, type CapacityReportInput } from "../../../../../harness/experiments/capacity/report/index.ts";
import {
  capacityInput,
  endedCapacityInput,
  hostileCapacityInput,
  missedCapacityInput,
} from "../../../../support/capacity-input.ts";
import { hostileInGrid } from "../../../../support/hostile.ts";
import { openPages, scrollWidth, type Pages } from "../../../../support/page.ts";
import { rowsInGrid, testWhole } from "../../../../support/grid.ts";

async function pageOf(input: CapacityReportInput): Promise<string> {
  return (await renderCapacity(input)).find(({ path }) => path === "capacity.html")?.content ?? "";
}

/** The planner's rows, cell by cell. */
async function adviceOn(page: Page): Promise<readonly (readonly string[])[]> {
  return page.evaluate<string[][]>(
    "[...document.querySelectorAll('#plan-rows tr')].map((row) => [...row.children].map((cell) => cell.textContent))",
  );
}

describe("capacity.html in Chromium", () => {
  let pages: Pages | undefined;

  before(async () => {
    pages = await openPages();
  });

  after(() => pages?.close());

  for (const colorScheme of rowsInGrid(["light", "dark"] as const, 1)) {
    it(`loads nothing but itself and complains of nothing, in ${colorScheme}`, async () => {
      await pages?.visit(await pageOf(capacityInput()), { colorScheme }, async ({ page, incidents }) => {
        assert.deepEqual(incidents, []);
        assert.equal(await page.locator("h1").innerText(), capacityInput().analysis.headline);
        assert.equal(await page.locator("figure svg:visible").count(), 5);
      });
    });
  }

  for (const input of [capacityInput, endedCapacityInput, missedCapacityInput]) {
    it(`fits a page 400 px wide: ${input.name}`, async () => {
      await pages?.visit(
        await pageOf(input()),
        { viewport: { width: 400, height: 800 } },
        async ({ page, incidents }) => {
          assert.deepEqual(incidents, []);
          assert.ok((await scrollWidth(page)) <= 400);
        },
      );
    });
  }

  it("prints light, with nothing cut off at the side", async () => {
    const options = { colorScheme: "dark", viewport: { width: 720, height: 900 } } as const;
    await pages?.visit(await pageOf(capacityInput()), options, async ({ page }) => {
      await page.emulateMedia({ media: "print" });
      assert.ok((await scrollWidth(page)) <= 720);
      assert.equal(await page.evaluate("getComputedStyle(document.body).color"), "rgb(27, 36, 48)");
    });
  });

  it("plans by keyboard: what is typed changes what is needed", async () => {
    const { analysis } = capacityInput();
    const single = analysis.arms.find(({ armId }) => armId === "single");
    const held = single?.held?.rate ?? Number.NaN;
    await pages?.visit(await pageOf(capacityInput()), {}, async ({ page }) => {
      await page.locator("#plan-load").focus();
      await page.keyboard.press("Control+A");
      await page.keyboard.type("100");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Control+A");
      await page.keyboard.type("0");
      const [first = []] = await adviceOn(page);
      assert.deepEqual(first.slice(0, 2), ["Single process", `1 worker, ${Math.round((100 * 100) / held)}% used`]);
      await page.keyboard.press("Control+A");
      await page.keyboard.type("50");
      const machines = Math.ceil(200 / held);
      const [again = []] = await adviceOn(page);
      assert.equal(again[1], `${machines} machines of 1 worker, ${Math.round((100 * 100) / (machines * held))}% used`);
      await page.locator("#plan-limit").fill("0.001");
      assert.ok((await adviceOn(page)).every((row) => row[1] === "unknown"));
      await page.locator("#plan-limit").fill("100");
      await page.locator("#plan-percentile").selectOption("p50");
      assert.ok((await adviceOn(page)).every((row) => /not searched for|unknown/.test(row.join(" "))));
    });
  });

  testWhole("runs nothing that a name contains, and is broken by none", async () => {
    for (const hostile of hostileInGrid) {
      const html = await pageOf(hostileCapacityInput(hostile));
      await pages?.visit(html, { viewport: { width: 400, height: 800 } }, async ({ page, incidents }) => {
        assert.deepEqual(incidents, [], JSON.stringify(hostile));
        assert.equal(await page.evaluate("window.pwned"), undefined);
        assert.ok((await scrollWidth(page)) <= 400, JSON.stringify(hostile));
        assert.equal(await page.locator("script:not([type])").count(), 1);
        assert.equal(await page.locator("img, iframe, object").count(), 0);
        assert.ok((await adviceOn(page)).length > 0);
      });
    }
  });

  it("says the same with scripts turned off, but for the planner", async () => {
    await pages?.visit(await pageOf(capacityInput()), { javaScriptEnabled: false }, async ({ page, incidents }) => {
      assert.deepEqual(incidents, []);
      assert.ok(await page.locator("#answer table").isVisible());
      assert.match(await page.locator("#planner").innerText(), /The planner needs scripts/);
    });
  });
});
