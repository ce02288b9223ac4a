import { randomBytes } from 'node:crypto';
import { requiredVariable } from './required-variable.js';

/** The Redis `REDIS_URL` names, and a prefix that no other test uses. */
export function testRedis(): { readonly url: string; readonly prefix: string } {
  return { url: requiredVariable('REDIS_URL'), prefix: `hub_test_${randomBytes(8).toString('hex')}` };
}
