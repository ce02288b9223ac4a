import t from 'tap';
import { LIMITS } from '../../platform/limits.js';
import { openTestApp } from '../../testing/http-test-app.js';
import { createBuckets, networkOf } from './open-rate-limit.js';

const LINK = '/v1/portal/links/0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2a03';

t.test('the portal entry answers an address so often a minute, and others at the same time', async (t) => {
  const time = { nowMs: 1_000_000 };
  const clock = { nowMs: () => time.nowMs, today: () => '2026-10-01' };
  const { app } = await openTestApp(t, { clock });
  const ask = (remoteAddress: string, url = LINK) => app.inject({ url, remoteAddress });
  for (let count = 0; count < LIMITS.portalRequestsPerMinute; count += 1) {
    t.equal((await ask('192.0.2.1')).statusCode, 404);
  }
  const refused = await ask('192.0.2.1');
  t.equal(refused.statusCode, 429);
  t.match(refused.json(), { code: 'requests-too-many' });
  t.equal(refused.headers['retry-after'], '2', 'one every two seconds');
  t.equal((await ask('::ffff:192.0.2.1')).statusCode, 429, 'the same address written otherwise');
  t.equal((await ask('192.0.2.2')).statusCode, 404, 'another address');
  t.equal((await ask('192.0.2.1', '/healthz')).statusCode, 200, 'other open routes are counted apart');
  time.nowMs += 2_000;
  t.equal((await ask('192.0.2.1')).statusCode, 404);
  t.equal((await ask('192.0.2.1')).statusCode, 429);
  time.nowMs += 3_600_000;
  t.equal((await ask('192.0.2.1')).statusCode, 404, 'a pause fills the bucket and no more');
});

t.test('an address somebody claims to come from is not believed', async (t) => {
  const { app } = await openTestApp(t);
  for (let count = 0; count < LIMITS.portalRequestsPerMinute; count += 1) {
    await app.inject({
      url: LINK,
      remoteAddress: '192.0.2.1',
      headers: { 'x-forwarded-for': `203.0.113.${count}` },
    });
  }
  t.equal((await app.inject({ url: LINK, remoteAddress: '192.0.2.1' })).statusCode, 429);
});

t.test('memory is bounded: who was not seen for longest is forgotten', async (t) => {
  const buckets = createBuckets({ nowMs: () => 0 }, 3);
  for (const key of ['a', 'b', 'c']) t.equal(buckets.take(key, 1), 0);
  t.ok(buckets.take('a', 1) > 0, 'used up');
  t.equal(buckets.take('d', 1), 0);
  t.equal(buckets.size(), 3);
  t.ok(buckets.take('a', 1) > 0, 'a was seen just now');
  t.equal(buckets.take('b', 1), 0, 'b made room');
});

t.test('one network of IPv6 is one address', async (t) => {
  for (const [address, network] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:0DB8:0000:0001:1:2:3:4', '2001:db8:0:1::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['/run/hub.sock', '/run/hub.sock'],
  ] as const) {
    t.equal(networkOf(address), network, address);
  }
});
