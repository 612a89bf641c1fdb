import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "./chromium.ts";

export type Visit = {
  readonly page: Page;
  /** What a good page never causes: messages on the console, errors, dialogs, requests for anything but itself. */
  readonly incidents: readonly string[];
};

export type Pages = {
  /** Opens a page as a file, looks at it, and closes it. */
  readonly visit: (
    html: string,
    options: BrowserContextOptions,
    look: (visit: Visit) => Promise<void>,
  ) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A browser that opens pages from a folder of its own. */
export async function openPages(): Promise<Pages> {
  const browser = await launchChromium();
  const folder = await mkdtemp(join(tmpdir(), "broadside-page-"));
  return {
    visit: async (html, options, look) => {
      const file = join(folder, "report.html");
      await writeFile(file, html);
      const context = await browser.newContext(options);
      const incidents: string[] = [];
      const page = await context.newPage();
      page.on("console", (message) => incidents.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => incidents.push(`error: ${error.message}`));
      page.on("request", (request) => incidents.push(`request: ${request.url()}`));
      page.on("dialog", (dialog) => {
        incidents.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      const url = pathToFileURL(file).href;
      await page.goto(url, { waitUntil: "load" });
      await look({ page, incidents: incidents.filter((incident) => incident !== `request: ${url}`) });
      await context.close();
    },
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The horizontal room that a page needs, px. */
export async function scrollWidth(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth");
}
