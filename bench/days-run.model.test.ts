/** Benchmarks of whole hubs run tiny here, so that they never rot: days of many requests. What they measure on a shared machine is not looked at. */
import t from 'tap';
import { runTiny } from './run-tiny.js';

/** Each as small as it gets, from its run to its page. */
const TINY: Readonly<Record<string, readonly string[]>> = {
  surge: ['--hour-seconds=0.1', '--persons=60', '--pool=3', '--capacity-seconds=2'],
  mixed: ['--persons=60', '--imaged=2', '--pool=2', '--capacity-seconds=1', '--seconds=2'],
};

for (const [name, options] of Object.entries(TINY)) {
  t.test(`${name}, from the run to the page`, { timeout: 300_000 }, async (t) => {
    await runTiny(t, name, options);
  });
}
