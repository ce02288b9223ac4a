import { type RetentionItem, retentionRow } from '../law/retention-table.js';
import { addYears, type LocalDate } from '../local-date.js';
import type { Retention } from '../retention.js';

export function term(item: RetentionItem, from: LocalDate, fromWords: string, today: LocalDate): Retention {
  const row = retentionRow(item, today);
  if (!row) return open('no-rule', 'No rule is in force.');
  const lastDayKept = addYears(from, row.value);
  const length = row.value === 0 ? 'Kept until' : `Kept for ${row.value} ${row.unit} from`;
  return {
    kind: 'until',
    lastDayKept,
    fileLastDayKept: lastDayKept,
    reason: `${length} ${fromWords} (${from}).`,
    citation: row.citation,
  };
}

export function open(
  cause: Extract<Retention, { readonly kind: 'open' }>['cause'],
  reason: string,
  rule?: { readonly item: RetentionItem; readonly today: LocalDate },
): Retention {
  const row = rule && retentionRow(rule.item, rule.today);
  return { kind: 'open', cause, reason, ...(row ? { citation: row.citation } : {}) };
}
