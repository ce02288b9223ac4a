/** A page of text, tables and inline SVG in one file: no script, no font, no picture from anywhere else. */
export type Section = {
  readonly title: string;
  readonly text: readonly string[];
  readonly html?: readonly string[];
};

export function htmlPage(options: {
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly sections: readonly Section[];
}): string {
  const { title, facts, sections } = options;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
h1, h2 { line-height: 1.2 } table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem }
th, td { border-bottom: 1px solid #ccc; padding: .25rem .7rem; text-align: right; vertical-align: top }
th:first-child, td:first-child { text-align: left } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; font-size: .9rem } dt { font-weight: 600 } dd { margin: 0 }
figure { margin: 1rem 0; overflow-x: auto } .table { overflow-x: auto }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
${sections.map(htmlSection).join('\n')}
</body>
</html>
`;
}

export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="table"><table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('\n')}</tbody></table></div>`;
}

/** `alternative` says in words what the plot shows. */
export function htmlFigure(svg: string, alternative: string): string {
  return `<figure role="img" aria-label="${escapeHtml(alternative)}">${svg}</figure>`;
}

function htmlSection({ title, text, html = [] }: Section): string {
  const paragraphs = text.map((each) => `<p>${escapeHtml(each)}</p>`);
  return [`<section><h2>${escapeHtml(title)}</h2>`, ...paragraphs, ...html, '</section>'].join('\n');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
