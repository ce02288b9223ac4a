import type { LocalDate } from '../../domain/local-date.js';
import type { EurodacFacts } from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly category: EurodacFacts['category'];
  readonly event_date: LocalDate;
  readonly reference_number: string;
};

export const eurodacFacts: FactsColumns<'eurodac', Row> = {
  table: 'eurodac.records',
  kinds: ['data-set'],
  columns: {
    category: 'text',
    event_date: 'date',
    reference_number: 'text',
  },
  toRow: ({ category, eventDate, referenceNumber }) => ({
    category,
    event_date: eventDate,
    reference_number: referenceNumber,
  }),
  fromRow: (row) => ({
    kind: 'data-set',
    category: row.category,
    eventDate: row.event_date,
    referenceNumber: row.reference_number,
  }),
};
