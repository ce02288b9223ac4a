import t from 'tap';
import { createMetrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import { createReadiness, pinged } from './readiness.js';
import { showReadiness } from './show-readiness.js';

t.test('ready where every part is', async (t) => {
  const readiness = createReadiness();
  readiness.register(
    'database',
    pinged(async () => {}),
  );
  readiness.register('gallery', () => ({ ready: true, references: 7 }));
  t.same(await readiness.report(), {
    ready: true,
    parts: { database: { ready: true }, gallery: { ready: true, references: 7 } },
  });
});

t.test('a part that fails says why, without the text of a foreign error', async (t) => {
  const readiness = createReadiness();
  readiness.register('database', () => {
    throw new OperationalError('database-unavailable', 'away');
  });
  readiness.register('redis', async () => {
    throw new Error('password secret was refused');
  });
  readiness.register('workers', () => ({ ready: true }));
  t.same(await readiness.report(), {
    ready: false,
    parts: {
      database: { ready: false, reason: 'database-unavailable' },
      redis: { ready: false, reason: 'failed' },
      workers: { ready: true },
    },
  });
});

t.test('metrics say it of each part, as it is when they are read', async (t) => {
  const readiness = createReadiness();
  const metrics = createMetrics();
  let isAway = true;
  readiness.register('database', async () => {
    if (isAway) throw new OperationalError('database-unavailable', 'away');
    return { ready: true };
  });
  readiness.register('models', () => ({ ready: true }));
  const shown = async () => {
    await showReadiness(readiness, metrics);
    return (await metrics.partReady.get()).values.map(({ labels, value }) => [labels.part, value]);
  };
  t.same(await shown(), [
    ['database', 0],
    ['models', 1],
  ]);
  isAway = false;
  t.same(await shown(), [
    ['database', 1],
    ['models', 1],
  ]);
});
