/** The ports of a gallery in shards, in memory: no search is put to shards until a test does so. */
import type { OperationId } from '../../domain/ids.js';
import { mergeGalleryAnswers } from '../../matching/merge-gallery-answers.js';
import type { GalleryAnswer } from '../../workflows/ports/gallery.js';
import type { Operation } from '../../workflows/ports/operations.js';
import type { Ports } from '../../workflows/ports.js';

export type FakeShards = {
  /** What each shard has said to a search, `undefined` where it has not. */
  readonly shards: Map<OperationId, Map<number, GalleryAnswer | undefined>>;
};

export function fakeShards(
  state: { readonly operations: ReadonlyMap<OperationId, { readonly operation: Operation }> },
  answers: { compact: () => Promise<void> },
): FakeShards & Pick<Ports, 'shardAnswers' | 'mergeAnswers' | 'erasures' | 'heldShards'> {
  const shards: FakeShards['shards'] = new Map();
  const compacted = new Set<OperationId>();
  const read = (operationId: OperationId) => {
    const all = [...(shards.get(operationId) ?? [])];
    return {
      answers: all.flatMap(([shard, answer]) => (answer === undefined ? [] : [{ shard, answer }])),
      waitingFor: all.filter(([, answer]) => answer === undefined).map(([shard]) => shard),
    };
  };
  const erasures = () =>
    [...state.operations.values()]
      .filter(({ operation }) => operation.request.kind === 'erase' && operation.state === 'queued')
      .map(({ operation }) => operation.operationId);
  return {
    shards,
    shardAnswers: {
      async keep(_, operationId, { shard, answer }) {
        const ofOperation = shards.get(operationId);
        if (ofOperation?.get(shard) === undefined) ofOperation?.set(shard, answer);
        return { isLast: read(operationId).waitingFor.length === 0 };
      },
      isAnswered: async (_, operationId, shard) => shards.get(operationId)?.get(shard) !== undefined,
      read: async (_, operationId) => read(operationId),
      async discard(_, operationId) {
        for (const shard of shards.get(operationId)?.keys() ?? [])
          shards.get(operationId)?.set(shard, undefined);
      },
      overdue: async () => [...shards.keys()].filter((id) => read(id).waitingFor.length > 0),
      countReferences: async (_, wanted) => wanted.map((shard) => ({ shard, references: 10 + shard })),
    },
    mergeAnswers: mergeGalleryAnswers,
    erasures: {
      uncompacted: async () => (erasures().length === 0 ? [] : [{ shard: 0, through: '1:1:' }]),
      async keepCompacted() {
        for (const operationId of erasures()) compacted.add(operationId);
      },
      finished: async () => erasures().filter((operationId) => compacted.has(operationId)),
    },
    heldShards: {
      matcherId: '00000000-0000-4000-8000-00000000aaaa',
      async compact() {
        await answers.compact();
        return true;
      },
    },
  };
}
