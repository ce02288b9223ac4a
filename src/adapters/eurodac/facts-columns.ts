import type { EncounterId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { EurodacDataSet, EurodacFacts, EurodacStatusMessage } from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly kind: EurodacFacts['kind'];
  readonly category: EurodacDataSet['category'] | null;
  readonly event_date: LocalDate | null;
  readonly reference_number: string | null;
  readonly event_place: string | null;
  readonly biometrics_taken_on: LocalDate | null;
  readonly transmitted_at: string | null;
  readonly admission_outcome: NonNullable<EurodacDataSet['admissionOutcome']> | null;
  readonly arrival: NonNullable<EurodacDataSet['arrival']> | null;
  readonly arrived_on: LocalDate | null;
  readonly security_flag: boolean | null;
  readonly council_decision: string | null;
  readonly council_decision_in_force_from: LocalDate | null;
  readonly details: NonNullable<EurodacDataSet['details']> | null;
  readonly status: EurodacStatusMessage['status'] | null;
  readonly status_date: LocalDate | null;
  readonly concerns: EncounterId | null;
  readonly status_member_state: string | null;
  readonly prolonged_until: LocalDate | null;
  readonly others_consulted: boolean | null;
};

export const eurodacFacts: FactsColumns<'eurodac', Row> = {
  table: 'eurodac.records',
  kinds: ['data-set', 'status-message'],
  columns: {
    kind: 'text',
    category: 'text',
    event_date: 'date',
    reference_number: 'text',
    event_place: 'text',
    biometrics_taken_on: 'date',
    transmitted_at: 'text',
    admission_outcome: 'text',
    arrival: 'text',
    arrived_on: 'date',
    security_flag: 'boolean',
    council_decision: 'text',
    council_decision_in_force_from: 'date',
    details: 'jsonb',
    status: 'text',
    status_date: 'date',
    concerns: 'uuid',
    status_member_state: 'text',
    prolonged_until: 'date',
    others_consulted: 'boolean',
  },
  toRow: (facts) => ({
    ...EMPTY,
    ...(facts.kind === 'data-set' ? dataSetColumns(facts) : messageColumns(facts)),
  }),
  fromRow: (row) => (row.kind === 'data-set' ? dataSetOf(row) : messageOf(row)),
};

const EMPTY: Omit<Row, 'kind'> = {
  category: null,
  event_date: null,
  reference_number: null,
  event_place: null,
  biometrics_taken_on: null,
  transmitted_at: null,
  admission_outcome: null,
  arrival: null,
  arrived_on: null,
  security_flag: null,
  council_decision: null,
  council_decision_in_force_from: null,
  details: null,
  status: null,
  status_date: null,
  concerns: null,
  status_member_state: null,
  prolonged_until: null,
  others_consulted: null,
};

function dataSetColumns(facts: EurodacDataSet): Partial<Row> & Pick<Row, 'kind'> {
  return {
    kind: facts.kind,
    category: facts.category,
    event_date: facts.eventDate,
    reference_number: facts.referenceNumber,
    event_place: facts.eventPlace ?? null,
    biometrics_taken_on: facts.biometricsTakenOn ?? null,
    transmitted_at: facts.transmittedAt ?? null,
    admission_outcome: facts.admissionOutcome ?? null,
    arrival: facts.arrival ?? null,
    arrived_on: facts.arrivedOn ?? null,
    security_flag: facts.securityFlag ?? null,
    council_decision: facts.councilDecision ?? null,
    council_decision_in_force_from: facts.councilDecisionInForceFrom ?? null,
    details: facts.details ?? null,
  };
}

function messageColumns(facts: EurodacStatusMessage): Partial<Row> & Pick<Row, 'kind'> {
  return {
    kind: facts.kind,
    status: facts.status,
    status_date: facts.statusDate,
    concerns: facts.concerns,
    status_member_state: facts.statusMemberState ?? null,
    prolonged_until: facts.prolongedUntil ?? null,
    others_consulted: facts.othersConsulted ?? null,
  };
}

function dataSetOf(row: Row): EurodacDataSet {
  return {
    kind: 'data-set',
    category: row.category!,
    eventDate: row.event_date!,
    referenceNumber: row.reference_number!,
    ...(row.event_place === null ? {} : { eventPlace: row.event_place }),
    ...(row.biometrics_taken_on === null ? {} : { biometricsTakenOn: row.biometrics_taken_on }),
    ...(row.transmitted_at === null ? {} : { transmittedAt: row.transmitted_at }),
    ...(row.admission_outcome === null ? {} : { admissionOutcome: row.admission_outcome }),
    ...(row.arrival === null ? {} : { arrival: row.arrival }),
    ...(row.arrived_on === null ? {} : { arrivedOn: row.arrived_on }),
    ...(row.security_flag === null ? {} : { securityFlag: row.security_flag }),
    ...(row.council_decision === null ? {} : { councilDecision: row.council_decision }),
    ...(row.council_decision_in_force_from === null
      ? {}
      : { councilDecisionInForceFrom: row.council_decision_in_force_from }),
    ...(row.details === null ? {} : { details: row.details }),
  };
}

function messageOf(row: Row): EurodacStatusMessage {
  return {
    kind: 'status-message',
    status: row.status!,
    statusDate: row.status_date!,
    concerns: row.concerns!,
    ...(row.status_member_state === null ? {} : { statusMemberState: row.status_member_state }),
    ...(row.prolonged_until === null ? {} : { prolongedUntil: row.prolonged_until }),
    ...(row.others_consulted === null ? {} : { othersConsulted: row.others_consulted }),
  };
}
