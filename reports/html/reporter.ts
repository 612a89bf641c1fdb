import { draw } from "../drawing.ts";
import type { Reporter } from "../report.ts";
import { renderPage } from "./page.ts";

export const htmlReporter: Reporter = {
  name: "html",
  describe: "report.html: the whole result on one page, with charts, that works offline and without scripts",
  render: async (input, shared) => {
    const drawings = await (shared === undefined ? draw(input.analysis) : shared.drawings());
    return [{ path: "report.html", content: renderPage(input, drawings) }];
  },
};
