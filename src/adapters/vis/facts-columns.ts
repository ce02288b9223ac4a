import type { LocalDate } from '../../domain/local-date.js';
import type { VisFacts } from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Visa = NonNullable<VisFacts['visa']>;

type Row = {
  readonly application_number: string;
  readonly application_date: LocalDate;
  readonly outcome: VisFacts['outcome'];
  readonly visa_sticker_number: string | null;
  readonly visa_valid_from: LocalDate | null;
  readonly visa_valid_until: LocalDate | null;
  readonly visa_duration_days: number | null;
  readonly visa_entries: Visa['entries'] | null;
};

export const visFacts: FactsColumns<'vis', Row> = {
  table: 'vis.records',
  kinds: ['visa-application'],
  columns: {
    application_number: 'text',
    application_date: 'date',
    outcome: 'text',
    visa_sticker_number: 'text',
    visa_valid_from: 'date',
    visa_valid_until: 'date',
    visa_duration_days: 'integer',
    visa_entries: 'text',
  },
  toRow: ({ applicationNumber, applicationDate, outcome, visa }) => ({
    application_number: applicationNumber,
    application_date: applicationDate,
    outcome,
    visa_sticker_number: visa?.stickerNumber ?? null,
    visa_valid_from: visa?.validFrom ?? null,
    visa_valid_until: visa?.validUntil ?? null,
    visa_duration_days: visa?.durationDays ?? null,
    visa_entries: visa?.entries ?? null,
  }),
  fromRow: (row) => ({
    kind: 'visa-application',
    applicationNumber: row.application_number,
    applicationDate: row.application_date,
    outcome: row.outcome,
    ...visaOf(row),
  }),
};

function visaOf(row: Row): { readonly visa?: Visa } {
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
