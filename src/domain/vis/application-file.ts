/** One application file as its records make it: the application, and what was decided about it later. */
import type { EncounterId } from '../ids.js';
import { VISA_EVENTS } from '../law/vis-visa-table.js';
import type { LocalDate } from '../local-date.js';
import type { SystemRecord, VisApplication, VisDecision } from '../system-record.js';
import { type VisaEvent, type VisaHistory, visaHistory } from './visa-history.js';

export type VisApplicationFile = {
  readonly encounterId: EncounterId;
  readonly application: VisApplication;
  /** Oldest first. */
  readonly decisions: readonly VisDecision[];
  readonly history: VisaHistory;
};

/** Every application of one person, oldest first. A decision about an application that is erased is in none. */
export function applicationFiles(records: readonly SystemRecord[]): readonly VisApplicationFile[] {
  return records.flatMap(({ encounterId, facts }) =>
    facts.kind === 'visa-application' ? [applicationFile(encounterId, facts, records)] : [],
  );
}

function applicationFile(
  encounterId: EncounterId,
  application: VisApplication,
  records: readonly SystemRecord[],
): VisApplicationFile {
  const decisions = records
    .flatMap(({ facts, encounterAt }) =>
      facts.kind === 'visa-decision' && facts.concerns === encounterId ? [{ facts, encounterAt }] : [],
    )
    .sort(
      (a, b) => Date.parse(a.encounterAt) - Date.parse(b.encounterAt) || stepOf(a.facts) - stepOf(b.facts),
    )
    .map(({ facts }) => facts);
  const events = [...handedIn(application), ...decisions.flatMap((decision) => eventOf(decision) ?? [])];
  return { encounterId, application, decisions, history: visaHistory(application.applicationDate, events) };
}

/** What was entered in the same instant happened in the order of the procedure. */
function stepOf({ decision }: VisDecision): number {
  return VISA_EVENTS.indexOf(decision);
}

/** A file that was handed in decided: the decision stands in it. One without its day counts as decided when it was made. */
function handedIn({ outcome, visa, decidedOn, applicationDate }: VisApplication): readonly VisaEvent[] {
  const on = decidedOn ?? applicationDate;
  switch (outcome) {
    case 'pending':
      return [];
    case 'issued':
      return visa ? [{ kind: 'issued', on, ...validityOf(visa) }] : [];
    case 'annulled':
    case 'revoked':
      // The day of issue is not in such a file; it plays no part in its term.
      return visa
        ? [
            { kind: 'issued', on: applicationDate, ...validityOf(visa) },
            { kind: outcome, on },
          ]
        : [];
    default:
      return [{ kind: outcome, on }];
  }
}

function validityOf({ stickerNumber, validFrom, validUntil }: NonNullable<VisApplication['visa']>) {
  return { stickerNumber, validFrom, validUntil };
}

/** `undefined` where the decision lacks what it decides: `vis/decision-fault.ts` refuses such a one before it is stored. */
export function eventOf(decision: VisDecision): VisaEvent | undefined {
  const on = decision.decidedOn;
  switch (decision.decision) {
    case 'issued':
      return decision.visa && { kind: 'issued', on, ...validityOf(decision.visa) };
    case 'extended':
      return (
        decision.validUntil && {
          kind: 'extended',
          on,
          validUntil: decision.validUntil,
          ...(decision.stickerNumber === undefined ? {} : { stickerNumber: decision.stickerNumber }),
        }
      );
    default:
      return { kind: decision.decision, on };
  }
}

/** What the file does not say and its term counts from. */
export function missingDecisionDay({ application }: VisApplicationFile): boolean {
  const { outcome, decidedOn } = application;
  return (
    decidedOn === undefined && (outcome === 'refused' || outcome === 'annulled' || outcome === 'revoked')
  );
}

/** Whether, and why, a long-stay visa or permit was refused; absent for any other file. */
export function longStayRefusal({
  application,
  decisions,
  history,
}: VisApplicationFile): { readonly forThreatOrFraud: boolean; readonly finalOn?: LocalDate } | undefined {
  if (!application.isLongStay || history.state !== 'refused') return undefined;
  // Said again because it is final, a refusal need not repeat its reason: the last one stated holds.
  const refusal = decisions.findLast(
    ({ decision, forThreatOrFraud }) => decision === 'refused' && forThreatOrFraud !== undefined,
  );
  const finalOn = decisions.findLast((each) => each.finalOn !== undefined)?.finalOn;
  return { forThreatOrFraud: refusal?.forThreatOrFraud ?? false, ...(finalOn ? { finalOn } : {}) };
}
