/**
 * Which expired tokens are noted in the log of the hub. A device whose token has ended goes on asking, thousands of times:
 * that it did is known after the first entry. So each token is noted once an hour by one process, in the class nobody waits
 * for, and whoever sends it is refused all the same where it cannot be noted: then it is tried again after a minute.
 */
import { createHash } from 'node:crypto';
import type { Requester } from '../../domain/authorities.js';
import type { ServiceClass } from '../../domain/service-class.js';
import type { Carried } from '../../platform/carried.js';
import type { Clock } from '../../platform/clock.js';
import { LIMITS } from '../../platform/limits.js';
import type { Log } from '../../platform/log.js';
import { safeError } from '../../platform/safe-error.js';

export type ExpiredTokenOptions = {
  readonly note: (requester: Requester) => Promise<void>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
  readonly classInHand?: Carried<ServiceClass> | undefined;
  readonly tokensMax?: number;
};

/** Told whose token it was, and the token; never rejects. */
export type OnExpiredToken = (requester: Requester, token: string) => Promise<void>;

export function createExpiredTokens(options: ExpiredTokenOptions): OnExpiredToken {
  const { note, clock, log, classInHand, tokensMax = LIMITS.expiredTokensMax } = options;
  const quietUntilMs = new Map<string, number>();
  return async (requester, token) => {
    const key = keyOf(token);
    const nowMs = clock.nowMs();
    if (nowMs < (quietUntilMs.get(key) ?? 0)) return;
    // Remembered before it is noted, as the same token comes again meanwhile. The oldest note stands first.
    quietUntilMs.delete(key);
    if (quietUntilMs.size >= tokensMax) quietUntilMs.delete(quietUntilMs.keys().next().value!);
    quietUntilMs.set(key, nowMs + LIMITS.expiredTokenNotedMs);
    try {
      await (classInHand === undefined ? note(requester) : classInHand.run('batch', () => note(requester)));
    } catch (error) {
      // Not at once: a device that asks many times a second would add to what keeps the log from being written.
      if (quietUntilMs.has(key)) quietUntilMs.set(key, clock.nowMs() + LIMITS.expiredTokenRetryMs);
      log.warn({ error: safeError(error) }, 'an expired token could not be noted in the log');
    }
  };
}

/**
 * Of what is signed, without the signature: that can be written in several ways, and each would be noted as another token.
 */
function keyOf(token: string): string {
  return createHash('sha256')
    .update(token.slice(0, token.lastIndexOf('.')))
    .digest('base64');
}
