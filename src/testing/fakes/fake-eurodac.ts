/** What Eurodac does beside its records, in memory, for tests that are not about it. */
import type { EurodacComparison, EurodacHit } from '../../domain/eurodac/stored-comparison.js';
import type { StoredNotice } from '../../domain/eurodac/stored-notice.js';
import type { EurodacProcedures } from '../../workflows/ports/eurodac.js';

export function fakeEurodac(): EurodacProcedures {
  const comparisons = new Map<string, EurodacComparison>();
  const hits = new Map<string, EurodacHit>();
  const notices: StoredNotice[] = [];
  const hitsOf = (comparisonId: string) =>
    [...hits.values()].filter((hit) => hit.comparisonId === comparisonId);
  return {
    comparisons: {
      async open(_, comparison) {
        comparisons.set(comparison.comparisonId, comparison);
      },
      hold: async (_, dataSetIds) => dataSetIds,
      async close(_, comparisonId, ending, found) {
        comparisons.set(comparisonId, { ...comparisons.get(comparisonId)!, ...ending });
        for (const hit of found) hits.set(hit.hitId, hit);
      },
      async read(_, comparisonId) {
        const comparison = comparisons.get(comparisonId);
        return comparison && { comparison, hits: hitsOf(comparisonId) };
      },
      subjectsOfHit: async () => [],
      async lockHit(_, hitId) {
        const hit = hits.get(hitId);
        return hit && { hit, comparison: comparisons.get(hit.comparisonId)! };
      },
      async keepHit(_, hit) {
        hits.set(hit.hitId, hit);
      },
      async eraseHits(_, comparisonId, reason) {
        for (const { hitId } of hitsOf(comparisonId)) hits.delete(hitId);
        const kept = comparisons.get(comparisonId);
        if (kept?.completedAt === undefined) return;
        comparisons.set(comparisonId, { ...kept, outcome: 'not-compared', reason, overflow: false });
      },
      connected: async (_, from) => ({ subjectIds: from, links: [] }),
      subjectsOfReference: async () => [],
      hitsOfMonth: async () => [],
      activeSubjects: async () => [],
      falseUnstored: async () => [],
      owed: async () => ({ falseHits: [], comparisons: [] }),
    },
    notices: {
      async send(_, sent) {
        notices.push(...sent);
      },
      settle: async () => [],
      settleOutdated: async () => [],
      settleThese: async () => {},
      endedBy: async () => [],
      reopen: async () => {},
      settleInformed: async () => {},
      page: async (_, { memberState }) => notices.filter(({ to }) => to === memberState),
      markRead: async () => {},
      ofSubjects: async (_, subjectIds) =>
        notices.filter(({ about }) => subjectIds.includes(about.subjectId)),
    },
    transmissions: {
      open: async () => true,
      lock: async () => undefined,
      keep: async () => {},
      close: async () => {},
      tie: async () => {},
      page: async () => [],
    },
    requests: {
      insert: async () => {},
      read: async () => undefined,
      lock: async () => undefined,
      keep: async () => {},
      page: async () => [],
    },
    eraseOld: async () => 0,
  };
}
