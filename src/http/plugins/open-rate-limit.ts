/**
 * Routes that need no token are open to whoever has the address, so each address gets so many requests a minute of them
 * and no more: a bucket that fills steadily. A bounded number of addresses is remembered, the ones seen last; of IPv6 the
 * network of 64 bits, as one household has all of it. Behind a proxy the address is the one the proxy names, where the
 * configuration says that the proxy is to be believed.
 */
import { isIPv6 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../platform/clock.js';
import { LIMITS } from '../../platform/limits.js';
import { ProblemError } from '../problems.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of an open route: requests a minute of one address, where not all open routes together are counted. */
    readonly perMinute?: number;
  }
}

export function limitOpenRoutes(app: FastifyInstance, { clock }: { readonly clock: Clock }): void {
  const buckets = createBuckets(clock);
  app.addHook('onRequest', async (request) => {
    const { config, url = '' } = request.routeOptions;
    if (config.open !== true) return;
    const { perMinute } = config;
    const place = perMinute === undefined ? '' : url;
    const waitMs = buckets.take(
      `${place} ${networkOf(request.ip)}`,
      perMinute ?? LIMITS.openRequestsPerMinute,
    );
    if (waitMs === 0) return;
    throw new ProblemError('requests-too-many', 'This address asks too often without a token.', {
      retryAfterSeconds: Math.ceil(waitMs / 1000),
    });
  });
}

type Bucket = { readonly left: number; readonly atMs: number };

/** Exported for its test. */
export function createBuckets(clock: Pick<Clock, 'nowMs'>, max: number = LIMITS.openAddressesMax) {
  const buckets = new Map<string, Bucket>();
  return {
    size: () => buckets.size,
    /** 0 where the request may come, else the milliseconds until one may. */
    take(key: string, perMinute: number): number {
      const nowMs = clock.nowMs();
      const known = buckets.get(key) ?? { left: perMinute, atMs: nowMs };
      const filled = known.left + ((nowMs - known.atMs) * perMinute) / 60_000;
      const left = Math.min(perMinute, Math.max(0, filled));
      // The one used last stands last; what is given up to make room is the one not seen for longest.
      buckets.delete(key);
      if (buckets.size >= max) buckets.delete(buckets.keys().next().value!);
      buckets.set(key, { left: left >= 1 ? left - 1 : left, atMs: nowMs });
      return left >= 1 ? 0 : Math.max(1, ((1 - left) * 60_000) / perMinute);
    },
  };
}

/** `2001:db8:1:2::/64` of an IPv6 address, an IPv4 address as it is, also where it is written as IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('%')[0]!.split('::');
  const first = head.split(':').filter((part) => part !== '');
  const last = tail.split(':').filter((part) => part !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const all = [...first, ...zeros, ...last].map((part) => Number.parseInt(part, 16).toString(16));
  return `${all.slice(0, 4).join(':')}::/64`;
}
