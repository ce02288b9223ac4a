import type { TemplateId } from '../domain/ids.js';
import type { ChosenPosition, ComparedPosition } from './compare-person.js';
import type { ProbeTemplate, ReferenceTemplate } from './template.js';

type StoredTemplate = ReferenceTemplate & { readonly templateId: TemplateId };

/** How each position contributed, in the words of an answer. */
export function positionScores(
  probes: readonly ProbeTemplate[],
  positions: readonly ChosenPosition<StoredTemplate>[],
) {
  return positions.map(
    ({ probeIndex, reference, similarityScore, logLikelihoodRatio, minutiae, further }) => ({
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
      ...(further === undefined ? {} : { further: further.map(furtherReference) }),
    }),
  );
}

function furtherReference({
  reference,
  similarityScore,
  logLikelihoodRatio,
}: ComparedPosition<StoredTemplate>) {
  const { templateId, quality } = reference;
  return { templateId, similarityScore, logLikelihoodRatio, referenceQuality: quality };
}
