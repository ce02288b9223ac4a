/** What a thread of the second stage is given and gives back. Templates travel as bytes and are read in the thread. */
import { decodeMinutiae } from '../../domain/minutiae-bytes.js';
import { type ComparisonBasis, compareMinutiae } from '../../matching/minutiae/compare-minutiae.js';
import { type DescribedMinutiae, describeMinutiae } from '../../matching/minutiae/describe-minutiae.js';
import type { MinutiaPair, MinutiaPoint } from '../../workflows/ports/second-stage.js';

/** Indices into `probes` and `references`. */
export type PairOfTemplates = { readonly probe: number; readonly reference: number };

export type MinutiaeTask = {
  readonly probes: readonly Uint8Array[];
  readonly references: readonly Uint8Array[];
  readonly pairs: readonly PairOfTemplates[];
  readonly wantsPairs: boolean;
};

export type PairResult =
  | {
      readonly kind: 'compared';
      readonly basis: ComparisonBasis;
      readonly similarityScore: number;
      readonly pairCount: number;
      /** Where they were wanted. */
      readonly pairs?: readonly MinutiaPair[];
    }
  | { readonly kind: 'unreadable' };

/** One result per pair of the task, in its order. */
export function workMinutiaeTask(task: MinutiaeTask): readonly PairResult[] {
  const probes = task.probes.map(read);
  const references = task.references.map(read);
  return task.pairs.map(({ probe: p, reference: r }) => {
    const probe = probes[p]!();
    const reference = references[r]!();
    if (probe === undefined || reference === undefined) return { kind: 'unreadable' };
    const { basis, score, pairs } = compareMinutiae(probe, reference);
    const result = { kind: 'compared', basis, similarityScore: score, pairCount: pairs.length } as const;
    if (!task.wantsPairs) return result;
    return { ...result, pairs: pairs.map((pair) => pointsOf(pair, probe.template, reference.template)) };
  });
}

/** Read when it is first needed and once; `undefined` where the bytes are no template. */
function read(bytes: Uint8Array): () => DescribedMinutiae | undefined {
  let described: DescribedMinutiae | undefined;
  let isRead = false;
  return () => {
    if (isRead) return described;
    isRead = true;
    const decoded = decodeMinutiae(bytes);
    if (decoded.kind === 'template') described = describeMinutiae(decoded.template);
    return described;
  };
}

function pointsOf(
  pair: PairOfTemplates,
  probe: DescribedMinutiae['template'],
  reference: DescribedMinutiae['template'],
): MinutiaPair {
  return { probe: pointOf(probe, pair.probe), reference: pointOf(reference, pair.reference) };
}

function pointOf(template: DescribedMinutiae['template'], index: number): MinutiaPoint {
  const { x, y } = template.origin ?? { x: 0, y: 0 };
  return {
    x: x + template.x[index]! / 10,
    y: y + template.y[index]! / 10,
    angle: (template.direction[index]! * 360) / 256,
  };
}
