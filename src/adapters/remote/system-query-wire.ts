/**
 * The two messages of the contract: what is asked of a remote system, and its answer made into words of the hub. An
 * answer is believed only where it has the shape of the schema and speaks for the system that was asked.
 */
import { Compile } from 'typebox/compile';
import { type SystemQueryBody, SystemQueryResult } from '../../../schemas/system-query.js';
import type { PeerGateway } from '../../domain/authorities.js';
import type { SystemId } from '../../domain/systems.js';
import { LIMITS } from '../../platform/limits.js';
import type { SystemQuery, SystemQueryAnswer } from '../../workflows/ports/systems.js';
import { isSearchedBy } from '../system-modalities.js';
import { malformed } from './remote-transport.js';

const answerSchema = Compile(SystemQueryResult);

export function toSystemQueryBody(system: SystemId, query: SystemQuery): SystemQueryBody {
  const probes = query.probes.filter(({ position }) => isSearchedBy(system, position));
  return {
    ...(query.identity ? { identity: query.identity } : {}),
    ...(query.document ? { document: query.document } : {}),
    probes: probes.map(({ position, templateVersion, quality, views, minutiae }) => ({
      position,
      templateVersion,
      quality,
      views: views.map(toBase64),
      ...(minutiae === undefined
        ? {}
        : { minutiae: { templateVersion: minutiae.templateVersion, bytes: toBase64(minutiae.bytes) } }),
    })),
    falsePositiveIdentificationRate: query.falsePositiveIdentificationRate,
    candidatesMax: LIMITS.systemHitsMax,
    ...(query.comparesOwn ? { comparesOwn: true } : {}),
  };
}

export function readSystemAnswer(system: SystemId, body: unknown, gateway?: PeerGateway): SystemQueryAnswer {
  if (!answerSchema.Check(body)) throw malformed(system);
  // The schema describes the same shapes; what it cannot say is that identifiers and dates are branded.
  const answer = body as unknown as SystemQueryAnswer;
  const areWhole = answer.hits.every(({ records }) => gateway !== undefined || records.length > 0);
  if (!areWhole || !answer.hits.every((hit) => isOf(system, hit))) throw malformed(system);
  return answer;
}

function isOf(
  system: SystemId,
  { system: own, subjectId, candidate, records, repository }: SystemQueryAnswer['hits'][number],
) {
  const parts = [...(candidate ? [candidate] : []), ...(repository ? [repository] : []), ...records];
  return own === system && parts.every((part) => part.system === system && part.subjectId === subjectId);
}

function toBase64(bytes: Int8Array | Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
