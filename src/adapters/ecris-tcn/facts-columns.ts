import type { EncounterId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { EcrisTcnFacts } from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly kind: EcrisTcnFacts['kind'];
  readonly convicting_member_state: string | null;
  readonly reference_code: string | null;
  readonly concerns: EncounterId | null;
  readonly gone_on: LocalDate | null;
};

export const ecrisTcnFacts: FactsColumns<'ecris-tcn', Row> = {
  table: 'ecris_tcn.records',
  kinds: ['conviction-index', 'conviction-gone'],
  columns: {
    kind: 'text',
    convicting_member_state: 'text',
    reference_code: 'text',
    concerns: 'uuid',
    gone_on: 'date',
  },
  toRow: (facts) =>
    facts.kind === 'conviction-index'
      ? {
          kind: facts.kind,
          convicting_member_state: facts.convictingMemberState,
          reference_code: facts.referenceCode,
          concerns: null,
          gone_on: null,
        }
      : {
          kind: facts.kind,
          convicting_member_state: null,
          reference_code: null,
          concerns: facts.concerns,
          gone_on: facts.goneOn,
        },
  fromRow: (row) =>
    row.kind === 'conviction-index'
      ? {
          kind: 'conviction-index',
          convictingMemberState: row.convicting_member_state!,
          referenceCode: row.reference_code!,
        }
      : { kind: 'conviction-gone', concerns: row.concerns!, goneOn: row.gone_on! },
};
