/**
 * The keys tokens are verified with, as their files hold them now: a key that is added opens, and one that is removed opens
 * nothing any more, without a restart. Files are read again and again rather than watched: where they are mounted they are
 * exchanged behind a link, of which whoever watches the file is not told.
 *
 * A file that is away or holds no usable keys changes nothing, as otherwise everybody would be locked out: the keys read
 * before stay, those of the other file follow it all the same, and the log and the failed rounds of the task say so. A set of peers
 * that is empty says that there is none: their only key, stolen, would open for ever otherwise.
 */
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AuthenticationOptions } from '../http/plugins/authentication.js';
import { startRepeatingTask } from '../jobs/repeating-task.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { authenticationOf } from './authentication-of.js';
import type { HubConfig } from './config.js';
import { haveKeyInCommon, type Jwk, type JwkSet, parseJwkSet } from './jwk-set.js';
import type { Core } from './open-core.js';

export type TokenKeys = { readonly own: JwkSet; readonly peers?: JwkSet };

export type LiveTokenKeys = {
  current(): TokenKeys;
  /** Rejects where a file cannot be taken over, after what can be has been. */
  refresh(): Promise<void>;
};

/** `atStart` was read from the files, or made where there is none. */
export function createTokenKeys(
  files: HubConfig['jwksFiles'],
  atStart: TokenKeys,
  log: Pick<Log, 'warn' | 'error'>,
): LiveTokenKeys {
  let current = atStart;

  async function readFrom(
    path: string | undefined,
    before: JwkSet,
    faults: string[],
    { mayBeEmpty = false } = {},
  ): Promise<JwkSet> {
    if (path === undefined) return before;
    const text = await readFile(path, 'utf8').catch(() => undefined);
    const set = text === undefined ? undefined : parseJwkSet(text, { mayBeEmpty });
    if (set && (set.keys.length === 0 || set.keys.some(canVerify))) return isSame(set, before) ? before : set;
    faults.push(`${path} ${text === undefined ? 'cannot be read' : 'holds no usable public keys'}`);
    return before;
  }

  return {
    current: () => current,
    async refresh() {
      const faults: string[] = [];
      const own = await readFrom(files.own, current.own, faults);
      const peers =
        current.peers && (await readFrom(files.peers, current.peers, faults, { mayBeEmpty: true }));
      if (haveKeyInCommon(own, peers)) {
        faults.push('HUB_JWKS and HUB_PEER_JWKS hold the same key: that peer could ask as anybody');
      } else if (own !== current.own || peers !== current.peers) {
        current = { own, ...(peers === undefined ? {} : { peers }) };
        log.warn({ own: namesOf(own), peers: namesOf(peers) }, 'keys of tokens have changed');
      }
      if (faults.length === 0) return;
      log.error({ faults }, 'keys of tokens cannot be read anew, those read before are kept');
      throw new Error('keys of tokens cannot be read anew');
    },
  };
}

/** Which tokens a process accepts, from now until it ends. */
export function keepAuthentication(core: Core, jwks: JwkSet): AuthenticationOptions {
  const { config, log, ports, closers } = core;
  const { peerJwks: peers, jwksFiles } = config;
  const keys = createTokenKeys(jwksFiles, { own: jwks, ...(peers === undefined ? {} : { peers }) }, log);
  const authentication = authenticationOf(config, keys.current);
  if (Object.keys(jwksFiles).length === 0) return authentication;
  const task = startRepeatingTask({
    name: 'read token keys',
    everyMs: LIMITS.tokenKeysReadMs,
    run: () => keys.refresh(),
    log,
    metrics: ports.metrics,
  });
  closers.add('keys of tokens', () => task.close());
  return authentication;
}

/** Its form is right, and so are its numbers. A set may hold others beside it, of kinds no token here is signed with. */
function canVerify(key: Jwk): boolean {
  try {
    createPublicKey({ key, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

const isSame = (one: JwkSet, other: JwkSet): boolean => JSON.stringify(one) === JSON.stringify(other);

const namesOf = (set: JwkSet | undefined): readonly string[] | undefined =>
  set?.keys.map(({ kid }) => String(kid ?? 'without a name'));
