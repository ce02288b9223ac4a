import type { ProcessReport } from '../../workflows/ports/operation.js';

/** A process that does nothing and lacks nothing. */
export function fakeReport(change: Partial<ProcessReport> = {}): ProcessReport {
  return {
    processId: 'host-1',
    host: 'host',
    startedAt: '2026-09-21T00:00:00Z',
    memoryBytes: 200_000_000,
    executionProvider: 'cpu',
    models: ['fingerprint-embedding'],
    notReady: [],
    bucketSeconds: [0.01, 0.1, 1],
    stages: [],
    workers: [
      { queue: 'extraction', concurrency: 16, state: 'running' },
      { queue: 'search', concurrency: 64, state: 'running' },
      { queue: 'federation', concurrency: 32, state: 'running' },
      { queue: 'erasure', concurrency: 1, state: 'running' },
    ],
    galleries: [],
    systems: [],
    ...change,
  };
}
