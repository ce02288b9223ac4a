/**
 * Verification of all logs without anybody asking: a stretch at a time, one log after the other, from the beginning of each
 * chain to its end and round again. What it finds is a figure somebody is alerted by; who wants to know what it is asks
 * for the verification of that log.
 */
import { LOG_COMPONENTS } from '../domain/log-chain/log-components.js';
import type { Ports } from './ports.js';
import { verifyLogStretch } from './verify-log.js';

type VerifyPorts = Pick<Ports, 'unitOfWork' | 'logArchive' | 'metrics'>;

/** Each call verifies the next stretch. After one that cannot be verified the next log has its turn. */
export function createVerifyLogsInTurn(ports: VerifyPorts): () => Promise<void> {
  const { logChainFaults, logEntriesVerified, logVerificationsFailed } = ports.metrics;
  let turn = 0;
  let after: number | undefined;
  let faults = 0;
  return async () => {
    const component = LOG_COMPONENTS[turn % LOG_COMPONENTS.length]!;
    const goOn = () => {
      turn += 1;
      after = undefined;
      faults = 0;
    };
    const question = { component, ...(after === undefined ? {} : { after }) };
    const stretch = await verifyLogStretch(ports, question).catch((error: unknown) => {
      // The same stretch again would keep every other log waiting. What was found of this one before stays said.
      logVerificationsFailed.inc({ component });
      goOn();
      throw error;
    });
    logEntriesVerified.inc({ component }, stretch.entries);
    // That entries wait is a figure of its own.
    faults += stretch.faults.filter(({ kind }) => kind !== 'not-chained').length;
    // A fault is told at once, its absence when the whole log has been walked.
    if (faults > 0 || stretch.next === undefined) logChainFaults.set({ component }, faults);
    if (stretch.next === undefined) goOn();
    else after = stretch.next;
  };
}
