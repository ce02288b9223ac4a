import { isMemberState } from '../country-codes.js';
import { citizenshipErasures } from '../eurodac/citizenship-erasure.js';
import { currentDataSets } from '../eurodac/current-data-set.js';
import { eurodacTerm } from '../eurodac/retention-term.js';
import type { EncounterId } from '../ids.js';
import { addYears } from '../local-date.js';
import type { Retention, RetentionContext } from '../retention.js';
import type { EurodacDataSet, EurodacStatusMessage, SystemRecord } from '../system-record.js';
import { open, term } from './term.js';

export function retainDataSet(
  encounterId: EncounterId,
  facts: EurodacDataSet,
  context: RetentionContext,
): Retention {
  const { records, receivedOn, today } = context;
  const messages = records.flatMap(({ facts: each }) =>
    each.kind === 'status-message' && each.concerns === encounterId ? [each] : [],
  );
  const early = erasedForCitizenship(encounterId, records);
  if (early) return early;
  const found = eurodacTerm(facts, { receivedOn, messages });
  if (found.kind === 'open') return open('fact-missing', found.reason, { item: found.item, today });
  const retention = term(found.item, found.from, found.fromWords, today);
  if (retention.kind === 'open' || found.prolongedYears === 0) return retention;
  const lastDayKept = addYears(retention.lastDayKept, found.prolongedYears);
  return {
    ...retention,
    lastDayKept,
    fileLastDayKept: lastDayKept,
    reason: `${retention.reason} Protection was prolonged: ${found.prolongedYears} more.`,
  };
}

/**
 * Before its time, from the day its state says so; what Article 30 does not list stays (Art 29(4)). Citizenship of another
 * country ends nothing; messages of it were taken once, and are among those kept.
 */
function erasedForCitizenship(
  encounterId: EncounterId,
  records: readonly SystemRecord[],
): Retention | undefined {
  const [dataSet] = currentDataSets(records).filter(({ dataSetId }) => dataSetId === encounterId);
  if (!dataSet?.citizenship) return undefined;
  const { memberState, on } = dataSet.citizenship;
  if (!isMemberState(memberState)) return undefined;
  const [erasure] = citizenshipErasures([dataSet], memberState);
  if (!erasure || erasure.kind === 'kept') return undefined;
  return {
    kind: 'until',
    lastDayKept: on,
    fileLastDayKept: on,
    reason: `${erasure.reason} Kept until ${on}.`,
    citation: erasure.citation,
  };
}

/** A message lives as long as the data set it is about, and is nothing without it. */
export function retainStatusMessage(facts: EurodacStatusMessage, context: RetentionContext): Retention {
  const about = context.records.find(({ encounterId }) => encounterId === facts.concerns);
  if (about?.facts.kind !== 'data-set') {
    return term(
      'eurodac-status-message',
      facts.statusDate,
      'its day, as its data set is erased',
      context.today,
    );
  }
  const receivedOn = context.receivedOnOf?.(about.encounterId) ?? context.receivedOn;
  return retainDataSet(about.encounterId, about.facts, { ...context, receivedOn });
}
