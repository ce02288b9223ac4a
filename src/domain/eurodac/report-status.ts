/** Who reports what about a data set, and what follows from it: (EU) 2024/1358 Art 16, 17, 25, 30, 31, 40(3). */
import {
  EURODAC_NOTICE_HOURS,
  EURODAC_ORIGIN_ROW,
  EURODAC_RELOCATION_MARK_ROW,
  eurodacStatusRow,
} from '../law/eurodac-status-table.js';
import type { EurodacStatusMessage } from '../system-record.js';
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

/** `sender`: Member State of the caller. */
export function mayReport(
  message: EurodacStatusMessage,
  dataSet: CurrentDataSet,
  { sender }: { readonly sender: string },
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
  if (!row.categories.includes(dataSet.category)) {
    return refuse('category', `Reported about ${row.categories.join(', ')}.`);
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
  if (message.status === 'security-flag-ended') {
    if (!dataSet.hasSecurityFlag) return refuse('nothing-to-end', 'There is no security flag.');
    if (!message.othersConsulted) {
      return refuse('other-states-not-consulted', 'The other states of origin are consulted first.');
    }
  }
  return { kind: 'accepted', reason: row.rule, citation };
}

export type Notice = {
  /** State of origin that is informed. */
  readonly to: string;
  readonly aboutDataSet: CurrentDataSet['dataSetId'];
  /** RFC 3339 in UTC. */
  readonly dueAt: string;
  readonly obliges: 'mark-too' | 'update-responsible' | 'note-relocation' | 'delete-flag-too' | 'erase-too';
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
  const obliges = OBLIGES[message.status];
  if (!row.othersFollow || !origin || !obliges) return [];
  const dueAt = new Date(Date.parse(reportedAt) + EURODAC_NOTICE_HOURS.value * MS_OF_HOUR).toISOString();
  return sequence
    .filter(({ memberState }) => memberState !== origin.memberState)
    .map(({ memberState, dataSetId }) => ({
      to: memberState,
      aboutDataSet: dataSetId,
      dueAt,
      obliges,
      citation: row.citation,
    }));
}

const MS_OF_HOUR = 3_600_000;

const OBLIGES: Partial<Record<EurodacStatusMessage['status'], Notice['obliges']>> = {
  'member-state-responsible': 'update-responsible',
  relocation: 'note-relocation',
  'protection-granted': 'mark-too',
  'residence-document': 'mark-too',
  'security-flag-ended': 'delete-flag-too',
  citizenship: 'erase-too',
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
