import t from 'tap';
import type { Requester } from '../../domain/authorities.js';
import type { ServiceClass } from '../../domain/service-class.js';
import { createCarried } from '../../platform/carried.js';
import { LIMITS } from '../../platform/limits.js';
import { createLog } from '../../platform/log.js';
import { OperationalError } from '../../platform/operational-error.js';
import { fakeRequester } from '../../testing/fakes/fake-people.js';
import { bearer, OPERATION_ID, openTestApp } from '../../testing/http-test-app.js';
import { createExpiredTokens } from './expired-tokens.js';

const READ = `/v1/operations/${OPERATION_ID}`;
const log = createLog({ level: 'silent', component: 'test' });

t.test('a device whose token has expired leaves one entry an hour, however often it asks', async (t) => {
  const time = { nowMs: 1_000_000 };
  const classInHand = createCarried<ServiceClass>();
  const noted: (readonly [string, ServiceClass | undefined])[] = [];
  const { app } = await openTestApp(t, {
    classInHand,
    clock: { nowMs: () => time.nowMs, today: () => '2026-10-01' },
    workflows: {
      noteExpiredToken: async ({ authorityId }) => {
        await new Promise(setImmediate);
        noted.push([authorityId, classInHand.current()]);
      },
    },
  });
  const expired = await bearer('border-authority', { expires: -60 });
  const ask = async (headers: Readonly<Record<string, string>>, url = READ) => {
    const answer = await app.inject({ url, headers });
    t.match(answer.json(), { status: 401, code: 'token-expired' });
    // A note is not waited for; this one ends now.
    await new Promise(setImmediate);
  };
  const { authorityId } = fakeRequester('border-authority');
  await Promise.all(Array.from({ length: 20 }, () => ask(expired)));
  await ask(expired);
  t.same(noted, [[authorityId, 'batch']], 'once, and before nobody who waits');
  const signed = expired.authorization.slice(0, -86);
  await ask({ authorization: `${signed}${otherwise(expired.authorization.slice(-86))}` });
  t.equal(noted.length, 1, 'the same token whose signature is written otherwise');
  await ask(await bearer('border-authority', { expires: -600 }));
  t.equal(noted.length, 2, 'another token');
  time.nowMs += LIMITS.expiredTokenNotedMs;
  await ask(expired);
  await ask(expired);
  t.equal(noted.length, 3, 'an hour later once more');
  await ask(await bearer('hub-operator', { expires: -60 }), '/metrics');
  t.equal(noted.length, 3, 'what reads metrics asks every few seconds');
});

/** Four bits of the last letter of an Ed25519 signature mean nothing. */
function otherwise(signature: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return `${signature.slice(0, -1)}${letters[letters.indexOf(signature.at(-1)!) ^ 1]}`;
}

t.test('a log that cannot be written changes no refusal, and is tried again a minute later', async (t) => {
  const time = { nowMs: 1_000_000 };
  let tried = 0;
  const { app } = await openTestApp(t, {
    clock: { nowMs: () => time.nowMs, today: () => '2026-10-01' },
    workflows: {
      noteExpiredToken: async () => {
        tried += 1;
        throw new OperationalError('database-unavailable', 'away', { retryable: true });
      },
    },
  });
  const headers = await bearer('border-authority', { expires: -60 });
  for (const [passedMs, expected] of [
    [0, 1],
    [0, 1],
    [LIMITS.expiredTokenRetryMs - 1, 1],
    [1, 2],
    [0, 2],
  ] as const) {
    time.nowMs += passedMs;
    const answer = await app.inject({ url: READ, headers });
    t.match(answer.json(), { status: 401, code: 'token-expired' });
    await new Promise(setImmediate);
    t.equal(tried, expected);
  }
});

t.test('a log that hangs keeps nobody waiting for the refusal', { timeout: 10_000 }, async (t) => {
  const { app } = await openTestApp(t, { workflows: { noteExpiredToken: () => new Promise(() => {}) } });
  const headers = await bearer('border-authority', { expires: -60 });
  const answer = await app.inject({ url: READ, headers });
  t.match(answer.json(), { status: 401, code: 'token-expired' });
});

t.test('a bounded number of tokens is remembered, those noted last', async (t) => {
  const noted: string[] = [];
  const note = async ({ authorityId }: Requester) => void noted.push(authorityId);
  const clock = { nowMs: () => 0 };
  const onExpired = createExpiredTokens({ note, clock, log, tokensMax: 2 });
  for (const id of ['a', 'b', 'b', 'c', 'c', 'a']) {
    await onExpired({ ...fakeRequester('border-authority'), authorityId: id }, `${id}.${id}.signature`);
  }
  t.same(noted, ['a', 'b', 'c', 'a']);
});
