/**
 * Verification of all logs without anybody asking: a stretch at a time, one log after the other, from the beginning of each
 * chain to its end and round again. What it finds is kept beside the log and is a figure somebody is alerted by; who wants to
 * know all of it asks for the verification of that log.
 *
 * A log that was found broken is whole again only by a walk that began after the last fault was told and has come from the
 * beginning to the end: what was walked of it before, by another process too, may have been changed since.
 */

import { LOG_COMPONENTS, type LogComponent } from '../domain/log-chain/log-components.js';
import type { ChainFault } from '../domain/log-chain/verify-chain.js';
import type { LogVerdict } from './ports/jobs.js';
import type { Ports } from './ports.js';
import { verifyLogStretch } from './verify-log.js';

type VerifyPorts = Pick<Ports, 'unitOfWork' | 'logArchive' | 'metrics'>;

/** Of one log, as far as it has come. */
type Walk = {
  readonly faults: number;
  readonly firstFault?: ChainFault;
  /** Absent at the beginning of the chain. */
  readonly after?: number;
  /** What was known of the log when the walk began. */
  readonly before?: LogVerdict | undefined;
};

/** Each call verifies the next stretch. After one that cannot be verified the next log has its turn. */
export function createVerifyLogsInTurn(ports: VerifyPorts): () => Promise<void> {
  const { logVerificationsFailed } = ports.metrics;
  let turn = 0;
  let walk: Walk | undefined;
  return async () => {
    const component = LOG_COMPONENTS[turn % LOG_COMPONENTS.length]!;
    try {
      walk = await verifyNext(ports, component, walk);
    } catch (error) {
      // The same stretch again would keep every other log waiting. What was found of this one before stays said.
      logVerificationsFailed.inc({ component });
      walk = undefined;
      throw error;
    } finally {
      if (walk === undefined) turn += 1;
    }
  };
}

/** `undefined` where the whole log has been walked. */
async function verifyNext(
  ports: VerifyPorts,
  component: LogComponent,
  begun: Walk | undefined,
): Promise<Walk | undefined> {
  const { sql } = ports.unitOfWork;
  const { logChainFaults, logEntriesVerified } = ports.metrics;
  const walk = begun ?? { faults: 0, before: await verdictOf(ports, component) };
  const { after, before } = walk;
  const stretch = await verifyLogStretch(ports, { component, ...(after === undefined ? {} : { after }) });
  logEntriesVerified.inc({ component }, stretch.entries);
  // That entries wait is a figure of its own.
  const found = stretch.faults.filter(({ kind }) => kind !== 'not-chained');
  const faults = walk.faults + found.length;
  const firstFault = walk.firstFault ?? found[0];
  const first = firstFault === undefined ? {} : { firstFault };
  // A fault is told at once, whether or not it can be kept; its absence when the whole log has been walked.
  if (faults > 0) logChainFaults.set({ component }, faults);
  if (faults > 0 || stretch.next === undefined) {
    const verdict = { throughSequence: stretch.end.sequence, faults, ...first };
    const isKept = await ports.logArchive.keepVerdict(sql, component, verdict, before);
    if (isKept) logChainFaults.set({ component }, faults);
  }
  return stretch.next === undefined ? undefined : { faults, ...first, after: stretch.next, before };
}

async function verdictOf(
  { unitOfWork, logArchive }: VerifyPorts,
  component: LogComponent,
): Promise<LogVerdict | undefined> {
  const statuses = await logArchive.status(unitOfWork.sql);
  return statuses.find((each) => each.component === component)?.verdict;
}
