/** Benchmarks of whole hubs run tiny here, so that they never rot: days of many requests. What they measure on a shared machine is not looked at. */
import t from 'tap';
import { testTiny } from './run-tiny.js';

testTiny(t, {
  surge: ['--hour-seconds=0.1', '--persons=60', '--pool=3', '--capacity-seconds=2'],
  mixed: ['--persons=60', '--imaged=2', '--pool=2', '--capacity-seconds=1', '--seconds=2'],
});
