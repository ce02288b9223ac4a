import type { LocalDate } from '../../domain/local-date.js';
import type { EtiasFacts } from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly application_number: string;
  readonly application_date: LocalDate;
  readonly outcome: EtiasFacts['outcome'];
  readonly valid_until: LocalDate | null;
};

export const etiasFacts: FactsColumns<'etias', Row> = {
  table: 'etias.records',
  kinds: ['travel-authorisation'],
  columns: {
    application_number: 'text',
    application_date: 'date',
    outcome: 'text',
    valid_until: 'date',
  },
  toRow: ({ applicationNumber, applicationDate, outcome, validUntil }) => ({
    application_number: applicationNumber,
    application_date: applicationDate,
    outcome,
    valid_until: validUntil ?? null,
  }),
  fromRow: (row) => ({
    kind: 'travel-authorisation',
    applicationNumber: row.application_number,
    applicationDate: row.application_date,
    outcome: row.outcome,
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
  }),
};
