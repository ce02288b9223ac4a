/** What a search of ECRIS-TCN answers: where convictions are, and who was found; nothing of what became of them. */
import type { SystemAdapter } from '../../workflows/ports/systems.js';

export function withIndexOnly(adapter: SystemAdapter): SystemAdapter {
  return {
    ...adapter,
    async query(query, signal) {
      const answer = await adapter.query(query, signal);
      return {
        ...answer,
        hits: answer.hits.map((hit) => ({
          ...hit,
          records: hit.records.filter(({ facts }) => facts.kind === 'conviction-index'),
        })),
      };
    },
  };
}
