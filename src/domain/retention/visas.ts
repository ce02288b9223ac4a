import type { EncounterId } from '../ids.js';
import type { Provision } from '../law/citation.js';
import type { LocalDate } from '../local-date.js';
import type { Retention, RetentionContext } from '../retention.js';
import type { VisDecision } from '../system-record.js';
import { applicationFiles, longStayRefusal, missingDecisionDay } from '../vis/application-file.js';
import { visRetention } from '../vis/visa-history.js';
import { open, term } from './term.js';

export function retainVisa(encounterId: EncounterId, { records, today }: RetentionContext): Retention {
  const file = applicationFiles(records).find((each) => each.encounterId === encounterId)!;
  const { application, history } = file;
  const rule = { item: 'vis-file', today } as const;
  if (history.state === 'pending') {
    return application.outcome === 'pending'
      ? open('undecided', 'The application is pending.', rule)
      : open('fact-missing', 'The visa is not recorded.', rule);
  }
  if (missingDecisionDay(file)) return open('fact-missing', 'The day of the decision is not recorded.', rule);
  const refusal = longStayRefusal(file);
  const found = visRetention(history, {
    createdOn: application.applicationDate,
    ...(refusal ? { longStay: refusal } : {}),
  });
  if (found.kind === 'open') return open('fact-missing', 'The visa is not recorded.', rule);
  if (found.kind === 'erase-when-final') return afterFinal(found.row, refusal?.finalOn);
  const words = {
    'visa-expiry': 'the expiry of the visa',
    'file-creation': 'the creation of the file',
    decision: 'the decision',
  };
  return term('vis-file', found.from, words[history.last!.row.retentionFrom], today);
}

function afterFinal(row: Provision, finalOn: LocalDate | undefined): Retention {
  if (finalOn === undefined) {
    return { kind: 'open', cause: 'undecided', reason: 'The refusal is not final.', citation: row.citation };
  }
  return {
    kind: 'until',
    lastDayKept: finalOn,
    fileLastDayKept: finalOn,
    reason: `Refused for another reason than threat or fraud, final on ${finalOn}.`,
    citation: row.citation,
  };
}

/** Lives as long as its application, and is nothing without it. */
export function retainVisaDecision(
  { concerns, decidedOn }: VisDecision,
  context: RetentionContext,
): Retention {
  const isThere = context.records.some(({ encounterId }) => encounterId === concerns);
  return isThere
    ? retainVisa(concerns, context)
    : term('vis-file', decidedOn, 'the decision, as its application is erased', context.today);
}
