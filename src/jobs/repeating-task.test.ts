import t from 'tap';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { until } from '../testing/until.js';
import { startRepeatingTask } from './repeating-task.js';

const log = createLog({ level: 'silent', component: 'test' });

t.test('says when a task last succeeded and how often it has failed since, and goes on', async (t) => {
  const metrics = createMetrics();
  const figures = async () => {
    const [succeeded, failures] = await Promise.all([
      metrics.taskSucceeded.get(),
      metrics.taskFailures.get(),
    ]);
    t.same(failures.values[0]?.labels, { task: 'tidy' });
    return { succeededAtMs: 1000 * succeeded.values[0]!.value, failures: failures.values[0]!.value };
  };
  const beforeMs = Date.now();
  let isBroken = true;
  let rounds = 0;
  const task = startRepeatingTask({
    name: 'tidy',
    everyMs: 1,
    async run() {
      rounds += 1;
      if (isBroken) throw new Error('broken');
    },
    log,
    metrics,
  });
  t.teardown(() => task.close());
  const started = await figures();
  t.ok(started.succeededAtMs >= beforeMs, 'counted from its start: one that never succeeds is late too');
  await until(() => rounds > 3);
  const failing = await figures();
  t.ok(failing.failures >= 3);
  t.equal(failing.succeededAtMs, started.succeededAtMs, 'a failure is no success');
  isBroken = false;
  const fixedAt = rounds;
  await until(() => rounds > fixedAt + 2);
  const working = await figures();
  t.equal(working.failures, 0);
  t.ok(working.succeededAtMs > started.succeededAtMs);
});
