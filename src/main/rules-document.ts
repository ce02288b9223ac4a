/** `docs/rules.md`: every rule of law the hub implements, and every one it does not, as one page. */
import { type ImplementedRule, implementedRules, RULE_AREAS } from '../domain/law/implemented-rules.js';
import { NOT_IMPLEMENTED } from '../domain/law/not-implemented.js';
import { markdownTable } from './markdown-table.js';

export function rulesDocument(): string {
  const rules = implementedRules();
  return `${[
    '# Rules of law',
    `${rules.length} rows the hub implements, and ${NOT_IMPLEMENTED.length} rules it does not. Written by \`npm run rules -- --write\` from the tables in \`src/domain\`; a test keeps this page equal to them. A case is judged by the law of its date.`,
    'How sure a row is: **verified** in the text of the provision; **verified-indirectly** in a cross-reference, an amending act or a named secondary source; **general-knowledge** not checked against a text; **computed** from a verified rule; **interpretation**: the text leaves a gap and this is the project’s reading.',
    ...RULE_AREAS.map((area) =>
      section(
        area,
        rules.filter((rule) => rule.area === area),
      ),
    ),
    '## Not implemented',
    markdownTable(
      ['About', 'Rule', 'Reason', 'Citation', 'Sureness'],
      NOT_IMPLEMENTED.map(({ about, rule, reason, citation, sureness }) => [
        about,
        rule,
        reason,
        citation,
        sureness,
      ]),
    ),
  ].join('\n\n')}\n`;
}

function section(area: string, rules: readonly ImplementedRule[]): string {
  const rows = rules.map(({ rule, value, unit, inForceFrom, citation, sureness }) => [
    rule,
    value === undefined ? '' : `${value} ${unit}`,
    inForceFrom,
    citation,
    sureness,
  ]);
  return `## ${area}\n\n${markdownTable(['Rule', 'Value', 'In force from', 'Citation', 'Sureness'], rows)}`;
}
