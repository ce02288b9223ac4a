/** A later record that does not fit the file it is meant for: nothing of it is entered. */
import { eesLastDayFault, eesReferenceFault } from './ees/facts-fault.js';
import { etiasEventFault } from './etias/event-fault.js';
import type { AnyFacts, SystemRecord } from './system-record.js';
import { decisionFault } from './vis/decision-fault.js';

export type EnrolmentFault = {
  readonly code: 'validation-failed' | 'date-invalid' | 'record-unknown' | 'facts-not-permitted';
  /** Into the facts. */
  readonly pointer: string;
  readonly detail: string;
};

/** `records`: the file as it is; `memberState`: of who enters the record. Of Eurodac and SIS others judge. */
export function enrolmentFault(
  facts: AnyFacts,
  records: readonly SystemRecord[],
  memberState: string,
): EnrolmentFault | undefined {
  switch (facts.kind) {
    case 'stay-decision':
    case 'rebuttal':
    case 'amendment': {
      const fault = eesReferenceFault(facts, records);
      if (fault) return { code: 'record-unknown', ...fault };
      const lastDay = eesLastDayFault(facts, records);
      return lastDay && { code: 'date-invalid', ...lastDay };
    }
    case 'visa-decision':
      return decisionFault(facts, records, memberState);
    case 'authorisation-event':
      return etiasEventFault(facts, records, memberState);
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
