/**
 * Verification of one log: its chain is walked in stretches, each from the end of the one before, so that a caller reads
 * on until `next` is absent. With each stretch comes what lost its place in the chain, with the last what is not chained.
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
import type { StretchOfLog } from './ports/jobs.js';
import type { Sql } from './ports/persistence.js';
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

/** All of it of one moment: a chain that is shortened between two statements would look like one that lost places. */
export function verifyLogStretch(
  { unitOfWork, logArchive }: Pick<Ports, 'unitOfWork' | 'logArchive'>,
  question: VerifyLogQuestion,
): Promise<LogVerification> {
  return logArchive.atOneMoment(unitOfWork, (tx) => verifyStretch(tx, logArchive, question));
}

async function verifyStretch(
  sql: Sql,
  logArchive: Ports['logArchive'],
  { component, after, noted }: VerifyLogQuestion,
): Promise<LogVerification> {
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
  const between = { after: from.sequence, ...(isLast ? {} : { through: stretch.end.sequence }) };
  faults.push(...(await strays(sql, logArchive, component, between)));
  if (isLast) faults.push(...(await notChained(sql, logArchive, component)));
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

/** Entries that say they are chained and have no place in the chain: of each stretch, or a long log would be read at once. */
async function strays(
  sql: Sql,
  logArchive: Ports['logArchive'],
  component: LogComponent,
  between: Omit<StretchOfLog, 'limit'>,
): Promise<readonly ChainFault[]> {
  const stretch = { ...between, limit: LIMITS.logFaultsMax };
  const lost = await logArchive.entriesWithoutPlace(sql, component, stretch);
  return lost.map((entryId) => ({
    kind: 'removed',
    component,
    entryId,
    detail: 'The entry was chained and its place in the chain is gone.',
  }));
}

/** Entries the chainer has not come to for too long. */
async function notChained(
  sql: Sql,
  logArchive: Ports['logArchive'],
  component: LogComponent,
): Promise<readonly ChainFault[]> {
  const status = (await logArchive.status(sql)).find((each) => each.component === component);
  if (!status || status.oldestWaitingMs <= LIMITS.logChainLagMsMax) return [];
  const seconds = Math.round(status.oldestWaitingMs / 1000);
  const detail = `${status.waiting} entries wait, the oldest for ${seconds} s.`;
  return [{ kind: 'not-chained', component, detail }];
}
