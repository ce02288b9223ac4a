import type { LocalDate } from '../../domain/local-date.js';
import type { SisFacts } from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly alert_kind: SisFacts['alertKind'];
  readonly issued_on: LocalDate;
  readonly review_by: LocalDate;
  readonly action_to_be_taken: string;
  readonly details: NonNullable<SisFacts['details']> | null;
};

export const sisFacts: FactsColumns<'sis', Row> = {
  table: 'sis.records',
  kinds: ['alert'],
  columns: {
    alert_kind: 'text',
    issued_on: 'date',
    review_by: 'date',
    action_to_be_taken: 'text',
    details: 'jsonb',
  },
  toRow: ({ alertKind, issuedOn, reviewBy, actionToBeTaken, details }) => ({
    alert_kind: alertKind,
    issued_on: issuedOn,
    review_by: reviewBy,
    action_to_be_taken: actionToBeTaken,
    details: details ?? null,
  }),
  fromRow: (row) => ({
    kind: 'alert',
    alertKind: row.alert_kind,
    issuedOn: row.issued_on,
    reviewBy: row.review_by,
    actionToBeTaken: row.action_to_be_taken,
    ...(row.details === null ? {} : { details: row.details }),
  }),
};
