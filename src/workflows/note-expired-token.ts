/**
 * A request with a token that was good and whose time has passed: refused like any other without a mandate, and in the log
 * of the hub, since the signature says whose it is. Who signs with no accepted key is nobody known and leaves no entry: a
 * log that anybody can fill would serve no supervision.
 */
import type { Requester } from '../domain/authorities.js';
import type { Ports } from './ports.js';

type NotePorts = Pick<Ports, 'unitOfWork' | 'accessLog'>;

export function createNoteExpiredToken({ unitOfWork, accessLog }: NotePorts) {
  return (requester: Requester): Promise<void> =>
    accessLog.append(unitOfWork.sql, {
      requester,
      right: 'authentication',
      systems: [],
      outcome: 'denied',
      result: 'token expired',
    });
}
