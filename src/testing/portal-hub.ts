/**
 * The search portal through the public API over ports in memory: systems answer what a test says, and what waits for
 * workers is done while the portal waits for it.
 */
import type { FastifyInstance } from 'fastify';
import type { SystemId } from '../domain/systems.js';
import { createAcceptOperation } from '../workflows/accept-operation.js';
import { createExtractSamples } from '../workflows/extract-samples.js';
import { createPortalWorkflows } from '../workflows/portal-workflows.js';
import type { SourceAdapter, SystemAdapter } from '../workflows/ports/systems.js';
import { createQuerySystems } from '../workflows/query-systems.js';
import { createReadOperation } from '../workflows/read-operation.js';
import { createSearchGallery } from '../workflows/search-gallery.js';
import { createFakePorts, type FakePorts } from './fakes/fake-ports.js';
import { openTestApp } from './http-test-app.js';
import { withCallsTold } from './told-calls.js';

export type PortalHub = { readonly app: FastifyInstance; readonly ports: FakePorts };

export async function openPortalHub(
  t: Parameters<typeof openTestApp>[0],
  options: {
    readonly adapters?: ReadonlyMap<SystemId, SystemAdapter>;
    readonly sources?: readonly SourceAdapter[];
    /** The real one, where a test measures. */
    readonly nowMs?: () => number;
    readonly ports?: Partial<FakePorts>;
    /** Told of every call of a port, `port.method` or `adapters.system.method`, in order. */
    readonly onCall?: (name: string) => void;
  } = {},
): Promise<PortalHub> {
  const fakes = createFakePorts();
  const { sources = [], nowMs, onCall } = options;
  const open: FakePorts = {
    ...fakes,
    adapters: new Map([...fakes.adapters, ...(options.adapters ?? [])]),
    sources: new Map(sources.map((each) => [each.source, each])),
    clock: nowMs ? { ...fakes.clock, nowMs } : fakes.clock,
    notices: {
      ...fakes.notices,
      async waitWhile(_operationId, _waitMs, isRunning) {
        if (await isRunning()) await work(ports);
      },
    },
    ...options.ports,
  };
  const ports = onCall ? withCallsTold(open, onCall) : open;
  const { app } = await openTestApp(t, {
    workflows: {
      portal: createPortalWorkflows(ports),
      accept: createAcceptOperation(ports),
      readOperation: createReadOperation(ports),
    },
  });
  return { app, ports };
}

async function work(ports: FakePorts): Promise<void> {
  const { signal } = new AbortController();
  const extract = createExtractSamples(ports);
  const search = createSearchGallery(ports);
  const query = createQuerySystems(ports);
  for (let left = 10; left > 0; left--) {
    await ports.outbox.relay();
    const job = ports.handedOver.shift();
    if (!job) return;
    if (job.queue === 'extraction') await extract(job.operationId, signal);
    else if (job.queue === 'search') await search(job.operationId, signal);
    else if (job.queue === 'federation') await query(job.operationId, signal);
    else throw new Error(`a search hands nothing to ${job.queue}`);
  }
}
