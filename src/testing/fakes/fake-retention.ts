import type { Ports } from '../../workflows/ports.js';

/** Nothing is erased by date and nothing is the cause of a decision: what is about either has a test with a database. */
export function fakeRetention(): Pick<
  Ports,
  | 'retentionCalendar'
  | 'decisionCauses'
  | 'dataQuality'
  | 'visaFiles'
  | 'longStayQueries'
  | 'etiasApplications'
  | 'convictionFlags'
> {
  return {
    retentionCalendar: {
      expired: async () => [],
      recompute: async () => {},
      keepEnd: async () => {},
      endOf: async () => undefined,
      openTerms: async () => [],
    },
    visaFiles: { bySticker: async () => [], companions: async () => [] },
    longStayQueries: {
      keep: async () => {},
      sources: async () => undefined,
      hits: async () => [],
      hit: async () => undefined,
      judge: async () => {},
    },
    etiasApplications: {
      keepProcessing: async () => {},
      notAnswered: async () => undefined,
      hits: async () => [],
      hit: async () => undefined,
      causeOf: async () => undefined,
      judge: async () => {},
      markCauses: async () => {},
      pending: async () => [],
      addToWatchlist: async () => {},
      removeFromWatchlist: async () => false,
      watchlistOf: async () => [],
      watchlistEntry: async () => undefined,
      entriesAbout: async () => [],
      eraseWatchlist: async () => 0,
      noteAlert: async () => {},
      openNotices: async () => [],
      lockNotice: async () => undefined,
      concludeNotice: async () => {},
      holdersOfDocument: async () => [],
      everybodyLike: async () => [],
      watchlistStates: async () => [],
      noteNewEntry: async () => undefined,
      holdWatchlist: async () => {},
    },
    convictionFlags: {
      keep: async () => {},
      remove: async () => false,
      ofSubjects: async () => [],
      eraseExpired: async () => [],
    },
    dataQuality: { keep: async () => {}, add: async () => {}, refuse: async () => {}, count: async () => [] },
    decisionCauses: { ofSubject: async () => new Map(), noteDeleted: async () => 0 },
  };
}
