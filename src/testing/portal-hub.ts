/**
 * The search portal through the public API over ports in memory: systems answer what a test says, and what waits for
 * workers is done while the portal waits for it.
 */
import type { FastifyInstance } from 'fastify';
import type { SystemId } from '../domain/systems.js';
import { createExtractSamples } from '../workflows/extract-samples.js';
import { createPortalWorkflows } from '../workflows/portal-workflows.js';
import type { SourceAdapter, SystemAdapter } from '../workflows/ports/systems.js';
import { createSearchGallery } from '../workflows/search-gallery.js';
import { createFakePorts, type FakePorts } from './fakes/fake-ports.js';
import { openTestApp } from './http-test-app.js';

export type PortalHub = { readonly app: FastifyInstance; readonly ports: FakePorts };

export async function openPortalHub(
  t: Parameters<typeof openTestApp>[0],
  options: {
    readonly adapters?: ReadonlyMap<SystemId, SystemAdapter>;
    readonly sources?: readonly SourceAdapter[];
    /** The real one, where a test measures. */
    readonly nowMs?: () => number;
  } = {},
): Promise<PortalHub> {
  const fakes = createFakePorts();
  const { sources = [], nowMs } = options;
  const ports: FakePorts = {
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
  };
  const { app } = await openTestApp(t, { workflows: { portal: createPortalWorkflows(ports) } });
  return { app, ports };
}

async function work(ports: FakePorts): Promise<void> {
  const { signal } = new AbortController();
  const extract = createExtractSamples(ports);
  const search = createSearchGallery(ports);
  for (let left = 10; left > 0; left--) {
    await ports.outbox.relay();
    const job = ports.handedOver.shift();
    if (!job) return;
    if (job.queue === 'extraction') await extract(job.operationId, signal);
    else if (job.queue === 'search') await search(job.operationId, signal);
    else throw new Error(`the portal hands nothing to ${job.queue}`);
  }
}
