/** Which subject a state may enter a data set under, and what it erases of one: (EU) 2024/1358 Art 16(2)(a), 27, 40(3). */
import { SUBJECT_OF_ONE_STATE_ROW } from '../law/eurodac-sequence-table.js';
import type { EurodacDataSet, SystemRecord } from '../system-record.js';
import { type CurrentDataSet, currentDataSets } from './current-data-set.js';
import type { StatusMessageFault } from './status-message-fault.js';

/**
 * Data sets of one subject are not compared with each other. One that is entered under the subject of another state would
 * be one person with it though no comparison found it and no expert saw it, whatever the name it carries.
 */
export function subjectFault(
  facts: EurodacDataSet,
  records: readonly SystemRecord[],
  sender: string,
): StatusMessageFault | undefined {
  const dataSets = currentDataSets(records);
  const others = dataSets.filter(({ memberState }) => memberState !== sender);
  if (others.length === 0 || isRepeated(facts, dataSets, sender)) return undefined;
  const isTransferred = others.some(({ memberStateResponsible }) => memberStateResponsible === sender);
  if (facts.arrival === 'take-charge' && isTransferred) return undefined;
  const { rule, citation } = SUBJECT_OF_ONE_STATE_ROW;
  return {
    code: 'facts-not-permitted',
    pointer: '/subjectId',
    detail: `The subject has data sets of another state: transmit without subjectId. ${sentence(rule)} ${citation}.`,
  };
}

/** Better biometrics of who is in the subject already join nobody (Art 37(3), 38(1)). */
function isRepeated(
  { referenceNumber }: EurodacDataSet,
  dataSets: readonly CurrentDataSet[],
  sender: string,
): boolean {
  return dataSets.some(
    ({ memberState, facts }) => memberState === sender && facts.referenceNumber === referenceNumber,
  );
}

function sentence(rule: string): string {
  return `${rule[0]!.toUpperCase()}${rule.slice(1)}.`;
}

/** What a state erases of a file in which others have data sets too; nothing of a file of another system, which is whole. */
export function ownDataSets(records: readonly SystemRecord[], memberState: string): readonly SystemRecord[] {
  const isOfDataSets = records.every(
    ({ facts }) => facts.kind === 'data-set' || facts.kind === 'status-message',
  );
  return isOfDataSets ? records.filter((record) => record.memberState === memberState) : [];
}
