import type { EurodacStatusMessage, SystemRecord } from '../system-record.js';
import { currentDataSets } from './current-data-set.js';
import { mayReport } from './report-status.js';

export type StatusMessageFault = {
  readonly code: 'record-unknown' | 'facts-not-permitted';
  /** JSON pointer into the request. */
  readonly pointer: string;
  readonly detail: string;
};

/** Why a message is not recorded: its data set is not in the file, or it is not this state's to report, or not so. */
export function statusMessageFault(
  message: EurodacStatusMessage,
  records: readonly SystemRecord[],
  sender: string,
): StatusMessageFault | undefined {
  const dataSet = currentDataSets(records).find(({ dataSetId }) => dataSetId === message.concerns);
  if (!dataSet) {
    return {
      code: 'record-unknown',
      pointer: '/facts/concerns',
      detail: 'The data set is not in the file of this subject: erased, or of another person.',
    };
  }
  const decision = mayReport(message, dataSet, { sender });
  if (decision.kind === 'accepted') return undefined;
  const isAboutDay = decision.because === 'not-in-force' || decision.because === 'before-transmission';
  return {
    code: 'facts-not-permitted',
    pointer: isAboutDay ? '/facts/statusDate' : '/facts/status',
    detail: `${decision.reason} ${decision.citation}.`,
  };
}
