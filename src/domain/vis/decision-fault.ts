/** What stands in the way of a decision about an application: parts it lacks, or an application it does not fit. */
import type { EncounterId } from '../ids.js';
import type { SystemRecord, VisApplication, VisDecision } from '../system-record.js';
import { applicationFiles, eventOf } from './application-file.js';

export type DecisionFault = {
  readonly code: 'validation-failed' | 'date-invalid' | 'record-unknown' | 'facts-not-permitted';
  /** Into the facts. */
  readonly pointer: string;
  readonly detail: string;
};

/** Of the decision alone, whatever it is about. */
export function decisionShapeFault(facts: VisDecision): DecisionFault | undefined {
  const { decision, visa, validUntil, finalOn, decidedOn } = facts;
  if ((decision === 'issued') !== (visa !== undefined)) {
    return fault('validation-failed', '/visa', 'Present where a visa is issued, and only there.');
  }
  if ((decision === 'extended') !== (validUntil !== undefined)) {
    return fault('validation-failed', '/validUntil', 'Present where a visa is extended, and only there.');
  }
  if (visa && visa.validUntil < visa.validFrom) {
    return fault('date-invalid', '/visa/validUntil', 'The same day as validFrom or later.');
  }
  if (facts.stickerNumber !== undefined && decision !== 'extended') {
    return fault('validation-failed', '/stickerNumber', 'A new sticker belongs to an extension.');
  }
  if (decision !== 'refused' && (facts.forThreatOrFraud !== undefined || finalOn !== undefined)) {
    return fault('validation-failed', '/decision', 'Finality, threat and fraud are of a refusal.');
  }
  return finalOn !== undefined && finalOn < decidedOn
    ? fault('date-invalid', '/finalOn', 'A refusal becomes final on its day or later.')
    : undefined;
}

/** Of an application as it is handed in. */
export function applicationShapeFault(facts: VisApplication): DecisionFault | undefined {
  const { visa, outcome, decidedOn, applicationDate } = facts;
  if (visa && visa.validUntil < visa.validFrom) {
    return fault('date-invalid', '/visa/validUntil', 'The same day as validFrom or later.');
  }
  if (decidedOn !== undefined && outcome === 'pending') {
    return fault('validation-failed', '/decidedOn', 'A pending application has no day of decision.');
  }
  if (decidedOn !== undefined && decidedOn < applicationDate) {
    return fault('date-invalid', '/decidedOn', 'Not before the application.');
  }
  return facts.travelsWith?.includes(facts.applicationNumber)
    ? fault('validation-failed', '/travelsWith', 'Nobody travels with themselves.')
    : undefined;
}

/**
 * Whether the application is there, and can be decided so: (EC) 767/2008 Art 10 to 14. `memberState`: of who decides; whether
 * there is a visa is decided by the state that created the file, and to another one it is unknown.
 */
export function decisionFault(
  facts: VisDecision,
  records: readonly SystemRecord[],
  memberState: string,
): DecisionFault | undefined {
  const record = records.find(({ encounterId }) => encounterId === facts.concerns);
  const file = applicationFiles(records).find(({ encounterId }) => encounterId === facts.concerns);
  const isForeign = record?.memberState !== memberState && OF_THE_EXAMINING_STATE.includes(facts.decision);
  if (!file || isForeign) {
    return fault(
      'record-unknown',
      '/concerns',
      'The file holds no such application: it was erased, or is not of this subject. Nothing was changed.',
    );
  }
  const event = eventOf(facts);
  if (!event) return decisionShapeFault(facts);
  // The same refusal again, now that it is final.
  if (facts.finalOn !== undefined && file.history.state === 'refused') return undefined;
  const before = file.history.faults.length;
  const after = withDecision(file.encounterId, facts, records);
  if (after.faults.length <= before) return undefined;
  const found = after.faults.at(-1)!;
  return fault(
    found.fault === 'not-in-this-state' ? 'facts-not-permitted' : 'date-invalid',
    found.fault === 'not-in-this-state'
      ? '/decision'
      : found.fault === 'extension-shortens'
        ? '/validUntil'
        : '/decidedOn',
    FAULTS[found.fault](file.history.state),
  );
}

/** Another state may extend, annul or revoke a visa: (EC) 767/2008 Art 13, 14. */
const OF_THE_EXAMINING_STATE: readonly VisDecision['decision'][] = [
  'issued',
  'refused',
  'withdrawn',
  'discontinued',
];

function withDecision(encounterId: EncounterId, facts: VisDecision, records: readonly SystemRecord[]) {
  const about = records.find((record) => record.encounterId === encounterId)!;
  const [file] = applicationFiles([
    ...records.filter((record) => record.encounterId === encounterId || concerns(record, encounterId)),
    { ...about, encounterId: 'new' as EncounterId, encounterAt: '9999-12-31T00:00:00Z', facts },
  ]);
  return file!.history;
}

function concerns({ facts }: SystemRecord, encounterId: string): boolean {
  return facts.kind === 'visa-decision' && facts.concerns === encounterId;
}

const FAULTS = {
  'not-in-this-state': (state: string) =>
    `An application that is ${state} cannot be decided so. (EC) 767/2008 Art 10 to 14.`,
  'before-the-last-event': () => 'Not before the last decision, or the application.',
  'ends-before-it-starts': () => 'A visa ends on its first day or later.',
  'extension-shortens': () => 'An extension does not shorten a visa.',
} as const;

function fault(code: DecisionFault['code'], pointer: string, detail: string): DecisionFault {
  return { code, pointer, detail };
}
