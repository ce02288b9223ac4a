import type { EncounterId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type {
  EtiasApplication,
  EtiasEventFacts,
  EtiasFacts,
  EtiasGuardian,
} from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly kind: EtiasFacts['kind'];
  readonly application_number: string | null;
  readonly application_date: LocalDate | null;
  readonly outcome: EtiasApplication['outcome'] | null;
  readonly valid_until: LocalDate | null;
  readonly decided_on: LocalDate | null;
  readonly submitted_at: string | null;
  readonly is_family_member: boolean | null;
  /** JSON on the way in, its value on the way out. */
  readonly guardians: string | readonly EtiasGuardian[] | null;
  readonly answered_yes: boolean | null;
  readonly concerns: EncounterId | null;
  readonly event: EtiasEventFacts['event'] | null;
  readonly event_at: string | null;
  readonly consent_years: number | null;
  readonly grounds: readonly string[] | null;
};

export const etiasFacts: FactsColumns<'etias', Row> = {
  table: 'etias.records',
  kinds: ['travel-authorisation', 'authorisation-event'],
  columns: {
    kind: 'text',
    application_number: 'text',
    application_date: 'date',
    outcome: 'text',
    valid_until: 'date',
    decided_on: 'date',
    submitted_at: 'text',
    is_family_member: 'boolean',
    guardians: 'jsonb',
    answered_yes: 'boolean',
    concerns: 'uuid',
    event: 'text',
    event_at: 'text',
    consent_years: 'integer',
    grounds: 'text[]',
  },
  toRow: (facts) => ({
    ...EMPTY,
    kind: facts.kind,
    valid_until: facts.validUntil ?? null,
    ...(facts.kind === 'travel-authorisation' ? applicationRow(facts) : eventRow(facts)),
  }),
  fromRow: (row) => (row.kind === 'travel-authorisation' ? applicationOf(row) : eventOf(row)),
};

const EMPTY = {
  application_number: null,
  application_date: null,
  outcome: null,
  decided_on: null,
  submitted_at: null,
  is_family_member: null,
  guardians: null,
  answered_yes: null,
  concerns: null,
  event: null,
  event_at: null,
  consent_years: null,
  grounds: null,
} as const;

function applicationRow(facts: EtiasApplication) {
  return {
    application_number: facts.applicationNumber,
    application_date: facts.applicationDate,
    outcome: facts.outcome,
    decided_on: facts.decidedOn ?? null,
    submitted_at: facts.submittedAt ?? null,
    is_family_member: facts.isFamilyMember ?? null,
    guardians: facts.guardians ? JSON.stringify(facts.guardians) : null,
    answered_yes: facts.answeredYes ?? null,
  };
}

function eventRow(facts: EtiasEventFacts) {
  return {
    concerns: facts.concerns,
    event: facts.event,
    event_at: facts.at,
    consent_years: facts.consentYears ?? null,
    grounds: facts.grounds ?? null,
  };
}

function applicationOf(row: Row): EtiasApplication {
  return {
    kind: 'travel-authorisation',
    applicationNumber: row.application_number!,
    applicationDate: row.application_date!,
    outcome: row.outcome!,
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    ...(row.decided_on === null ? {} : { decidedOn: row.decided_on }),
    ...(row.submitted_at === null ? {} : { submittedAt: row.submitted_at }),
    ...(row.is_family_member === null ? {} : { isFamilyMember: row.is_family_member }),
    ...(row.guardians === null ? {} : { guardians: row.guardians as readonly EtiasGuardian[] }),
    ...(row.answered_yes === null ? {} : { answeredYes: row.answered_yes }),
  };
}

function eventOf(row: Row): EtiasEventFacts {
  return {
    kind: 'authorisation-event',
    concerns: row.concerns!,
    event: row.event!,
    at: row.event_at!,
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    ...(row.consent_years === null ? {} : { consentYears: row.consent_years }),
    ...(row.grounds === null ? {} : { grounds: row.grounds }),
  };
}
