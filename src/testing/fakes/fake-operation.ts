/** The ports of who runs the hub, in memory: one idle process, empty queues. */

import type { OperationalError } from '../../platform/operational-error.js';
import type { FailedJob, QueueFigures, SeenProcess } from '../../workflows/ports/operation.js';
import type { Ports } from '../../workflows/ports.js';

export type FakeOperation = Pick<
  Ports,
  'processBoard' | 'figureHistory' | 'queueControl' | 'admission' | 'surveyShards' | 'imageRenderer'
> & {
  readonly operated: {
    readonly processes: Map<string, SeenProcess>;
    readonly points: string[];
    queues: readonly QueueFigures[];
    failed: readonly FailedJob[];
    readonly paused: string[];
    readonly ensured: string[];
    /** What every new request is refused with. */
    refusal: OperationalError | undefined;
  };
};

export function fakeOperation(): FakeOperation {
  const operated: FakeOperation['operated'] = {
    processes: new Map(),
    points: [],
    queues: [],
    failed: [],
    paused: [],
    ensured: [],
    refusal: undefined,
  };
  return {
    operated,
    processBoard: {
      report: async ({ processId }) => ({
        isDraining: operated.processes.get(processId)?.isDraining ?? false,
      }),
      list: async () => [...operated.processes.values()],
      async setDraining(processId, isDraining) {
        const known = operated.processes.get(processId);
        if (known) operated.processes.set(processId, { ...known, isDraining });
        return known !== undefined;
      },
      leave: async (processId) => void operated.processes.delete(processId),
    },
    figureHistory: {
      append: async (point) => void operated.points.push(point),
      read: async () => operated.points,
    },
    queueControl: {
      figures: async () => operated.queues,
      async failed({ queue }, { offset, limit }) {
        const jobs = operated.failed.filter((job) => job.queue === queue);
        return { total: jobs.length, jobs: jobs.slice(offset, offset + limit) };
      },
      setPaused: async ({ queue }, isPaused) => void operated.paused.push(`${queue} ${isPaused}`),
      async dismiss({ operationId }) {
        operated.failed = operated.failed.filter((job) => job.operationId !== operationId);
      },
      async ensure({ operationId }) {
        operated.ensured.push(operationId);
        return true;
      },
    },
    admission: { refusal: () => operated.refusal },
    surveyShards: async () => ({ shardCount: 1, withoutHolder: [] }),
    imageRenderer: { render: async (file) => ({ file, mediaType: 'image/png' }) },
  };
}
