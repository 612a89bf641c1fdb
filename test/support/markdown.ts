/** Markdown without its code: what looks like a link there is none. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^(`{3,}|~{3,})[^]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
}

/** Where the links and images lead, but for those that leave the project. */
export function localLinks(markdown: string): readonly string[] {
  const inline = [...withoutCode(markdown).matchAll(/\]\(<?([^()\s<>]+)>?(?:\s+"[^"]*")?\)/g)];
  const references = [...withoutCode(markdown).matchAll(/^\[[^\]]+\]:\s+<?([^\s<>]+)>?/gm)];
  return [...inline, ...references]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): readonly string[] {
  const headings = markdown.replace(/^(`{3,}|~{3,})[^]*?^\1/gm, "").matchAll(/^#{1,6} +(.+?) *#*$/gm);
  return [...headings].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What the first cell of each row of the tables names in code letters, in the order of the page. */
export function firstCells(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^\| *`([^`|]+)` *\|/gm)].map(([, name = ""]) => name);
}
