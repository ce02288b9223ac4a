import type { TemplateId } from '../domain/ids.js';
import type { ComparedPosition } from './compare-person.js';
import type { ProbeTemplate, ReferenceTemplate } from './template.js';

/** How each position contributed, in the words of an answer. */
export function positionScores(
  probes: readonly ProbeTemplate[],
  positions: readonly ComparedPosition<ReferenceTemplate & { readonly templateId: TemplateId }>[],
) {
  return positions.map(({ probeIndex, reference, similarityScore, logLikelihoodRatio, minutiae }) => ({
    probeIndex,
    probePosition: probes[probeIndex]!.position,
    referencePosition: reference.position,
    templateId: reference.templateId,
    similarityScore,
    logLikelihoodRatio,
    probeQuality: probes[probeIndex]!.quality,
    referenceQuality: reference.quality,
    templateVersion: reference.templateVersion,
    ...(minutiae === undefined ? {} : { minutiae }),
  }));
}
