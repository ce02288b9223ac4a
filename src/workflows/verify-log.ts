/**
 * Verification of one log: its chain is walked in stretches, each from the end of the one before, so that a caller reads
 * on until `next` is absent. With the last stretch come what is not chained and what lost its place in the chain.
 */
import type { Requester } from '../domain/authorities.js';
import type { LogComponent } from '../domain/log-chain/log-components.js';
import {
  type ChainFault,
  type ChainPosition,
  compareHead,
  verifyChain,
} from '../domain/log-chain/verify-chain.js';
import { LIMITS } from '../platform/limits.js';
import type { Denied } from './hub-workflows.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

export type LogVerification = {
  readonly kind: 'verified';
  readonly component: LogComponent;
  /** The position this stretch was walked from, and its end. */
  readonly from: ChainPosition;
  readonly end: ChainPosition;
  readonly entries: number;
  /** Of them so many whose time of keeping has ended: their content is gone, their hash is not. */
  readonly erased: number;
  readonly isWhole: boolean;
  readonly faults: readonly ChainFault[];
  /** Pass as `after` to read on; absent with the last stretch. */
  readonly next?: number;
};

export type VerifyLogQuestion = {
  readonly component: LogComponent;
  /** Sequence number after which to begin; the beginning of the chain where absent. */
  readonly after?: number;
  /** A head somebody noted before: the chain must still hold it. */
  readonly noted?: ChainPosition;
};

type VerifyPorts = Pick<Ports, 'unitOfWork' | 'accessLog' | 'logArchive'>;

export function createVerifyLog(ports: VerifyPorts) {
  return async (requester: Requester, question: VerifyLogQuestion): Promise<LogVerification | Denied> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'log-verification');
    if (denied) return denied;
    await logTask(ports, sql, requester, 'log-verification', { reference: question.component });
    return verifyLogStretch(ports, question);
  };
}

export async function verifyLogStretch(
  { unitOfWork, logArchive }: Pick<Ports, 'unitOfWork' | 'logArchive'>,
  { component, after, noted }: VerifyLogQuestion,
): Promise<LogVerification> {
  const { sql } = unitOfWork;
  const start = await logArchive.startOf(sql, component);
  const from =
    (after === undefined ? undefined : await logArchive.positionOf(sql, component, after)) ?? start;
  const limit = LIMITS.logVerificationRows;
  const rows = await logArchive.rows(sql, component, { after: from.sequence, limit });
  const stretch = verifyChain(component, rows, { from, sha256: logArchive.sha256 });
  const isLast = rows.length < limit;
  const faults = [...stretch.faults];
  if (noted && noted.sequence >= start.sequence && after === undefined) {
    const fault = compareHead(component, noted, await logArchive.positionOf(sql, component, noted.sequence));
    if (fault) faults.push(fault);
  }
  if (isLast) faults.push(...(await strays({ unitOfWork, logArchive }, component)));
  return {
    kind: 'verified',
    component,
    from,
    end: stretch.end,
    entries: stretch.entries,
    erased: stretch.erased,
    isWhole: faults.length === 0,
    faults: faults.slice(0, LIMITS.logFaultsMax),
    ...(isLast ? {} : { next: stretch.end.sequence }),
  };
}

/** Entries that say they are chained and have no place in the chain, and entries the chainer has not come to for too long. */
async function strays(
  { unitOfWork, logArchive }: Pick<Ports, 'unitOfWork' | 'logArchive'>,
  component: LogComponent,
): Promise<readonly ChainFault[]> {
  const { sql } = unitOfWork;
  const lost = await logArchive.entriesWithoutPlace(sql, component, LIMITS.logFaultsMax);
  const faults: ChainFault[] = lost.map((entryId) => ({
    kind: 'removed',
    component,
    entryId,
    detail: 'The entry was chained and its place in the chain is gone.',
  }));
  const status = (await logArchive.status(sql)).find((each) => each.component === component);
  if (status && status.oldestWaitingMs > LIMITS.logChainLagMsMax) {
    const seconds = Math.round(status.oldestWaitingMs / 1000);
    faults.push({
      kind: 'not-chained',
      component,
      detail: `${status.waiting} entries wait, the oldest for ${seconds} s.`,
    });
  }
  return faults;
}
