/** What a state of origin is told about one of its data sets, and when it did what that obliges to. */
import type { EurodacStatusMessage } from '../system-record.js';
import type { CurrentDataSet } from './current-data-set.js';
import type { Notice } from './report-status.js';
import type { DataSetKey } from './stored-comparison.js';

export type StoredNotice = {
  readonly noticeId: string;
  /** State of origin that is told. */
  readonly to: string;
  readonly about: DataSetKey;
  readonly obliges: Notice['obliges'];
  /** What was reported, by whom. */
  readonly status: EurodacStatusMessage['status'];
  readonly statusDate: EurodacStatusMessage['statusDate'];
  readonly statusMemberState?: string;
  readonly from: string;
  readonly dueAt: string;
  readonly citation: string;
  readonly sentAt: string;
  readonly readAt?: string;
};

/** Messages by which a state does what a notice obliges it to; erasure ends the notice with the data set. */
export const SETTLED_BY: Readonly<Record<Notice['obliges'], readonly EurodacStatusMessage['status'][]>> = {
  'mark-too': ['protection-granted', 'residence-document'],
  'update-responsible': ['member-state-responsible'],
  'note-relocation': ['relocation'],
  'delete-flag-too': ['security-flag-ended'],
  'erase-too': ['citizenship'],
};

/** Whether a data set is already as the notice wants it. */
export function isFollowed(
  obliges: Notice['obliges'],
  { statusMemberState }: Pick<EurodacStatusMessage, 'statusMemberState'>,
  dataSet: CurrentDataSet,
): boolean {
  switch (obliges) {
    case 'mark-too':
      return dataSet.isMarked;
    case 'update-responsible':
      return dataSet.memberStateResponsible === statusMemberState;
    case 'note-relocation':
      return dataSet.memberStateOfRelocation === statusMemberState;
    case 'delete-flag-too':
      return !dataSet.hasSecurityFlag;
    case 'erase-too':
      return dataSet.citizenship !== undefined;
  }
}
