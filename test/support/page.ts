import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "./chromium.ts";

export type Visit = {
  readonly page: Page;
  /** What a good page never causes: messages on the console, errors, dialogs, requests for anything but itself. */
  readonly incidents: readonly string[];
};

export type Pages = {
  /** Opens a page as a file and looks at it, in one tab for all that are opened with the same options. */
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
  const tabs = new Map<string, Promise<Tab>>();
  return {
    visit: async (html, options, look) => {
      const file = join(folder, "report.html");
      await writeFile(file, html);
      const key = JSON.stringify(options);
      const opened = tabs.get(key) ?? openTab(browser, options);
      tabs.set(key, opened);
      const { page, incidents } = await opened;
      await page.emulateMedia({ media: null });
      incidents.length = 0;
      const url = pathToFileURL(file).href;
      await page.goto(url, { waitUntil: "load" });
      await look({ page, incidents: incidents.filter((incident) => incident !== `request: ${url}`) });
    },
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}

type Tab = { readonly page: Page; readonly incidents: string[] };

async function openTab(browser: Browser, options: BrowserContextOptions): Promise<Tab> {
  const page = await browser.newPage(options);
  const incidents: string[] = [];
  page.on("console", (message) => incidents.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => incidents.push(`error: ${error.message}`));
  page.on("request", (request) => incidents.push(`request: ${request.url()}`));
  page.on("dialog", (dialog) => {
    incidents.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, incidents };
}

/** The horizontal room that a page needs, px. */
export async function scrollWidth(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth");
}
