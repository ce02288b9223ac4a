/** What the second stage says of every pair of fingers of a 1:1 comparison that the first compares. */
import type { TemplateId } from '../../domain/ids.js';
import { modalityOf } from '../../domain/positions.js';
import { isComparable, prepareProbe } from '../../matching/compare-person.js';
import type { EncodedMinutiae, ProbeTemplate, ReferenceTemplate } from '../../matching/template.js';
import { LIMITS } from '../../platform/limits.js';
import type { MinutiaeScore, MinutiaPair } from '../../workflows/ports/second-stage.js';
import type { MinutiaePool } from './minutiae-pool.js';
import { scoreOfResult, whyNotCompared } from './pairs-to-compare.js';

export type ComparedTemplates = {
  readonly probes: readonly ProbeTemplate[];
  readonly references: readonly (ReferenceTemplate & { readonly templateId: TemplateId })[];
};

/** A pair of fingers that both sides have minutiae of, of the same version. */
type Pair = {
  readonly key: string;
  readonly probe: number;
  readonly reference: number;
  readonly templateVersion: string;
};

/** What the second stage says, and what corresponds where that is wanted; both by `keyOfPair`. */
export async function minutiaeOfPairs(
  pool: MinutiaePool,
  compared: ComparedTemplates,
  { wantsPairs = false, signal }: { readonly wantsPairs?: boolean; readonly signal: AbortSignal },
) {
  const { probes, references } = compared;
  const scores = new Map<string, MinutiaeScore>();
  const drawn = new Map<string, readonly MinutiaPair[]>();
  const pairs = comparablePairs(compared, scores);
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

export const keyOfPair = (probeIndex: number, templateId: TemplateId) => `${probeIndex}/${templateId}`;

/** The pairs to compare; why one cannot be is kept in `scores` at once. */
function comparablePairs(
  { probes, references }: ComparedTemplates,
  scores: Map<string, MinutiaeScore>,
): readonly Pair[] {
  const pairs: Pair[] = [];
  probes.forEach((probe, probeIndex) => {
    if (modalityOf(probe.position) !== 'fingerprint') return;
    const prepared = prepareProbe(probe);
    references.forEach((reference, index) => {
      if (!isComparable(prepared, reference)) return;
      const key = keyOfPair(probeIndex, reference.templateId);
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
