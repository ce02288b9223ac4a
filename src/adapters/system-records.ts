/**
 * The table of records of one system: one row per encounter. A second record of the same encounter breaks the primary
 * key, so work that is repeated stores nothing twice.
 */
import { strict as assert } from 'node:assert';
import type { DateOfBirthKnown, IdentityData, Sex, TravelDocument } from '../domain/identity-data.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { SystemFactsOf, SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { ColumnType, FactsColumns } from './facts-columns.js';
import { documentNumberForm, givenNameForms, surnameForms } from './search-forms.js';

export type SystemRecords = {
  insert(tx: Sql, record: SystemRecord): Promise<void>;
  /** Every record of these subjects, oldest encounter first. */
  ofSubjects(
    sql: Sql,
    subjectIds: readonly SubjectId[],
  ): Promise<ReadonlyMap<SubjectId, readonly SystemRecord[]>>;
  eraseRecord(tx: Sql, subjectId: SubjectId, encounterId: EncounterId): Promise<void>;
  erase(tx: Sql, subjectId: SubjectId): Promise<void>;
};

type CommonRow = {
  readonly encounter_id: EncounterId;
  readonly subject_id: SubjectId;
  readonly member_state: string;
  readonly encounter_at: string;
  readonly surnames: readonly string[];
  readonly given_names: readonly string[];
  readonly date_of_birth: LocalDate;
  readonly date_of_birth_known: DateOfBirthKnown | null;
  readonly sex: Sex;
  readonly nationalities: readonly string[];
  readonly place_of_birth: string | null;
  readonly country_of_birth: string | null;
  readonly other_names: readonly string[] | null;
  readonly document_kind: TravelDocument['kind'] | null;
  readonly document_number: string | null;
  readonly document_issuing_country: string | null;
  readonly document_valid_until: LocalDate | null;
};

/** What is only searched by and never read back. */
type SearchRow = {
  readonly surname_forms: readonly string[];
  readonly given_name_forms: readonly string[];
  readonly document_number_form: string | null;
};

export function createSystemRecords<S extends SystemId, Row extends object>(
  system: S,
  facts: FactsColumns<S, Row>,
): SystemRecords {
  const factsColumns = Object.keys(facts.columns) as (keyof Row & string)[];
  const inserted = [...COMMON_COLUMNS, ...SEARCH_COLUMNS, ...factsColumns];
  const insertText = `
    insert into ${facts.table} (${inserted.join(', ')})
    values (${inserted.map((_, index) => `$${index + 1}`).join(', ')})`;
  const selectText = `
    select ${selectList(COMMON_COLUMN_TYPES)}, ${selectList(facts.columns)}
    from ${facts.table}
    where subject_id = any($1)
    order by ${facts.table}.encounter_at, ${facts.table}.encounter_id`;

  return {
    async insert(tx, record) {
      assert(isOf(record, system, facts), `a record of ${system} with facts of its own`);
      const common: Record<string, unknown> = { ...toCommonRow(record), ...toSearchRow(record) };
      const own = facts.toRow(record.facts);
      const values = [
        ...[...COMMON_COLUMNS, ...SEARCH_COLUMNS].map((column) => common[column]),
        ...factsColumns.map((column) => own[column]),
      ];
      await tx.query(insertText, values);
    },
    async ofSubjects(sql, subjectIds) {
      if (subjectIds.length === 0) return new Map();
      const rows = await sql.query<CommonRow & Row>(selectText, [subjectIds]);
      const bySubject = new Map<SubjectId, SystemRecord[]>();
      for (const row of rows) {
        const records = bySubject.get(row.subject_id) ?? [];
        records.push({ system, ...fromCommonRow(row), facts: facts.fromRow(row) });
        bySubject.set(row.subject_id, records);
      }
      return bySubject;
    },
    async eraseRecord(tx, subjectId, encounterId) {
      await tx.query(`delete from ${facts.table} where subject_id = $1 and encounter_id = $2`, [
        subjectId,
        encounterId,
      ]);
    },
    async erase(tx, subjectId) {
      await tx.query(`delete from ${facts.table} where subject_id = $1`, [subjectId]);
    },
  };
}

const COMMON_COLUMN_TYPES: Readonly<Record<keyof CommonRow, ColumnType | 'timestamptz'>> = {
  encounter_id: 'uuid',
  subject_id: 'uuid',
  member_state: 'text',
  encounter_at: 'timestamptz',
  surnames: 'text[]',
  given_names: 'text[]',
  date_of_birth: 'date',
  date_of_birth_known: 'text',
  sex: 'text',
  nationalities: 'text[]',
  place_of_birth: 'text',
  country_of_birth: 'text',
  other_names: 'text[]',
  document_kind: 'text',
  document_number: 'text',
  document_issuing_country: 'text',
  document_valid_until: 'date',
};
const COMMON_COLUMNS = Object.keys(COMMON_COLUMN_TYPES);
const SEARCH_COLUMNS: readonly (keyof SearchRow)[] = [
  'surname_forms',
  'given_name_forms',
  'document_number_form',
];

/** Dates and instants as text: the driver would make a `Date` of them, in the time zone of the process. */
function selectList(types: Readonly<Record<string, string>>): string {
  const expressions = Object.entries(types).map(([column, type]) => {
    if (type === 'date') return `to_char(${column}, 'YYYY-MM-DD') as ${column}`;
    if (type === 'timestamptz') {
      return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
    }
    return column;
  });
  return expressions.join(', ');
}

function isOf<S extends SystemId, Row extends object>(
  record: SystemRecord,
  system: S,
  { kinds }: FactsColumns<S, Row>,
): record is SystemRecord & { readonly facts: SystemFactsOf[S] } {
  return record.system === system && (kinds as readonly string[]).includes(record.facts.kind);
}

function toCommonRow(record: SystemRecord): CommonRow {
  const { identity, travelDocument } = record;
  return {
    encounter_id: record.encounterId,
    subject_id: record.subjectId,
    member_state: record.memberState,
    encounter_at: record.encounterAt,
    surnames: identity.surnames,
    given_names: identity.givenNames,
    date_of_birth: identity.dateOfBirth,
    date_of_birth_known: identity.dateOfBirthKnown ?? null,
    sex: identity.sex,
    nationalities: identity.nationalities,
    place_of_birth: identity.placeOfBirth ?? null,
    country_of_birth: identity.countryOfBirth ?? null,
    other_names: identity.otherNames ?? null,
    document_kind: travelDocument?.kind ?? null,
    document_number: travelDocument?.number ?? null,
    document_issuing_country: travelDocument?.issuingCountry ?? null,
    document_valid_until: travelDocument?.validUntil ?? null,
  };
}

function toSearchRow({ identity, travelDocument }: SystemRecord): SearchRow {
  const numberForm = travelDocument && documentNumberForm(travelDocument.number);
  return {
    surname_forms: surnameForms(identity),
    given_name_forms: givenNameForms(identity),
    document_number_form: numberForm ?? null,
  };
}

function fromCommonRow(row: CommonRow): Omit<SystemRecord, 'system' | 'facts'> {
  const travelDocument = travelDocumentOf(row);
  return {
    subjectId: row.subject_id,
    encounterId: row.encounter_id,
    memberState: row.member_state,
    encounterAt: row.encounter_at.replace('.000Z', 'Z'),
    identity: identityOf(row),
    ...(travelDocument ? { travelDocument } : {}),
  };
}

function identityOf(row: CommonRow): IdentityData {
  return {
    surnames: row.surnames,
    givenNames: row.given_names,
    dateOfBirth: row.date_of_birth,
    ...(row.date_of_birth_known === null ? {} : { dateOfBirthKnown: row.date_of_birth_known }),
    sex: row.sex,
    nationalities: row.nationalities,
    ...(row.place_of_birth === null ? {} : { placeOfBirth: row.place_of_birth }),
    ...(row.country_of_birth === null ? {} : { countryOfBirth: row.country_of_birth }),
    ...(row.other_names === null ? {} : { otherNames: row.other_names }),
  };
}

function travelDocumentOf(row: CommonRow): TravelDocument | undefined {
  if (row.document_kind === null) return undefined;
  return {
    kind: row.document_kind,
    number: row.document_number!,
    issuingCountry: row.document_issuing_country!,
    ...(row.document_valid_until === null ? {} : { validUntil: row.document_valid_until }),
  };
}
