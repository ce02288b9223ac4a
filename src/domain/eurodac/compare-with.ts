/** Which stored data sets new biometrics are compared with, why, and what a hit hands over. */

import {
  EURODAC_APPLIES_FROM,
  type EurodacCategory,
  type EurodacCollection,
} from '../law/eurodac-category-table.js';
import {
  ARRIVAL_NOT_COMPARED_ROW,
  COMPARISON_ROWS,
  type ComparisonPurpose,
  FACE_COMPARISON_ROWS,
  HIT_REPLY_ROWS,
} from '../law/eurodac-comparison-table.js';
import type { LocalDate } from '../local-date.js';

export type Comparable = {
  readonly category: EurodacCategory;
  /** State of origin. */
  readonly memberState: string;
  readonly isMarked: boolean;
};

export type Incoming = {
  readonly collection: EurodacCollection;
  readonly memberState: string;
  /** It reports an arrival after a take-charge transfer. */
  readonly isArrival?: boolean;
  /** The state asks for its own data too (Art 27(3)). */
  readonly wantsOwn?: boolean;
  readonly on: LocalDate;
};

type Why = { readonly reason: string; readonly citation: string };
export type ComparisonDecision = Why & {
  readonly isCompared: boolean;
  readonly purpose?: ComparisonPurpose;
};

/** Whether a data set that is transmitted is compared with any other at all. */
export function isComparedOnTransmission(
  incoming: Pick<Incoming, 'collection' | 'isArrival' | 'on'>,
): ComparisonDecision {
  const row = COMPARISON_ROWS.find(({ incoming: each }) => each === incoming.collection)!;
  const { rule: reason, citation } = incoming.isArrival ? ARRIVAL_NOT_COMPARED_ROW : row;
  const isCompared = !incoming.isArrival && row.with.length > 0 && row.inForceFrom <= incoming.on;
  return { isCompared, reason, citation, ...(row.purpose ? { purpose: row.purpose } : {}) };
}

/** Whether one stored data set is among those the incoming one is compared with. */
export function isComparedWith(incoming: Incoming, stored: Comparable): ComparisonDecision {
  const row = COMPARISON_ROWS.find(({ incoming: each }) => each === incoming.collection)!;
  if (incoming.on < row.inForceFrom) {
    return {
      isCompared: false,
      reason: `The comparison begins on ${row.inForceFrom}.`,
      citation: row.citation,
    };
  }
  if (incoming.isArrival) {
    return {
      isCompared: false,
      reason: ARRIVAL_NOT_COMPARED_ROW.rule,
      citation: ARRIVAL_NOT_COMPARED_ROW.citation,
    };
  }
  const no = (reason: string): ComparisonDecision => ({ isCompared: false, reason, citation: row.citation });
  const found = row.with.find(({ category }) => category === stored.category);
  if (!found) return no(row.rule);
  if (found.markedOnly && !stored.isMarked) return no('Of data of applicants only those that are marked.');
  if (row.ownOnlyOnRequest && !incoming.wantsOwn && stored.memberState === incoming.memberState) {
    return no('Own data only on request.');
  }
  return {
    isCompared: true,
    reason: row.rule,
    citation: row.citation,
    ...(row.purpose ? { purpose: row.purpose } : {}),
  };
}

export type FaceDecision = Why & { readonly face: 'owed' | 'permitted' | 'off' };

/** `facialRecognitionSince`: the day facial recognition was introduced; unknown until there is one. */
export function faceComparison({
  on,
  facialRecognitionSince,
  hasUsableFingerprints,
}: {
  readonly on: LocalDate;
  readonly facialRecognitionSince?: LocalDate;
  readonly hasUsableFingerprints: boolean;
}): FaceDecision {
  const [owed, permitted, off] = FACE_COMPARISON_ROWS;
  if (on < EURODAC_APPLIES_FROM || facialRecognitionSince === undefined || on < facialRecognitionSince) {
    return { face: 'off', reason: off!.rule, citation: off!.citation };
  }
  return hasUsableFingerprints
    ? { face: 'permitted', reason: permitted!.rule, citation: permitted!.citation }
    : { face: 'owed', reason: owed!.rule, citation: owed!.citation };
}

export type Hit<DataSet extends Comparable = Comparable> = {
  readonly dataSet: DataSet;
  readonly foundBy: readonly ('fingerprint' | 'face')[];
};

export type HitReply<DataSet extends Comparable> = {
  readonly dataSet: DataSet;
  /** Articles whose data are handed over. */
  readonly citation: string;
  readonly showsMark: boolean;
};

/**
 * All data sets that correspond, those that serve asylum responsibility first. Nothing where there is no hit. A face
 * alone is no hit while facial recognition is off.
 */
export function hitReplies<DataSet extends Comparable>(
  incoming: Incoming,
  hits: readonly Hit<DataSet>[],
  { isFaceCompared }: { readonly isFaceCompared: boolean },
): readonly HitReply<DataSet>[] {
  return hits
    .filter(
      ({ dataSet, foundBy }) =>
        isComparedWith(incoming, dataSet).isCompared &&
        (foundBy.includes('fingerprint') || (isFaceCompared && foundBy.includes('face'))),
    )
    .map(({ dataSet }) => ({
      dataSet,
      citation: HIT_REPLY_ROWS.find(({ category }) => category === dataSet.category)!.citation,
      showsMark: dataSet.isMarked,
      isFirst: servesResponsibility(incoming, dataSet),
    }))
    .sort((a, b) => Number(b.isFirst) - Number(a.isFirst))
    .map(({ isFirst: _isFirst, ...reply }) => reply);
}

/** Reading: data of applicants always; for an applicant also where they entered, were found or disembarked. */
function servesResponsibility({ collection }: Incoming, { category }: Comparable): boolean {
  if (category === 'international-protection') return true;
  return (
    collection === 'international-protection' &&
    ['irregular-crossing', 'illegal-stay', 'search-and-rescue'].includes(category)
  );
}
