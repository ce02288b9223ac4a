import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { HubFigures } from '../workflows/watch-hub.js';
import { createLiveViewers } from './live-viewers.js';

const watch = { figures: async () => ({}) as HubFigures };

/** A viewer whose line takes nothing: what is written to it stays on its way. */
function stuckViewer(t: Test) {
  const socket = new Socket();
  socket._write = () => {};
  const viewer = new ServerResponse(new IncomingMessage(socket));
  viewer.assignSocket(socket);
  const errors: Error[] = [];
  viewer.on('error', (error) => errors.push(error));
  t.teardown(() => viewer.destroy());
  return { viewer, errors };
}

t.test('a viewer that has been told the end is written to no more, and let go of soon', async (t) => {
  for (const how of ['its time is over', 'the hub ends'] as const) {
    const viewers = createLiveViewers(watch, how === 'its time is over' ? 50 : 60_000);
    const { viewer, errors } = stuckViewer(t);
    viewers.add(viewer);
    await setTimeout(10);
    t.ok(viewer.writableLength > 0, 'the first update is on its way');
    if (how === 'the hub ends') viewers.close();
    else await setTimeout(100);
    t.ok(viewer.writableEnded, how);
    t.equal(viewers.count(), 1, 'what is on its way may still arrive');
    // Whoever comes is told at once, and with them all.
    for (const _ of [1, 2]) {
      viewers.add(stuckViewer(t).viewer);
      await setTimeout(1);
    }
    t.same(errors, [], 'nothing was written after the end');
    await once(viewer, 'close', { signal: AbortSignal.timeout(2_000) });
    t.same(errors, []);
  }
});

t.test('a viewer that has left before it is let in takes no place', async (t) => {
  const viewers = createLiveViewers(watch);
  const { viewer } = stuckViewer(t);
  viewer.destroy();
  viewers.add(viewer);
  t.equal(viewers.count(), 0);
});
