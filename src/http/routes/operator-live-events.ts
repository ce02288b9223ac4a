/**
 * Live figures as server-sent events. One timer for all viewers of the process, which runs while somebody looks: an
 * update a second, computed once and written to each. A viewer that does not read is let go of, not waited for; and each
 * connects anew after some minutes, so that an expired token ends.
 */
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { LIMITS } from '../../platform/limits.js';
import { OperationalError } from '../../platform/operational-error.js';
import type { HubWatch } from '../../workflows/watch-hub.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

/** More than one update that is still on its way to a viewer is a viewer who does not read. */
const UNREAD_BYTES_MAX = 256 * 1024;

export function operatorLiveEvents(app: FastifyInstance, { workflows: { operate } }: RouteContext): void {
  const viewers = createViewers(operate.watch);
  app.addHook('preClose', async () => viewers.close());
  app.get(
    '/v1/operator/live/events',
    {
      schema: {
        operationId: 'watch-live-figures',
        tags: ['Operation of the hub'],
        summary: 'The same, once a second, as server-sent events of the type `figures`',
        response: {
          ...describeAnswers({}, [...PROBLEM_SETS.read, 'overloaded']),
          200: {
            description:
              'Each event is a HubFigures. The stream ends after some minutes: connect again. An event `unavailable` says that ' +
              'the figures cannot be read now.',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
        },
      },
    },
    async (request, reply) => {
      const refusal = await operate.mayWatch(requesterOf(request));
      if (refusal) throw accessDenied(refusal);
      if (viewers.count() >= LIMITS.liveViewersMax) {
        throw new ProblemError('overloaded', 'As many consoles watch as may.');
      }
      reply.hijack();
      const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
      reply.raw.writeHead(200, {
        ...(Object.fromEntries(headers) as Record<string, string>),
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      viewers.add(reply.raw);
    },
  );
}

function createViewers(watch: HubWatch) {
  const open = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  let isComputing = false;

  async function tell(): Promise<void> {
    // A database that answers slowly must not make updates queue up.
    if (isComputing) return;
    isComputing = true;
    try {
      const text = await event(watch);
      for (const viewer of open) {
        if (viewer.writableLength > UNREAD_BYTES_MAX) viewer.destroy();
        else viewer.write(text);
      }
    } finally {
      isComputing = false;
    }
  }

  function leave(viewer: ServerResponse): void {
    open.delete(viewer);
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    count: () => open.size,
    add(viewer: ServerResponse): void {
      open.add(viewer);
      const end = setTimeout(() => viewer.end(), LIMITS.liveStreamMsMax);
      viewer.once('close', () => {
        clearTimeout(end);
        leave(viewer);
      });
      timer ??= setInterval(() => void tell(), LIMITS.processReportMs);
      void tell();
    },
    close(): void {
      for (const viewer of open) viewer.end();
    },
  };
}

async function event(watch: HubWatch): Promise<string> {
  try {
    return `event: figures\ndata: ${JSON.stringify(await watch.figures())}\n\n`;
  } catch (error) {
    const code = error instanceof OperationalError ? error.code : 'internal-error';
    return `event: unavailable\ndata: ${JSON.stringify({ code })}\n\n`;
  }
}
