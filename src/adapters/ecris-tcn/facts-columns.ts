import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly convicting_member_state: string;
  readonly reference_code: string;
};

export const ecrisTcnFacts: FactsColumns<'ecris-tcn', Row> = {
  table: 'ecris_tcn.records',
  kinds: ['conviction-index'],
  columns: {
    convicting_member_state: 'text',
    reference_code: 'text',
  },
  toRow: ({ convictingMemberState, referenceCode }) => ({
    convicting_member_state: convictingMemberState,
    reference_code: referenceCode,
  }),
  fromRow: (row) => ({
    kind: 'conviction-index',
    convictingMemberState: row.convicting_member_state,
    referenceCode: row.reference_code,
  }),
};
