import { eurodacStatusRow } from '../law/eurodac-status-table.js';
import type { EurodacStatusMessage, SystemRecord } from '../system-record.js';
import { currentDataSets } from './current-data-set.js';
import { type MarksOfPerson, mayReport } from './report-status.js';

export type StatusMessageFault = {
  readonly code: 'record-unknown' | 'facts-not-permitted';
  /** JSON pointer into the request. */
  readonly pointer: string;
  readonly detail: string;
};

/**
 * Why a message is not recorded: its data set is not in the file, or it is not this state's to report, or not so.
 */
export function statusMessageFault(
  message: EurodacStatusMessage,
  records: readonly SystemRecord[],
  {
    sender,
    encounterAt,
    ...marks
  }: MarksOfPerson & { readonly sender: string; readonly encounterAt: string },
): StatusMessageFault | undefined {
  const dataSet = currentDataSets(records).find(({ dataSetId }) => dataSetId === message.concerns);
  if (!dataSet) {
    return {
      code: 'record-unknown',
      pointer: '/facts/concerns',
      detail: 'The data set is not in the file of this subject: erased, or of another person.',
    };
  }
  const decision = mayReport(message, dataSet, { sender, ...marks });
  if (decision.kind === 'accepted') return outdatedFault(message, records, encounterAt);
  const isAboutDay = decision.because === 'not-in-force' || decision.because === 'before-transmission';
  return {
    code: 'facts-not-permitted',
    pointer: isAboutDay ? '/facts/statusDate' : '/facts/status',
    detail: `${decision.reason} ${decision.citation}.`,
  };
}

/** Messages of which the later holds: they end or replace each other. */
const REPLACING: readonly (readonly EurodacStatusMessage['status'][])[] = [
  ['security-flag', 'security-flag-ended'],
  ['protection-granted', 'protection-withdrawn'],
  ['member-state-responsible'],
  ['relocation'],
];

/**
 * One of before what it would end or replace changes nothing, and its state would think it had. Of one day the time of the
 * encounter says which is the later; of the same moment nothing does.
 */
function outdatedFault(
  message: EurodacStatusMessage,
  records: readonly SystemRecord[],
  encounterAt: string,
): StatusMessageFault | undefined {
  const { status, concerns, statusDate, statusMemberState } = message;
  const replaced = REPLACING.find((statuses) => statuses.includes(status)) ?? [];
  const isNotBefore = (other: EurodacStatusMessage, otherAt: string) =>
    other.statusDate > statusDate ||
    (other.statusDate === statusDate && Date.parse(otherAt) >= Date.parse(encounterAt));
  const later = records.flatMap(({ facts, encounterAt: at }) => {
    if (facts.kind !== 'status-message' || facts.concerns !== concerns) return [];
    const saysTheSame = facts.status === status && facts.statusMemberState === statusMemberState;
    return !saysTheSame && replaced.includes(facts.status) && isNotBefore(facts, at) ? [facts] : [];
  });
  if (later.length === 0) return undefined;
  const isOfOneDay = later.every((other) => other.statusDate === statusDate);
  const what = isOfOneDay ? 'of that day at the same time or later' : 'of a later day';
  return {
    code: 'facts-not-permitted',
    pointer: isOfOneDay ? '/encounterAt' : '/facts/statusDate',
    detail: `What was reported ${what} holds: only after it. ${eurodacStatusRow(status).citation}.`,
  };
}
