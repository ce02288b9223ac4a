import t from 'tap';
import { OperationalError } from '../platform/operational-error.js';
import { createReadiness, pinged } from './readiness.js';

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
