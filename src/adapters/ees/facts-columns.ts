import type { LocalDate } from '../../domain/local-date.js';
import type { EesFacts } from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly kind: EesFacts['kind'];
  readonly border_crossing_point: string;
  readonly entry_date: LocalDate | null;
  readonly exit_date: LocalDate | null;
  readonly refusal_date: LocalDate | null;
  readonly refusal_grounds: readonly string[] | null;
  readonly visa_sticker_number: string | null;
  readonly visa_valid_until: LocalDate | null;
  readonly visa_duration_days: number | null;
};

export const eesFacts: FactsColumns<'ees', Row> = {
  table: 'ees.records',
  kinds: ['entry', 'exit', 'refusal'],
  columns: {
    kind: 'text',
    border_crossing_point: 'text',
    entry_date: 'date',
    exit_date: 'date',
    refusal_date: 'date',
    refusal_grounds: 'text[]',
    visa_sticker_number: 'text',
    visa_valid_until: 'date',
    visa_duration_days: 'integer',
  },
  toRow: (facts) => {
    const visa = facts.kind === 'entry' ? facts.visa : undefined;
    return {
      kind: facts.kind,
      border_crossing_point: facts.borderCrossingPoint,
      entry_date: facts.kind === 'entry' ? facts.entryDate : null,
      exit_date: facts.kind === 'exit' ? facts.exitDate : null,
      refusal_date: facts.kind === 'refusal' ? facts.refusalDate : null,
      refusal_grounds: facts.kind === 'refusal' ? facts.grounds : null,
      visa_sticker_number: visa?.stickerNumber ?? null,
      visa_valid_until: visa?.validUntil ?? null,
      visa_duration_days: visa?.durationDays ?? null,
    };
  },
  fromRow: (row) => {
    const { kind, border_crossing_point: borderCrossingPoint } = row;
    switch (kind) {
      case 'entry':
        return { kind, entryDate: row.entry_date!, borderCrossingPoint, ...visaOf(row) };
      case 'exit':
        return { kind, exitDate: row.exit_date!, borderCrossingPoint };
      case 'refusal':
        return { kind, refusalDate: row.refusal_date!, borderCrossingPoint, grounds: row.refusal_grounds! };
    }
  },
};

function visaOf(row: Row): Pick<Extract<EesFacts, { readonly kind: 'entry' }>, 'visa'> {
  if (row.visa_sticker_number === null) return {};
  const { visa_sticker_number: stickerNumber } = row;
  return {
    visa: { stickerNumber, validUntil: row.visa_valid_until!, durationDays: row.visa_duration_days! },
  };
}
