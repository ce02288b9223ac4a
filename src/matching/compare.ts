import type { TemplateId } from '../domain/ids.js';
import { comparePerson, comparisonsPerProbe, type MinutiaeOfPair, prepareProbe } from './compare-person.js';
import { decide, verificationThresholds } from './decision.js';
import { positionScores } from './position-scores.js';
import type { ProbeTemplate, ReferenceTemplate } from './template.js';

type StoredTemplate = ReferenceTemplate & { readonly templateId: TemplateId };

/**
 * 1:1 comparison of probes with the references of one subject, by both stages where `minutiaeOf` says something. Nothing
 * comparable (other positions, other template versions) is `no-match` with score 0 and no positions: there is no
 * evidence either way, and the empty list says so.
 */
export function compareProbes(
  probes: readonly ProbeTemplate[],
  references: readonly StoredTemplate[],
  options: { readonly falseMatchRate: number; readonly minutiaeOf?: MinutiaeOfPair<StoredTemplate> },
) {
  const prepared = probes.map(prepareProbe);
  const thresholds = verificationThresholds({
    comparisons: comparisonsPerProbe(prepared, references),
    falseMatchRate: options.falseMatchRate,
  });
  const { minutiaeOf } = options;
  const { fusedScore, positions } = comparePerson(
    prepared,
    references,
    minutiaeOf === undefined ? {} : { minutiaeOf },
  );
  const isComparable = positions.length > 0;
  return {
    decision: isComparable ? decide(fusedScore, thresholds) : ('no-match' as const),
    similarityScore: isComparable ? fusedScore : 0,
    threshold: thresholds.match,
    positions: positionScores(probes, positions),
  };
}
