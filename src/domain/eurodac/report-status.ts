/** Who reports what about a data set, and what follows from it: (EU) 2024/1358 Art 16, 17, 25, 30, 31, 40(3). */
import {
  EURODAC_NOTICE_HOURS,
  EURODAC_ORIGIN_ROW,
  EURODAC_RELOCATION_MARK_ROW,
  eurodacStatusRow,
} from '../law/eurodac-status-table.js';
import type { EurodacStatusMessage } from '../system-record.js';
import { citizenshipErasures } from './citizenship-erasure.js';
import type { CurrentDataSet } from './current-data-set.js';

export type StatusDecision =
  | { readonly kind: 'accepted'; readonly reason: string; readonly citation: string }
  | {
      readonly kind: 'refused';
      readonly because:
        | 'not-in-force'
        | 'not-of-origin'
        | 'category'
        | 'not-responsible'
        | 'nothing-to-end'
        | 'before-transmission'
        | 'other-states-not-consulted';
      readonly reason: string;
      readonly citation: string;
    };

/** What a message about a mark depends on beside its data set. */
export type MarksOfPerson = {
  /** The data sets of the person. */
  readonly sequence?: readonly CurrentDataSet[];
  /** An open notice obliges its state to this very mark. */
  readonly isAsked?: boolean;
};

/** `sender`: Member State of the caller. */
export function mayReport(
  message: EurodacStatusMessage,
  dataSet: CurrentDataSet,
  { sender, ...marks }: MarksOfPerson & { readonly sender: string },
): StatusDecision {
  const row = eurodacStatusRow(message.status);
  const { citation } = row;
  const refuse = (
    because: Extract<StatusDecision, { kind: 'refused' }>['because'],
    reason: string,
    cited = citation,
  ): StatusDecision => ({ kind: 'refused', because, reason, citation: cited });

  if (message.statusDate < row.inForceFrom) {
    return refuse('not-in-force', `This is reported from ${row.inForceFrom}.`);
  }
  if (sender !== dataSet.memberState) {
    return refuse('not-of-origin', EURODAC_ORIGIN_ROW.rule, EURODAC_ORIGIN_ROW.citation);
  }
  if (!row.categories.includes(dataSet.category) && !copiesMark(message, dataSet, marks)) {
    const { categories, onceMarkedElsewhere } = row;
    const also = onceMarkedElsewhere
      ? `; about ${onceMarkedElsewhere.join(', ')} once another data set of the person is marked so in its own right`
      : '';
    return refuse('category', `Reported about ${categories.join(', ')}${also}.`);
  }
  if (message.statusDate < dataSet.facts.eventDate) {
    return refuse('before-transmission', 'Not before the event of its data set.');
  }
  if (
    row.writer === 'member-state-responsible' &&
    dataSet.memberStateResponsible !== undefined &&
    dataSet.memberStateResponsible !== sender
  ) {
    return refuse('not-responsible', 'The Member State responsible reports it.');
  }
  if (message.status === 'protection-withdrawn' && dataSet.mark?.kind !== 'protection') {
    return refuse('nothing-to-end', 'The data are not marked for protection.');
  }
  if (message.status === 'protection-withdrawn' && isCopyOfStanding(dataSet, marks.sequence ?? [])) {
    return refuse('nothing-to-end', 'The mark is a copy, and the protection it was copied from stands.');
  }
  if (message.status === 'security-flag-ended') {
    if (!dataSet.hasSecurityFlag) return refuse('nothing-to-end', 'There is no security flag.');
    if (!message.othersConsulted) {
      return refuse('other-states-not-consulted', 'The other states of origin are consulted first.');
    }
  }
  return { kind: 'accepted', reason: row.rule, citation };
}

/**
 * Art 31(1), 31(6): the mark of the data set it was reported about is put on the others of the person too, by the states that
 * transmitted them; also once that data set is erased, as nobody has said that the protection ended. A copy is copied from no
 * more: it may outlive what it was copied from. A residence document is one of an applicant only where the state of
 * relocation copies it.
 */
function copiesMark(
  { status }: EurodacStatusMessage,
  { dataSetId, category, facts }: CurrentDataSet,
  { sequence = [], isAsked = false }: MarksOfPerson,
): boolean {
  if (!eurodacStatusRow(status).onceMarkedElsewhere?.includes(category)) return false;
  const isOfResidence = status === 'residence-document';
  if (isOfResidence && facts.arrival !== 'relocation') return false;
  const isSource = (other: CurrentDataSet) =>
    isInOwnRight(status, other) &&
    (isOfResidence ? other.residenceDocumentOn !== undefined : other.mark?.kind === 'protection');
  return isAsked || sequence.some((other) => other.dataSetId !== dataSetId && isSource(other));
}

/** Whether a mark is reported about data of this category without another having been. */
function isInOwnRight(status: EurodacStatusMessage['status'], { category }: CurrentDataSet): boolean {
  return eurodacStatusRow(status).categories.includes(category);
}

/** Art 31(3): a protection is ended by who granted it, which its copies then follow. After a false hit nobody else stands. */
function isCopyOfStanding(dataSet: CurrentDataSet, sequence: readonly CurrentDataSet[]): boolean {
  if (isInOwnRight('protection-granted', dataSet)) return false;
  return sequence.some(
    (other) => isInOwnRight('protection-granted', other) && other.mark?.kind === 'protection',
  );
}

/**
 * Whether a message follows what another state reported: then the states of origin were told of it already. `wasAsked`: a
 * notice obliged to it until now.
 */
export function isCopy(
  { status }: EurodacStatusMessage,
  dataSet: CurrentDataSet,
  { wasAsked }: { readonly wasAsked: boolean },
): boolean {
  if (status === 'protection-withdrawn') return !isInOwnRight('protection-granted', dataSet);
  if (eurodacStatusRow(status).onceMarkedElsewhere === undefined) return false;
  return wasAsked || !isInOwnRight(status, dataSet);
}

export type Notice = {
  /** State of origin that is informed. */
  readonly to: string;
  readonly aboutDataSet: CurrentDataSet['dataSetId'];
  /** RFC 3339 in UTC. */
  readonly dueAt: string;
  /** `informed`: to nothing. */
  readonly obliges:
    | 'mark-too'
    | 'update-responsible'
    | 'note-relocation'
    | 'delete-flag-too'
    | 'erase-too'
    | 'informed';
  readonly citation: string;
};

/**
 * Whom Eurodac informs of a message, at the latest when: every other state of origin of the sequence, for each of its
 * own data sets. `reportedAt`: RFC 3339.
 */
export function noticesOf(
  message: EurodacStatusMessage,
  sequence: readonly CurrentDataSet[],
  reportedAt: string,
): readonly Notice[] {
  const row = eurodacStatusRow(message.status);
  const origin = sequence.find(({ dataSetId }) => dataSetId === message.concerns);
  if (!row.othersFollow || !origin) return [];
  const dueAt = noticeDueAt(reportedAt);
  return sequence
    .filter(({ memberState }) => memberState !== origin.memberState)
    .flatMap((dataSet): readonly Notice[] => {
      const obliges = obligationOf(message, dataSet);
      const { memberState: to, dataSetId: aboutDataSet } = dataSet;
      return obliges ? [{ to, aboutDataSet, dueAt, obliges, citation: row.citation }] : [];
    });
}

/** `from`: RFC 3339. */
export function noticeDueAt(from: string): string {
  return new Date(Date.parse(from) + EURODAC_NOTICE_HOURS.value * MS_OF_HOUR).toISOString();
}

const MS_OF_HOUR = 3_600_000;

/** What a message obliges the state of another data set to; `undefined` where it is nothing to it. */
function obligationOf(
  { status, statusMemberState }: EurodacStatusMessage,
  dataSet: CurrentDataSet,
): Notice['obliges'] | undefined {
  const { category, mark, memberState } = dataSet;
  // Art 30, 29(4): what is kept in spite of citizenship is nobody's to erase.
  if (status === 'citizenship') {
    const [erasure] = citizenshipErasures([dataSet], statusMemberState ?? memberState);
    return erasure?.kind === 'kept' ? undefined : 'erase-too';
  }
  if (status === 'protection-withdrawn') return mark?.kind === 'protection' ? 'informed' : undefined;
  const follows = eurodacStatusRow(status).followers?.includes(category) ?? true;
  return follows ? OBLIGES[status] : 'informed';
}

const OBLIGES: Partial<Record<EurodacStatusMessage['status'], Notice['obliges']>> = {
  'member-state-responsible': 'update-responsible',
  relocation: 'note-relocation',
  'protection-granted': 'mark-too',
  'residence-document': 'mark-too',
  'security-flag-ended': 'delete-flag-too',
};

/** What the state of relocation copies onto the data set with which it registers the arrival (Art 31(6)). */
export function relocatedMark(
  from: CurrentDataSet,
  relocationState: string,
): {
  readonly memberStateResponsible: string;
  readonly mark?: NonNullable<CurrentDataSet['mark']>;
  readonly citation: string;
} {
  return {
    memberStateResponsible: relocationState,
    ...(from.mark ? { mark: from.mark } : {}),
    citation: EURODAC_RELOCATION_MARK_ROW.citation,
  };
}
