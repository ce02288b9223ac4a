/**
 * Queue `erasure`, and again and again in every matcher: what was erased is physically removed from every gallery file
 * this process holds; and each erasure ends of which no matcher that is alive has anything left. The job of an erasure
 * only makes one of them look at once; that the others have done their part is read from PostgreSQL.
 */
import { LIMITS } from '../platform/limits.js';
import { type EndPorts, endOperation } from './end-operation.js';
import type { Ports } from './ports.js';

export type CompactPorts = EndPorts & Pick<Ports, 'erasures' | 'heldShards'>;

export function createCompactGallery(ports: CompactPorts) {
  return async (signal: AbortSignal): Promise<void> => {
    const { sql } = ports.unitOfWork;
    const { matcherId } = ports.heldShards;
    for (const uncompacted of await ports.erasures.uncompacted(sql, matcherId)) {
      const isHeld = await ports.heldShards.compact(uncompacted.shard, signal);
      if (isHeld) await ports.erasures.keepCompacted(sql, matcherId, uncompacted);
    }
    for (const operationId of await ports.erasures.finished(sql, LIMITS.relayBatch)) {
      await endOperation(ports, operationId, (_, { request }) => {
        if (request.kind !== 'erase') throw new Error('what has ended is no erasure');
        const { system, subjectId } = request;
        return { kind: 'completed', result: { kind: 'erase', system, subjectId, physicallyRemoved: true } };
      });
    }
  };
}
