import type { Drawing } from "../drawing.ts";
import { svgElement } from "../svg.ts";
import { html, nothing, trust } from "./html.ts";
import type { SafeHtml } from "./html.ts";

/** A part of the page that its contents list leads to; left out when it has nothing to say. */
export type Section = { readonly id: string; readonly title: string; readonly body: readonly SafeHtml[] };

export function renderSection({ id, title, body }: Section): SafeHtml {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section>`;
}

/** A chart with its explanation; nothing when it was not drawn. */
export function figure(drawings: readonly Drawing[], id: string): SafeHtml {
  const drawing = drawings.find((candidate) => candidate.id === id);
  if (drawing === undefined) return nothing;
  return html`<figure>
    <figcaption>
      <h3>${drawing.title}</h3>
      <p>${drawing.explanation}</p>
    </figcaption>
    <div class="plot">
      <div class="wide">${trust(svgElement(drawing, drawing.wide, `${id}-wide`))}</div>
      <div class="narrow">${trust(svgElement(drawing, drawing.narrow, `${id}-narrow`))}</div>
    </div>
  </figure>`;
}

/** A list of points; nothing without one. */
export function bullets(points: readonly SafeHtml[]): SafeHtml {
  if (points.length === 0) return nothing;
  return html`<ul>
    ${points.map((point) => html`<li>${point}</li>`)}
  </ul>`;
}

export type Column = { readonly title: string; readonly kind: "text" | "number" };

/** A table that scrolls within its own box when the page is too narrow for it. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly SafeHtml[])[]): SafeHtml {
  const head = columns.map(({ title, kind }) => html`<th scope="col" class="${kind}">${title}</th>`);
  const body = rows.map((cells) => {
    const [first = nothing, ...rest] = cells;
    return html`<tr>
      <th scope="row">${first}</th>
      ${rest.map((cell, index) => html`<td class="${columns[index + 1]?.kind ?? "text"}">${cell}</td>`)}
    </tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

/** Names with their values. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): SafeHtml {
  return html`<dl class="facts">
    ${pairs.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
