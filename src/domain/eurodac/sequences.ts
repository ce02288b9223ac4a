/** The data sets of one person, linked: (EU) 2024/1358 Art 3(6). Persons are counted by sequences. */
import type { EncounterId, SubjectId } from '../ids.js';
import type { LocalDate } from '../local-date.js';

export type Linkable = {
  readonly dataSetId: EncounterId;
  /** Data sets of one subject are one person's already. */
  readonly subjectId: SubjectId;
  readonly transmittedOn: LocalDate;
};

export type SequenceLink = {
  readonly between: readonly [EncounterId, EncounterId];
  readonly foundBy: readonly ('fingerprint' | 'face')[];
  /** What the receiving state made of the hit. */
  readonly verification: 'unverified' | 'confirmed' | 'false';
};

/** Oldest first, never empty. */
export type Sequence<DataSet extends Linkable> = readonly [DataSet, ...DataSet[]];

/**
 * Every data set is in exactly one sequence. Sequences come in the order of their oldest data set; links to data sets
 * that are no longer there (erased) are passed over, so an erasure may take a sequence apart.
 */
export function sequencesOf<DataSet extends Linkable>(
  dataSets: readonly DataSet[],
  links: readonly SequenceLink[],
): readonly Sequence<DataSet>[] {
  const ordered = [...dataSets].sort(inOrder);
  const parents = ordered.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) {
      // Halves the path on the way up.
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  const join = (a: number, b: number) => {
    const [rootA, rootB] = [rootOf(a), rootOf(b)];
    parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  };
  const indexOf = new Map(ordered.map(({ dataSetId }, index) => [dataSetId, index]));
  const firstOf = new Map<SubjectId, number>();
  for (const [index, { subjectId }] of ordered.entries()) {
    const first = firstOf.get(subjectId);
    if (first === undefined) firstOf.set(subjectId, index);
    else join(first, index);
  }
  for (const { between } of links.filter(isLinking)) {
    const [a, b] = between.map((id) => indexOf.get(id));
    if (a !== undefined && b !== undefined) join(a, b);
  }
  const sequences = new Map<number, [DataSet, ...DataSet[]]>();
  for (const [index, dataSet] of ordered.entries()) {
    const members = sequences.get(rootOf(index));
    if (members) members.push(dataSet);
    else sequences.set(rootOf(index), [dataSet]);
  }
  return [...sequences.values()];
}

/** On fingerprints until it is found false; on the face alone from its confirmation. */
export function isLinking({ foundBy, verification }: SequenceLink): boolean {
  if (verification !== 'unverified') return verification === 'confirmed';
  return foundBy.includes('fingerprint');
}

function inOrder(a: Linkable, b: Linkable): number {
  const keys = [a, b].map(({ transmittedOn, dataSetId }) => `${transmittedOn} ${dataSetId}`);
  return keys[0]! < keys[1]! ? -1 : keys[0]! > keys[1]! ? 1 : 0;
}
