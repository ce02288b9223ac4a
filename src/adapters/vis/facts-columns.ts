import type { EncounterId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { VisApplication, VisDecision, VisFacts, VisVisa } from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly kind: VisFacts['kind'];
  readonly application_number: string | null;
  readonly application_date: LocalDate | null;
  readonly outcome: VisApplication['outcome'] | null;
  readonly decided_on: LocalDate | null;
  readonly visa_sticker_number: string | null;
  readonly visa_valid_from: LocalDate | null;
  readonly visa_valid_until: LocalDate | null;
  readonly visa_duration_days: number | null;
  readonly visa_entries: VisVisa['entries'] | null;
  readonly is_long_stay: boolean | null;
  readonly travels_with: readonly string[] | null;
  readonly exemption: VisApplication['exemption'] | null;
  readonly fingerprints_of: EncounterId | null;
  readonly concerns: EncounterId | null;
  readonly decision: VisDecision['decision'] | null;
  readonly extended_until: LocalDate | null;
  readonly new_sticker_number: string | null;
  readonly grounds: readonly string[] | null;
  readonly for_threat_or_fraud: boolean | null;
  readonly final_on: LocalDate | null;
};

export const visFacts: FactsColumns<'vis', Row> = {
  table: 'vis.records',
  kinds: ['visa-application', 'visa-decision'],
  columns: {
    kind: 'text',
    application_number: 'text',
    application_date: 'date',
    outcome: 'text',
    decided_on: 'date',
    visa_sticker_number: 'text',
    visa_valid_from: 'date',
    visa_valid_until: 'date',
    visa_duration_days: 'integer',
    visa_entries: 'text',
    is_long_stay: 'boolean',
    travels_with: 'text[]',
    exemption: 'text',
    fingerprints_of: 'uuid',
    concerns: 'uuid',
    decision: 'text',
    extended_until: 'date',
    new_sticker_number: 'text',
    grounds: 'text[]',
    for_threat_or_fraud: 'boolean',
    final_on: 'date',
  },
  toRow: (facts) => ({
    ...EMPTY,
    kind: facts.kind,
    decided_on: facts.decidedOn ?? null,
    ...visaRow(facts.visa),
    ...(facts.kind === 'visa-application' ? applicationRow(facts) : decisionRow(facts)),
  }),
  fromRow: (row) => (row.kind === 'visa-application' ? applicationOf(row) : decisionOf(row)),
};

const EMPTY = {
  application_number: null,
  application_date: null,
  outcome: null,
  is_long_stay: null,
  travels_with: null,
  exemption: null,
  fingerprints_of: null,
  concerns: null,
  decision: null,
  extended_until: null,
  new_sticker_number: null,
  grounds: null,
  for_threat_or_fraud: null,
  final_on: null,
} as const;

function visaRow(visa: VisVisa | undefined) {
  return {
    visa_sticker_number: visa?.stickerNumber ?? null,
    visa_valid_from: visa?.validFrom ?? null,
    visa_valid_until: visa?.validUntil ?? null,
    visa_duration_days: visa?.durationDays ?? null,
    visa_entries: visa?.entries ?? null,
  };
}

function applicationRow(facts: VisApplication) {
  return {
    application_number: facts.applicationNumber,
    application_date: facts.applicationDate,
    outcome: facts.outcome,
    is_long_stay: facts.isLongStay ?? null,
    travels_with: facts.travelsWith ?? null,
    exemption: facts.exemption ?? null,
    fingerprints_of: facts.fingerprintsOf ?? null,
  };
}

function decisionRow(facts: VisDecision) {
  return {
    concerns: facts.concerns,
    decision: facts.decision,
    extended_until: facts.validUntil ?? null,
    new_sticker_number: facts.stickerNumber ?? null,
    grounds: facts.grounds ?? null,
    for_threat_or_fraud: facts.forThreatOrFraud ?? null,
    final_on: facts.finalOn ?? null,
  };
}

function applicationOf(row: Row): VisApplication {
  return {
    kind: 'visa-application',
    applicationNumber: row.application_number!,
    applicationDate: row.application_date!,
    outcome: row.outcome!,
    ...(row.decided_on === null ? {} : { decidedOn: row.decided_on }),
    ...visaOf(row),
    ...(row.is_long_stay === null ? {} : { isLongStay: row.is_long_stay }),
    ...(row.travels_with === null ? {} : { travelsWith: row.travels_with }),
    ...(row.exemption ? { exemption: row.exemption } : {}),
    ...(row.fingerprints_of === null ? {} : { fingerprintsOf: row.fingerprints_of }),
  };
}

function decisionOf(row: Row): VisDecision {
  return {
    kind: 'visa-decision',
    concerns: row.concerns!,
    decision: row.decision!,
    decidedOn: row.decided_on!,
    ...visaOf(row),
    ...(row.extended_until === null ? {} : { validUntil: row.extended_until }),
    ...(row.new_sticker_number === null ? {} : { stickerNumber: row.new_sticker_number }),
    ...(row.grounds === null ? {} : { grounds: row.grounds }),
    ...(row.for_threat_or_fraud === null ? {} : { forThreatOrFraud: row.for_threat_or_fraud }),
    ...(row.final_on === null ? {} : { finalOn: row.final_on }),
  };
}

function visaOf(row: Row): { readonly visa?: VisVisa } {
  if (row.visa_sticker_number === null) return {};
  return {
    visa: {
      stickerNumber: row.visa_sticker_number,
      validFrom: row.visa_valid_from!,
      validUntil: row.visa_valid_until!,
      durationDays: row.visa_duration_days!,
      entries: row.visa_entries!,
    },
  };
}
