import { draw } from "./drawing.ts";
import type { Canvas, Drawing } from "./drawing.ts";
import type { Reporter } from "./report.ts";
import { escapeMarkup } from "./escape.ts";
import { chartClasses, colourVariables } from "./theme.ts";

const fonts = "ui-sans-serif,system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/** A chart as an `svg` element; `id` must be unique in the document that it is put into. */
export function svgElement(drawing: Drawing, canvas: Canvas, id: string): string {
  return open(canvas, id) + labels(drawing, id) + canvas.body + "</svg>";
}

/** A chart as a file of its own, which follows the reader's light or dark theme. */
export function svgDocument(drawing: Drawing): string {
  const { wide } = drawing;
  const style = `${colourVariables("svg")}\n${chartClasses()}\ntext{font-family:${fonts}}`;
  return [
    open(wide, drawing.id),
    labels(drawing, drawing.id),
    `<style>${style}</style>`,
    `<rect class="f-paper" width="${wide.width}" height="${wide.height}"/>`,
    wide.body,
    "</svg>\n",
  ].join("\n");
}

function open({ width, height }: Canvas, id: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"` +
    ` role="img" aria-labelledby="${id}-title ${id}-desc">`
  );
}

function labels({ title, description }: Drawing, id: string): string {
  return (
    `<title id="${id}-title">${escapeMarkup(title)}</title>` +
    `<desc id="${id}-desc">${escapeMarkup(description)}</desc>`
  );
}

export const svgReporter: Reporter = {
  name: "svg",
  describe: "charts/*.svg: each chart as a file, for a document or a slide",
  render: async ({ analysis }, shared) => {
    const drawings = await (shared === undefined ? draw(analysis) : shared.drawings());
    return drawings.map((drawing) => ({ path: `charts/${drawing.id}.svg`, content: svgDocument(drawing) }));
  },
};
