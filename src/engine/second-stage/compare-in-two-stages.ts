/**
 * 1:1 comparison by both stages. Every pair of fingers that can be compared is, as the best reference of a finger by
 * both stages need not be the best by one; the threads do the minutiae, the rest is a few inner products.
 */
import type { TemplateId } from '../../domain/ids.js';
import { modalityOf } from '../../domain/positions.js';
import { compareProbes } from '../../matching/compare.js';
import { isComparable, prepareProbe } from '../../matching/compare-person.js';
import type { EncodedMinutiae, ProbeTemplate, ReferenceTemplate } from '../../matching/template.js';
import { LIMITS } from '../../platform/limits.js';
import type { Comparator, Comparison } from '../../workflows/ports/gallery.js';
import type { MinutiaeScore, MinutiaPair } from '../../workflows/ports/second-stage.js';
import type { MinutiaePool } from './minutiae-pool.js';
import { scoreOfResult, whyNotCompared } from './pairs-to-compare.js';

type Reference = ReferenceTemplate & { readonly templateId: TemplateId };

/** A pair of fingers that both sides have minutiae of, of the same version. */
type Pair = {
  readonly key: string;
  readonly probe: number;
  readonly reference: number;
  readonly templateVersion: string;
};

export function createTwoStageComparator(pool: MinutiaePool): Comparator {
  return async (probes, references, { falseMatchRate, wantsPairs = false, signal }) => {
    const { scores, drawn } = await compareMinutiaeOf(pool, { probes, references, wantsPairs }, signal);
    const comparison = compareProbes(probes, references, {
      falseMatchRate,
      minutiaeOf: (probeIndex, { templateId }) => scores.get(keyOf(probeIndex, templateId)),
    });
    if (!wantsPairs) return comparison;
    return { ...comparison, minutiaePairs: pairsOf(comparison.positions, drawn) };
  };
}

const keyOf = (probeIndex: number, templateId: TemplateId) => `${probeIndex}/${templateId}`;

type Asked = {
  readonly probes: readonly ProbeTemplate[];
  readonly references: readonly Reference[];
  readonly wantsPairs: boolean;
};

/** Of every pair of fingers that the first stage compares: what the second says, and what corresponds where that is wanted. */
async function compareMinutiaeOf(pool: MinutiaePool, asked: Asked, signal: AbortSignal) {
  const { probes, references, wantsPairs } = asked;
  const scores = new Map<string, MinutiaeScore>();
  const drawn = new Map<string, readonly MinutiaPair[]>();
  const pairs = comparablePairs(asked, scores);
  if (pairs.length === 0) return { scores, drawn };
  const results = await pool.compare(
    {
      probes: probes.map(bytesOf),
      references: references.map(bytesOf),
      pairs,
      wantsPairs,
      limitMs: LIMITS.verificationMinutiaeMs,
    },
    signal,
  );
  pairs.forEach(({ key, templateVersion }, index) => {
    const result = results[index];
    scores.set(key, scoreOfResult(result, templateVersion));
    if (result?.kind === 'compared' && result.pairs) drawn.set(key, result.pairs);
  });
  return { scores, drawn };
}

/** The pairs to compare; why one cannot be is kept in `scores` at once. */
function comparablePairs({ probes, references }: Asked, scores: Map<string, MinutiaeScore>): readonly Pair[] {
  const pairs: Pair[] = [];
  probes.forEach((probe, probeIndex) => {
    if (modalityOf(probe.position) !== 'fingerprint') return;
    const prepared = prepareProbe(probe);
    references.forEach((reference, index) => {
      if (!isComparable(prepared, reference)) return;
      const key = keyOf(probeIndex, reference.templateId);
      const reason = whyNotCompared({ probe: probe.minutiae, reference: reference.minutiae });
      if (reason !== undefined) scores.set(key, reason);
      else
        pairs.push({
          key,
          probe: probeIndex,
          reference: index,
          templateVersion: probe.minutiae!.templateVersion,
        });
    });
  });
  return pairs;
}

function bytesOf({ minutiae }: { readonly minutiae?: EncodedMinutiae }): Uint8Array {
  return minutiae?.bytes ?? NO_BYTES;
}

const NO_BYTES = new Uint8Array();

function pairsOf(
  positions: ReturnType<typeof compareProbes>['positions'],
  drawn: ReadonlyMap<string, readonly MinutiaPair[]>,
): NonNullable<Comparison['minutiaePairs']> {
  return positions.flatMap(({ probeIndex, templateId }) => {
    const pairs = drawn.get(keyOf(probeIndex, templateId));
    return pairs ? [{ probeIndex, templateId, pairs }] : [];
  });
}
