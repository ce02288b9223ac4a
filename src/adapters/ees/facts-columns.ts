import type { EncounterId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { EesBiometricsNote, EesFacts, EesVisa } from '../../domain/system-record.js';
import type { FactsColumns } from '../facts-columns.js';

type Row = {
  readonly kind: EesFacts['kind'];
  /** Where it took place: the border crossing point, or the place of a decision. */
  readonly border_crossing_point: string;
  readonly entry_date: LocalDate | null;
  readonly exit_date: LocalDate | null;
  readonly refusal_date: LocalDate | null;
  readonly refusal_grounds: readonly string[] | null;
  readonly visa_sticker_number: string | null;
  readonly visa_valid_from: LocalDate | null;
  readonly visa_valid_until: LocalDate | null;
  readonly visa_duration_days: number | null;
  readonly visa_entries: NonNullable<EesVisa['entries']> | null;
  readonly visa_limited_territory: boolean | null;
  readonly authorisation_number: string | null;
  readonly authorisation_valid_until: LocalDate | null;
  readonly authorisation_limited_territory: boolean | null;
  readonly free_movement: boolean | null;
  readonly fallback: boolean | null;
  readonly started_inside: boolean | null;
  /** The day and kind of a decision, a rebuttal or an amendment. */
  readonly later_date: LocalDate | null;
  readonly later_kind: string | null;
  /** New end of a stay, the exit that was shown or the last day a proof excuses, or the corrected day. */
  readonly ends_on: LocalDate | null;
  /** The new last day that an amendment gives a decision or a proof. */
  readonly amended_ends_on: LocalDate | null;
  readonly new_sticker_number: string | null;
  readonly decision_grounds: readonly string[] | null;
  readonly concerns: EncounterId | null;
  /** JSON on the way in, its value on the way out. */
  readonly biometrics: string | EesBiometricsNote | null;
};

export const eesFacts: FactsColumns<'ees', Row> = {
  table: 'ees.records',
  kinds: ['entry', 'exit', 'refusal', 'stay-decision', 'rebuttal', 'amendment'],
  columns: {
    kind: 'text',
    border_crossing_point: 'text',
    entry_date: 'date',
    exit_date: 'date',
    refusal_date: 'date',
    refusal_grounds: 'text[]',
    visa_sticker_number: 'text',
    visa_valid_from: 'date',
    visa_valid_until: 'date',
    visa_duration_days: 'integer',
    visa_entries: 'text',
    visa_limited_territory: 'boolean',
    authorisation_number: 'text',
    authorisation_valid_until: 'date',
    authorisation_limited_territory: 'boolean',
    free_movement: 'boolean',
    fallback: 'boolean',
    started_inside: 'boolean',
    later_date: 'date',
    later_kind: 'text',
    ends_on: 'date',
    amended_ends_on: 'date',
    new_sticker_number: 'text',
    decision_grounds: 'text[]',
    concerns: 'uuid',
    biometrics: 'jsonb',
  },
  toRow: (facts) => ({ ...EMPTY, ...toColumns(facts) }),
  fromRow: (row) => fromColumns(row),
};

const EMPTY: Omit<Row, 'kind' | 'border_crossing_point'> = {
  entry_date: null,
  exit_date: null,
  refusal_date: null,
  refusal_grounds: null,
  visa_sticker_number: null,
  visa_valid_from: null,
  visa_valid_until: null,
  visa_duration_days: null,
  visa_entries: null,
  visa_limited_territory: null,
  authorisation_number: null,
  authorisation_valid_until: null,
  authorisation_limited_territory: null,
  free_movement: null,
  fallback: null,
  started_inside: null,
  later_date: null,
  later_kind: null,
  ends_on: null,
  amended_ends_on: null,
  new_sticker_number: null,
  decision_grounds: null,
  concerns: null,
  biometrics: null,
};

function toColumns(facts: EesFacts): Partial<Row> & Pick<Row, 'kind' | 'border_crossing_point'> {
  const { kind } = facts;
  switch (kind) {
    case 'entry': {
      const { travelAuthorisation: authorisation } = facts;
      return {
        kind,
        border_crossing_point: facts.borderCrossingPoint,
        entry_date: facts.entryDate,
        ...visaColumns(facts.visa),
        authorisation_number: authorisation?.applicationNumber ?? null,
        authorisation_valid_until: authorisation?.validUntil ?? null,
        authorisation_limited_territory: authorisation?.limitedTerritorialValidity ?? null,
        free_movement: facts.freeMovement ?? null,
        fallback: facts.fallback ?? null,
        started_inside: facts.startedInside ?? null,
        ...noteColumns(facts.biometrics),
      };
    }
    case 'exit':
      return {
        kind,
        border_crossing_point: facts.borderCrossingPoint,
        exit_date: facts.exitDate,
        ...visaColumns(facts.visa),
        fallback: facts.fallback ?? null,
        ...noteColumns(facts.biometrics),
      };
    case 'refusal':
      return {
        kind,
        border_crossing_point: facts.borderCrossingPoint,
        refusal_date: facts.refusalDate,
        refusal_grounds: facts.grounds,
        ...visaColumns(facts.visa),
        ...noteColumns(facts.biometrics),
      };
    case 'stay-decision':
      return {
        kind,
        border_crossing_point: facts.place,
        later_date: facts.decidedOn,
        later_kind: facts.decision,
        ends_on: facts.endsOn ?? null,
        new_sticker_number: facts.stickerNumber ?? null,
        decision_grounds: facts.grounds ?? null,
        concerns: facts.concerns ?? null,
      };
    case 'rebuttal':
      return {
        kind,
        border_crossing_point: facts.place,
        later_date: facts.rebuttedOn,
        later_kind: facts.shows,
        ends_on: facts.exitDate ?? facts.endsOn ?? null,
        concerns: facts.concerns,
      };
    case 'amendment':
      return {
        kind,
        border_crossing_point: facts.place,
        later_date: facts.amendedOn,
        later_kind: facts.change,
        ends_on: facts.eventDate ?? null,
        amended_ends_on: facts.endsOn ?? null,
        concerns: facts.concerns,
      };
  }
}

function noteColumns(note: EesBiometricsNote | undefined): Pick<Row, 'biometrics'> {
  return { biometrics: note ? JSON.stringify(note) : null };
}

function visaColumns(visa: EesVisa | undefined): Partial<Row> {
  if (!visa) return {};
  return {
    visa_sticker_number: visa.stickerNumber,
    visa_valid_from: visa.validFrom ?? null,
    visa_valid_until: visa.validUntil,
    visa_duration_days: visa.durationDays,
    visa_entries: visa.entries ?? null,
    visa_limited_territory: visa.limitedTerritorialValidity ?? null,
  };
}

function fromColumns(row: Row): EesFacts {
  const { kind, border_crossing_point: place } = row;
  switch (kind) {
    case 'entry':
      return {
        kind,
        entryDate: row.entry_date!,
        borderCrossingPoint: place,
        ...visaOf(row),
        ...authorisationOf(row),
        ...(row.free_movement === null ? {} : { freeMovement: row.free_movement }),
        ...fallbackOf(row),
        ...(row.started_inside === null ? {} : { startedInside: row.started_inside }),
        ...noteOf(row),
      };
    case 'exit':
      return {
        kind,
        exitDate: row.exit_date!,
        borderCrossingPoint: place,
        ...visaOf(row),
        ...fallbackOf(row),
        ...noteOf(row),
      };
    case 'refusal':
      return {
        kind,
        refusalDate: row.refusal_date!,
        borderCrossingPoint: place,
        grounds: row.refusal_grounds!,
        ...visaOf(row),
        ...noteOf(row),
      };
    case 'stay-decision':
      return {
        kind,
        decision: row.later_kind as Of<'stay-decision'>['decision'],
        decidedOn: row.later_date!,
        place,
        ...(row.ends_on === null ? {} : { endsOn: row.ends_on }),
        ...(row.new_sticker_number === null ? {} : { stickerNumber: row.new_sticker_number }),
        ...(row.decision_grounds === null ? {} : { grounds: row.decision_grounds }),
        ...(row.concerns === null ? {} : { concerns: row.concerns }),
      };
    case 'rebuttal':
      return {
        kind,
        rebuttedOn: row.later_date!,
        place,
        concerns: row.concerns!,
        shows: row.later_kind as Of<'rebuttal'>['shows'],
        ...(row.ends_on === null
          ? {}
          : row.later_kind === 'exit'
            ? { exitDate: row.ends_on }
            : { endsOn: row.ends_on }),
      };
    case 'amendment':
      return {
        kind,
        amendedOn: row.later_date!,
        place,
        concerns: row.concerns!,
        change: row.later_kind as Of<'amendment'>['change'],
        ...(row.ends_on === null ? {} : { eventDate: row.ends_on }),
        ...(row.amended_ends_on === null ? {} : { endsOn: row.amended_ends_on }),
      };
  }
}

type Of<Kind extends EesFacts['kind']> = Extract<EesFacts, { readonly kind: Kind }>;

function visaOf(row: Row): { readonly visa?: EesVisa } {
  if (row.visa_sticker_number === null) return {};
  return {
    visa: {
      stickerNumber: row.visa_sticker_number,
      ...(row.visa_valid_from === null ? {} : { validFrom: row.visa_valid_from }),
      validUntil: row.visa_valid_until!,
      durationDays: row.visa_duration_days!,
      ...(row.visa_entries === null ? {} : { entries: row.visa_entries }),
      ...(row.visa_limited_territory === null
        ? {}
        : { limitedTerritorialValidity: row.visa_limited_territory }),
    },
  };
}

function authorisationOf(row: Row): Pick<Of<'entry'>, 'travelAuthorisation'> {
  if (row.authorisation_number === null) return {};
  return {
    travelAuthorisation: {
      applicationNumber: row.authorisation_number,
      validUntil: row.authorisation_valid_until!,
      ...(row.authorisation_limited_territory === null
        ? {}
        : { limitedTerritorialValidity: row.authorisation_limited_territory }),
    },
  };
}

function noteOf(row: Row): { readonly biometrics?: EesBiometricsNote } {
  return row.biometrics === null ? {} : { biometrics: row.biometrics as EesBiometricsNote };
}

function fallbackOf(row: Row): { readonly fallback?: boolean } {
  return row.fallback === null ? {} : { fallback: row.fallback };
}
