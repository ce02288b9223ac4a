/** What SIS holds beside its records, in memory: nothing, for tests that are not about it. */
import type { SisProcedures } from '../../workflows/ports/sis.js';

export function fakeSis(): SisProcedures {
  return {
    alerts: {
      say: async () => {},
      eventsOf: async () => [],
      victimOf: async () => undefined,
      eraseVictim: async () => {},
      hiddenSince: async () => [],
      keepReview: async () => {},
      lockSubject: async () => undefined,
      subjectOf: async () => undefined,
      enterObject: async () => {},
      lockObject: async () => undefined,
      objectOf: async () => undefined,
      lockObjectsOf: async () => [],
      readObjects: async () => [],
      eraseObject: async () => {},
      eraseExpiredObjects: async () => 0,
    },
    hits: {
      insert: async () => {},
      lock: async () => undefined,
      addEvent: async () => {},
      page: async () => [],
      ofSubject: async () => [],
    },
    cases: {
      open: async () => {},
      lock: async () => undefined,
      keep: async () => {},
      page: async () => [],
      ofSubject: async () => [],
    },
  };
}
