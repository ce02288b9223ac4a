/** What a state of origin is told about one of its data sets, and when it did what that obliges to. */
import type { EncounterId } from '../ids.js';
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
  /** The data set of that state it was reported about; absent of those sent before this was kept. */
  readonly origin?: EncounterId;
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
  // Nothing to do: it ends once it was read.
  informed: [],
};

/** What a message replaces of what its state reported about the data set before: nobody follows that any more. */
export function outdatedBy({
  status,
  statusMemberState,
}: Pick<EurodacStatusMessage, 'status' | 'statusMemberState'>):
  | Pick<StoredNotice, 'status' | 'statusMemberState'>
  | undefined {
  if (status === 'protection-withdrawn') return { status: 'protection-granted' };
  const isReplaced = status === 'member-state-responsible' || status === 'relocation';
  return isReplaced && statusMemberState ? { status, statusMemberState } : undefined;
}

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
    case 'informed':
      return false;
  }
}

/**
 * Open notices about data sets of a person that no longer are about the one another state reported on: what joined the two
 * was found false. `before` and `after`: the sequences of everybody concerned. One whose origin is erased stays, as
 * nothing says that it was another person's.
 */
export function unfoundedNotices(
  notices: readonly StoredNotice[],
  before: readonly (readonly CurrentDataSet[])[],
  after: readonly (readonly CurrentDataSet[])[],
): readonly StoredNotice[] {
  return notices.filter((notice) => isFounded(notice, before) && !isFounded(notice, after));
}

/** Of those that ended with a hit that was not false after all: what the other state says still and nobody has done meanwhile. */
export function foundedNotices(
  notices: readonly StoredNotice[],
  sequences: readonly (readonly CurrentDataSet[])[],
): readonly StoredNotice[] {
  const dataSets = new Map(sequences.flat().map((dataSet) => [dataSet.dataSetId, dataSet]));
  return notices.filter((notice) => {
    const { about, origin, obliges } = notice;
    const dataSet = dataSets.get(about.encounterId);
    const from = origin === undefined ? undefined : dataSets.get(origin);
    return (
      dataSet !== undefined &&
      isFounded(notice, sequences) &&
      !isFollowed(obliges, notice, dataSet) &&
      (from === undefined || isSaid(notice, from))
    );
  });
}

/** Whether a state says still about its data set what it said. */
function isSaid({ status, statusMemberState }: StoredNotice, from: CurrentDataSet): boolean {
  switch (status) {
    case 'protection-granted':
      return from.mark?.kind === 'protection';
    case 'member-state-responsible':
      return from.memberStateResponsible === statusMemberState;
    case 'relocation':
      return from.memberStateOfRelocation === statusMemberState;
    case 'security-flag-ended':
      return !from.hasSecurityFlag;
    default:
      return true;
  }
}

function isFounded(
  { about, origin, from }: StoredNotice,
  sequences: readonly (readonly CurrentDataSet[])[],
): boolean {
  const sequence = sequences.find((members) =>
    members.some(({ dataSetId }) => dataSetId === about.encounterId),
  );
  return (
    sequence?.some(({ dataSetId, memberState }) =>
      origin === undefined ? memberState === from : dataSetId === origin,
    ) ?? false
  );
}
