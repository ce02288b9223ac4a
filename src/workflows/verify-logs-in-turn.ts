/**
 * Verification of all logs without anybody asking: a stretch at a time, one log after the other, from the beginning of each
 * chain to its end and round again. What it finds is a figure somebody is alerted by; who wants to know what it is asks
 * for the verification of that log.
 */
import { LOG_COMPONENTS } from '../domain/log-chain/log-components.js';
import type { Ports } from './ports.js';
import { verifyLogStretch } from './verify-log.js';

type VerifyPorts = Pick<Ports, 'unitOfWork' | 'logArchive' | 'metrics'>;

/** Each call verifies the next stretch. */
export function createVerifyLogsInTurn(ports: VerifyPorts): () => Promise<void> {
  const { logChainFaults, logEntriesVerified } = ports.metrics;
  let turn = 0;
  let after: number | undefined;
  let faults = 0;
  return async () => {
    const component = LOG_COMPONENTS[turn % LOG_COMPONENTS.length]!;
    const stretch = await verifyLogStretch(ports, {
      component,
      ...(after === undefined ? {} : { after }),
    });
    logEntriesVerified.inc({ component }, stretch.entries);
    // That entries wait is a figure of its own.
    faults += stretch.faults.filter(({ kind }) => kind !== 'not-chained').length;
    // A fault is told at once, its absence when the whole log has been walked.
    if (faults > 0 || stretch.next === undefined) logChainFaults.set({ component }, faults);
    after = stretch.next;
    if (after !== undefined) return;
    turn += 1;
    faults = 0;
  };
}
