/** A later record that does not fit the file it is meant for: nothing of it is entered. */
import { eesReferenceFault } from './ees/facts-fault.js';
import { etiasEventFault } from './etias/event-fault.js';
import type { AnyFacts, SystemRecord } from './system-record.js';
import { decisionFault } from './vis/decision-fault.js';

export type EnrolmentFault = {
  readonly code: 'validation-failed' | 'date-invalid' | 'record-unknown' | 'facts-not-permitted';
  /** Into the facts. */
  readonly pointer: string;
  readonly detail: string;
};

/** `records`: the file as it is. Of Eurodac and SIS others judge. */
export function enrolmentFault(
  facts: AnyFacts,
  records: readonly SystemRecord[],
): EnrolmentFault | undefined {
  switch (facts.kind) {
    case 'stay-decision':
    case 'rebuttal':
    case 'amendment': {
      const fault = eesReferenceFault(facts, records);
      return fault && { code: 'record-unknown', ...fault };
    }
    case 'visa-decision':
      return decisionFault(facts, records);
    case 'authorisation-event':
      return etiasEventFault(facts, records);
    case 'conviction-gone':
      return records.some(
        (record) => record.encounterId === facts.concerns && record.facts.kind === 'conviction-index',
      )
        ? undefined
        : {
            code: 'record-unknown',
            pointer: '/concerns',
            detail: 'The file holds no such index entry: it was erased, or is not of this subject.',
          };
    default:
      return undefined;
  }
}
