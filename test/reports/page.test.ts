import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { BrowserContextOptions } from "playwright-core";
import { renderAll } from "../../reports/index.ts";
import type { ReportInput } from "../../reports/report.ts";
import { emptyInput, fixtureInput, thinInput } from "../support/analysis.ts";
import { openPages, scrollWidth, type Pages, type Visit } from "../support/page.ts";

/** As it is rendered of each input, once. */
const rendered = new Map<ReportInput, Promise<string>>();

async function htmlOf(input: ReportInput): Promise<string> {
  const html =
    rendered.get(input) ??
    renderAll(input).then((artifacts) => artifacts.find(({ path }) => path === "report.html")?.content ?? "");
  rendered.set(input, html);
  return html;
}

describe("report.html in Chromium", () => {
  let pages: Pages | undefined;

  before(async () => {
    pages = await openPages();
  });

  after(() => pages?.close());

  async function visit(input: ReportInput, options: BrowserContextOptions, look: (visit: Visit) => Promise<void>) {
    await pages?.visit(await htmlOf(input), options, look);
  }

  for (const colorScheme of ["light", "dark"] as const) {
    it(`loads nothing but itself and complains of nothing, in ${colorScheme}`, async () => {
      await visit(
        fixtureInput(),
        { colorScheme, viewport: { width: 1200, height: 900 } },
        async ({ page, incidents }) => {
          assert.deepEqual(incidents, []);
          const background = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
          assert.equal(background, colorScheme === "light" ? "rgb(255, 254, 252)" : "rgb(22, 28, 36)");
          assert.equal(await page.locator("h1").innerText(), fixtureInput().analysis.verdict.headline);
        },
      );
    });
  }

  it("says the same with scripts turned off", async () => {
    await visit(fixtureInput(), { javaScriptEnabled: false }, async ({ page, incidents }) => {
      assert.deepEqual(incidents, []);
      assert.equal(await page.locator("h2").count(), 15);
      assert.ok(await page.locator("#throughput svg").first().isVisible());
    });
  });

  for (const input of [fixtureInput, emptyInput, thinInput]) {
    it(`fits a page 400 px wide: ${input.name}`, async () => {
      await visit(input(), { viewport: { width: 400, height: 800 } }, async ({ page, incidents }) => {
        assert.deepEqual(incidents, []);
        assert.ok((await scrollWidth(page)) <= 400);
      });
    });
  }

  it("shows the seal above the details of the verdict, also where it does not fit beside them", async () => {
    const tops = `["h1", "aside", "h1 ~ p"].map((part) => document.querySelector("#verdict " + part).getBoundingClientRect().top)`;
    await visit(fixtureInput(), { viewport: { width: 400, height: 800 } }, async ({ page }) => {
      const [headline = 0, seal = 0, details = 0] = await page.evaluate<number[]>(tops);
      assert.ok(headline < seal && seal < details, [headline, seal, details].join());
    });
  });

  it("prints light, with every chart and nothing cut off at the side", async () => {
    await visit(fixtureInput(), { colorScheme: "dark", viewport: { width: 720, height: 900 } }, async ({ page }) => {
      const pdf = await page.pdf({ format: "A4" });
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      await page.emulateMedia({ media: "print" });
      assert.ok((await scrollWidth(page)) <= 720);
      assert.equal(await page.locator("figure svg:visible").count(), 10);
      assert.equal(await page.evaluate("getComputedStyle(document.body).color"), "rgb(27, 36, 48)");
    });
  });

  it("gives every chart a text alternative, and every id once", async () => {
    await visit(fixtureInput(), {}, async ({ page }) => {
      const ids = await page.evaluate<string[]>("[...document.querySelectorAll('[id]')].map((element) => element.id)");
      assert.equal(new Set(ids).size, ids.length);
      const unnamed = await page.evaluate<string[]>(
        `[...document.querySelectorAll('svg[role=img]')]
          .filter((svg) => svg.getAttribute('aria-labelledby').split(' ').some((id) => !document.getElementById(id).textContent))
          .map((svg) => svg.outerHTML.slice(0, 200))`,
      );
      assert.deepEqual(unnamed, []);
    });
  });

  it("draws every percentile, in the plot and in the legend, as an area that can be seen", async () => {
    await visit(fixtureInput(), { viewport: { width: 1200, height: 900 } }, async ({ page }) => {
      const areas = await page.evaluate<number[]>(
        `[...document.querySelectorAll("svg[aria-labelledby^=latency-percentiles-wide] path.f-blue")]
          .map((mark) => mark.getBBox())
          .map(({ width, height }) => width * height)`,
      );
      const { arms, percentiles } = fixtureInput().analysis;
      assert.equal(areas.length, (arms.length + 1) * percentiles.length);
      assert.ok(Math.min(...areas) > 20, String(areas));
    });
  });

  it("draws charts whose text stays inside them", async () => {
    await visit(fixtureInput(), { viewport: { width: 1200, height: 900 } }, async ({ page }) => {
      const outside = await page.evaluate<string[]>(
        `[...document.querySelectorAll('.wide svg')].flatMap((svg) => {
          const box = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')].filter((text) => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            return left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
          }).map((text) => text.textContent);
        })`,
      );
      assert.deepEqual(outside, []);
    });
  });
});

it("a report of 500 trials stays below 1.5 MB", async () => {
  const { run, analysis } = fixtureInput();
  const arms = Array.from({ length: 12 }, (_, copy) =>
    analysis.arms.map((arm) => ({
      ...arm,
      armId: `${arm.armId}:${copy}`,
      metrics: arm.metrics.map((metric) => ({
        ...metric,
        values: Array.from({ length: 42 }, (_x, index) => 900 + index),
      })),
    })),
  ).flat();
  const artifacts = await renderAll({ run, analysis: { ...analysis, arms: arms.slice(0, 12), comparisons: [] } });
  for (const { path, content } of artifacts) assert.ok(Buffer.byteLength(content) < 1_500_000, path);
});
