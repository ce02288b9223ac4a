/**
 * Who watches the live figures of this process: an update a second, computed once and written to each. The timer runs
 * while somebody looks. A viewer that does not read is let go of, not waited for; and each is ended after some minutes.
 */
import type { ServerResponse } from 'node:http';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { HubWatch } from '../workflows/watch-hub.js';

/** More than one update that is still on its way to a viewer is a viewer who does not read. */
const UNREAD_BYTES_MAX = 256 * 1024;
/** What is on its way at the end may still arrive for so long; then the place is free again. */
const FAREWELL_MS = 1_000;

export type LiveViewers = {
  count(): number;
  add(viewer: ServerResponse): void;
  close(): void;
};

export function createLiveViewers(
  watch: Pick<HubWatch, 'figures'>,
  streamMsMax: number = LIMITS.liveStreamMsMax,
): LiveViewers {
  /** The viewer, and the timer that ends it. */
  const open = new Map<ServerResponse, NodeJS.Timeout>();
  let timer: NodeJS.Timeout | undefined;
  let isComputing = false;

  async function tell(): Promise<void> {
    // A database that answers slowly must not make updates queue up.
    if (isComputing) return;
    isComputing = true;
    try {
      const text = await event(watch);
      for (const viewer of open.keys()) {
        // One that has been told the end keeps its place until that has arrived; to write to it would be a fault.
        if (viewer.writableEnded || viewer.destroyed) continue;
        if (viewer.writableLength > UNREAD_BYTES_MAX) viewer.destroy();
        else viewer.write(text);
      }
    } finally {
      isComputing = false;
    }
  }

  function end(viewer: ServerResponse): void {
    clearTimeout(open.get(viewer));
    open.set(viewer, setTimeout(() => viewer.destroy(), FAREWELL_MS).unref());
    viewer.end();
  }

  function leave(viewer: ServerResponse): void {
    clearTimeout(open.get(viewer));
    open.delete(viewer);
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    count: () => open.size,
    add(viewer) {
      // Left before it was let in: it closes no second time, so its place would never be given back.
      if (viewer.destroyed || viewer.closed) return;
      open.set(
        viewer,
        setTimeout(() => end(viewer), streamMsMax),
      );
      viewer.once('close', () => leave(viewer));
      timer ??= setInterval(() => void tell(), LIMITS.processReportMs);
      void tell();
    },
    close() {
      for (const viewer of [...open.keys()]) end(viewer);
    },
  };
}

async function event(watch: Pick<HubWatch, 'figures'>): Promise<string> {
  try {
    return `event: figures\ndata: ${JSON.stringify(await watch.figures())}\n\n`;
  } catch (error) {
    const code = error instanceof OperationalError ? error.code : 'internal-error';
    return `event: unavailable\ndata: ${JSON.stringify({ code })}\n\n`;
  }
}
