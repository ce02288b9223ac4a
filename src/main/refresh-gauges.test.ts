import t from 'tap';
import { createMetrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import type { Core } from './open-core.js';
import { createReadiness } from './readiness.js';
import { refreshGauges } from './refresh-gauges.js';

t.test('where the database is away its figures end, and one says that it is away', async (t) => {
  const away = async () => {
    throw new OperationalError('database-unavailable', 'The database does not answer.');
  };
  const metrics = createMetrics();
  const readiness = createReadiness();
  readiness.register('database', away);
  metrics.overdueDeadlines.set({ system: 'ees' }, 4);
  const core = {
    readiness,
    matchers: { survey: away },
    queues: { control: { figures: away } },
    ports: {
      metrics,
      clock: { nowMs: () => 0, today: () => '2026-11-28' },
      unitOfWork: { sql: { query: away } },
      outbox: { backlog: away },
      processBoard: { list: away },
      logArchive: { status: away },
    },
  };
  await refreshGauges(core as unknown as Core);
  t.same((await metrics.overdueDeadlines.get()).values, []);
  t.same((await metrics.partReady.get()).values, [{ labels: { part: 'database' }, value: 0 }]);
});
