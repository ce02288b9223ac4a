import { etiasFiles, etiasTerm } from '../etias/application-file.js';
import { etiasRetention } from '../etias/application-history.js';
import type { EncounterId } from '../ids.js';
import { localDate } from '../local-date.js';
import type { Retention, RetentionContext } from '../retention.js';
import type { EtiasEventFacts } from '../system-record.js';
import { open, term } from './term.js';

export function retainAuthorisation(encounterId: EncounterId, context: RetentionContext): Retention {
  const { records, today } = context;
  const file = etiasFiles(records).find((each) => each.encounterId === encounterId)!;
  const found = etiasTerm(file, context.causesOf?.(encounterId) ?? []);
  if (found.kind === 'pending') {
    return open('undecided', 'The application is pending.', { item: 'etias-refused', today });
  }
  if (found.kind === 'fact-missing') {
    return found.fact === 'validity'
      ? open('fact-missing', 'The validity is not recorded.', { item: 'etias-issued', today })
      : open('fact-missing', 'The day of the decision is not recorded.', { item: 'etias-refused', today });
  }
  const kept = etiasRetention(found.file, today);
  if (!kept) return open('no-rule', 'No rule is in force.');
  return {
    kind: 'until',
    lastDayKept: kept.lastDayKept,
    fileLastDayKept: kept.lastDayKept,
    reason: `Kept until ${kept.lastDayKept}: ${kept.row.rule}.`,
    citation: kept.row.citation,
  };
}

export function retainAuthorisationEvent(
  { concerns, at }: EtiasEventFacts,
  context: RetentionContext,
): Retention {
  const isThere = context.records.some(({ encounterId }) => encounterId === concerns);
  return isThere
    ? retainAuthorisation(concerns, context)
    : term(
        'etias-refused',
        localDate(at.slice(0, 10)),
        'the event, as its application is erased',
        context.today,
      );
}
