/** A page of text, tables and inline SVG in one file: no script, no font, no picture from anywhere else. */
export type Section = {
  readonly title: string;
  readonly text: readonly string[];
  readonly html?: readonly string[];
  /** A part of the section before it. */
  readonly isPart?: boolean;
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
:root { color-scheme: light dark; --ground: light-dark(#fff, #14181d); --ink: light-dark(#1a1a1a, #e8ebee); --line: light-dark(#ccc, #3a424b); --shade: light-dark(rgb(0 0 0 / 22%), rgb(255 255 255 / 28%)) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--ground) }
h1, h2, h3 { line-height: 1.2 } h2 { margin-top: 2.5rem } p { overflow-wrap: anywhere }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .7rem; text-align: right; vertical-align: top }
th.text, td.text, th:first-child, td:first-child { text-align: left } td.text, td:first-child { min-width: 7rem }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1.5rem; font-size: .9rem } dt { font-weight: 600 } dd { margin: 0; overflow-wrap: anywhere }
figure, .table { margin: 1rem 0; overflow-x: auto }
figure svg { display: block; background: #fff; border-radius: 4px }
/* A shade at the edge where there is more to the side. */
.table { background: linear-gradient(to right, var(--ground) 1rem, transparent 2rem) 0 0 / 100% 100% local, linear-gradient(to left, var(--ground) 1rem, transparent 2rem) 0 0 / 100% 100% local, linear-gradient(to right, var(--shade), transparent .7rem) 0 0 / 100% 100%, linear-gradient(to left, var(--shade), transparent .7rem) 0 0 / 100% 100% }
:focus-visible { outline: 3px solid light-dark(#0b5cad, #79b8ff); outline-offset: 2px }
@media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr) } dd { margin-bottom: .4rem } }
@media print { :root { color-scheme: light } figure, .table { overflow: visible } tr, figure { break-inside: avoid } }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
${sections.map(htmlSection).join('\n')}
</main>
</body>
</html>
`;
}

/** Figures stand on the right, words on the left. It is moved sideways where the page is narrow, by keys too. */
export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const isText = head.map((_, column) => rows.some((row) => isWords(row[column] ?? '')));
  const cell = (text: string, column: number, tag: string) =>
    `<${tag}${isText[column] ? ' class="text"' : ''}>${escapeHtml(text.replaceAll(' %', '\u00a0%'))}</${tag}>`;
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((text, column) => cell(text, column, tag)).join('')}</tr>`;
  const body =
    rows.length === 0
      ? `<tr><td colspan="${head.length}">none</td></tr>`
      : rows.map((row) => line(row, 'td')).join('\n');
  return `<div class="table" role="group" aria-label="${escapeHtml(head.join(', '))}" tabindex="0"><table><thead>${line(head, 'th')}</thead><tbody>${body}</tbody></table></div>`;
}

function isWords(text: string): boolean {
  return /^[^\d]*\p{L}{2}/u.test(text);
}

/** `alternative` says in words what the plot shows. */
export function htmlFigure(svg: string, alternative: string): string {
  return `<figure tabindex="0" role="img" aria-label="${escapeHtml(alternative)}">${svg}</figure>`;
}

function htmlSection({ title, text, html = [], isPart = false }: Section): string {
  const heading = isPart ? 'h3' : 'h2';
  const paragraphs = text.map((each) => `<p>${escapeHtml(each)}</p>`);
  return [
    `<section><${heading}>${escapeHtml(title)}</${heading}>`,
    ...paragraphs,
    ...html,
    '</section>',
  ].join('\n');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
