import type { Requester } from '../domain/authorities.js';
import type { OperationId, TemplateId } from '../domain/ids.js';
import { startsDetection } from '../domain/links/starts-detection.js';
import { modalityOf } from '../domain/positions.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { ProbeTemplate, ReferenceTemplate } from '../matching/template.js';
import type { DetectLinksRequest } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type StartDetectionPorts = Pick<Ports, 'operations' | 'outbox' | 'subjects' | 'ids'>;

/**
 * Puts detection of multiple identities in line, in the transaction that makes it necessary. Its probes are the best
 * reference of each position of the subject, so that every finger ever given counts and nothing is extracted again.
 */
export async function startDetection(
  ports: StartDetectionPorts,
  tx: Sql,
  trigger: {
    readonly requester: Requester;
    readonly record: SystemRecord;
    /** Of templates that were just made, embeddings of their mirror images. */
    readonly mirroredViews?: ReadonlyMap<TemplateId, Int8Array>;
    /** The links there are follow the data, also where what is left of these would start no detection (Art 48(6)). */
    readonly followsLinks?: boolean;
  } & Pick<DetectLinksRequest, 'isAfresh'>,
): Promise<void> {
  const { system, subjectId, encounterId, identity } = trigger.record;
  const references = await ports.subjects.references(tx, system, subjectId);
  const has = (modality: string) => references.some(({ position }) => modalityOf(position) === modality);
  const dataSet = { system, identity, hasFingerprints: has('fingerprint'), hasFace: has('face') };
  const isOfLinkedAlone = !startsDetection(dataSet);
  if (isOfLinkedAlone && !trigger.followsLinks) return;
  const operationId = ports.ids.uuid() as OperationId;
  const request: DetectLinksRequest = {
    kind: 'detect-links',
    system,
    subjectId,
    encounterId,
    ...(trigger.isAfresh ? { isAfresh: true } : {}),
    ...(isOfLinkedAlone ? { isOfLinkedAlone } : {}),
  };
  await ports.operations.insert(tx, { operationId, requester: trigger.requester, request, samples: [] });
  const probes = bestOfEachPosition(
    references.map((reference) => {
      const mirroredView = trigger.mirroredViews?.get(reference.templateId);
      return mirroredView === undefined ? reference : { ...reference, mirroredView };
    }),
  );
  if (probes.length > 0) await ports.operations.keepProbes(tx, operationId, probes);
  await ports.outbox.insert(tx, { queue: probes.length > 0 ? 'search' : 'federation', operationId });
}

/** The best reference of each position, as a probe. */
export function bestOfEachPosition(references: readonly NewReference[]): readonly ProbeTemplate[] {
  const best = new Map<string, NewReference>();
  for (const reference of references) {
    const key = `${reference.position}/${reference.templateVersion}`;
    const known = best.get(key);
    if (known === undefined || reference.quality > known.quality) best.set(key, reference);
  }
  return [...best.values()].map(
    ({ position, templateVersion, quality, embedding, minutiae, mirroredView }) => ({
      position,
      templateVersion,
      quality,
      views: [embedding],
      ...(minutiae === undefined ? {} : { minutiae }),
      ...(mirroredView === undefined ? {} : { mirroredView }),
    }),
  );
}

type NewReference = ReferenceTemplate & Pick<ProbeTemplate, 'mirroredView'>;
