import { createHash } from 'node:crypto';
import { FIRST_LINK_HASH } from '../../domain/log-chain/log-entry.js';
import type { LogArchive } from '../../workflows/ports/jobs.js';

/** Logs nobody has written to. What is chained and how is the store's, and tested there. */
export function fakeLogArchive(): LogArchive {
  return {
    status: async () => [],
    startOf: async () => ({ sequence: 0, linkHash: FIRST_LINK_HASH }),
    positionOf: async () => undefined,
    rows: async () => [],
    entriesWithoutPlace: async () => [],
    atOneMoment: (unitOfWork, read) => unitOfWork.transaction(read),
    keepVerdict: async () => true,
    searchData: async () => undefined,
    hold: async (_, hold) => ({ ...hold, placedAt: '2026-10-01T12:00:00.000Z' }),
    lift: async () => undefined,
    sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  };
}
