/** Applications for a travel authorisation that are processed: their hits, what could not be asked, and the watchlist. */
import { UNION_AGENCY } from '../../domain/country-codes.js';
import type { EncounterId, SubjectId } from '../../domain/ids.js';
import { ETIAS_QUERY_ROWS, type EtiasQuery } from '../../domain/law/etias-query-table.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { SystemId } from '../../domain/systems.js';
import type { Sql } from '../../workflows/ports/persistence.js';
import type { EtiasApplications, OwnWatchlistEntry, StoredHit } from '../../workflows/ports/systems.js';
import { documentNumberForm, nameForms } from '../search-forms.js';
import { createAlertNotices, IS_OPEN_NOTICE } from './alert-notices.js';
import { IS_ABOUT, watchlistParameters } from './watchlist-entries.js';

type HitRow = {
  readonly hit_id: string;
  readonly subject_id: SubjectId;
  readonly application_id: EncounterId;
  readonly query: EtiasQuery;
  readonly system: SystemId | null;
  readonly verdict: StoredHit['verdict'];
};

type EntryRow = { readonly entry_id: string };

type OwnEntryRow = EntryRow & {
  readonly entered_at: Date;
  readonly valid_until: LocalDate;
  readonly surnames: readonly string[] | null;
  readonly given_names: readonly string[] | null;
  readonly date_of_birth: LocalDate | null;
  readonly document_number: string | null;
  readonly document_issuing_country: string | null;
};

export function createEtiasApplications(): EtiasApplications {
  return {
    ...createAlertNotices(),
    async keepProcessing(tx, { subjectId, applicationId, asked, notAnswered, hits }) {
      await tx.query(PROCESSED, [applicationId, asked, notAnswered]);
      if (hits.length === 0) return;
      await tx.query(INSERT_HITS, [
        subjectId,
        applicationId,
        hits.map(({ hitId }) => hitId),
        hits.map(({ query }) => query),
        hits.map(({ system }) => system ?? null),
        hits.map(({ causeSubjectId }) => causeSubjectId ?? null),
        hits.map(({ causeEncounterId }) => causeEncounterId ?? null),
        hits.map(({ causeObjectAlertIds }) => arrayText(causeObjectAlertIds)),
        hits.map(({ causeEntryIds }) => arrayText(causeEntryIds)),
      ]);
    },
    async notAnswered(sql, applicationId) {
      const [row] = await sql.query<{ readonly not_answered: readonly EtiasQuery[] }>(
        'select not_answered from etias.processings where application_id = $1',
        [applicationId],
      );
      return row?.not_answered;
    },
    hits: async (sql, applicationId) => (await sql.query<HitRow>(HITS, [applicationId])).map(toHit),
    async hit(sql, hitId) {
      const [row] = await sql.query<HitRow>(`${SELECT_HIT} where hit_id = $1`, [hitId]);
      return row && toHit(row);
    },
    async causeOf(sql, hitId) {
      const [row] = await sql.query<{ readonly subject_id: SubjectId }>(
        `select cause_subject_id as subject_id from etias.hits
         where hit_id = $1 and cause_subject_id is not null and deleted_on is null`,
        [hitId],
      );
      return row && { subjectId: row.subject_id };
    },
    async judge(tx, { hitId, verdict }) {
      if (verdict === 'false') await tx.query('delete from etias.hits where hit_id = $1', [hitId]);
      else await tx.query('update etias.hits set verdict = $2 where hit_id = $1', [hitId, verdict]);
    },
    async markCauses(tx, applicationId, event) {
      if (event === 'revoked') await tx.query(MARK_FOUND_SINCE, [applicationId]);
      else await tx.query(MARK_ALL, [applicationId, VERIFIED_BY_NOBODY]);
    },
    async pending(sql, { memberState, limit }) {
      const rows = await sql.query<{ readonly subject_id: SubjectId }>(PENDING, [memberState ?? null, limit]);
      return rows.map(({ subject_id }) => subject_id);
    },
    async addToWatchlist(tx, entry) {
      await tx.query(ADD, [
        entry.entryId,
        entry.enteredBy,
        entry.memberState,
        entry.validUntil,
        entry.surnames ?? null,
        entry.givenNames ?? null,
        entry.dateOfBirth ?? null,
        entry.document?.number ?? null,
        entry.document?.issuingCountry ?? null,
        nameForms(...(entry.surnames ?? [])),
        entry.document ? (documentNumberForm(entry.document.number) ?? null) : null,
      ]);
    },
    async removeFromWatchlist(tx, { memberState, authorityId }, entryId) {
      const rows = await tx.query<EntryRow>(
        `delete from etias.watchlist where ${IS_OWN} and entry_id = $3 returning entry_id`,
        [memberState, authorityId, entryId],
      );
      await dropHitsOn(tx, rows);
      return rows.length > 0;
    },
    async watchlistOf(sql, owner, { after, limit }) {
      const rows = await sql.query<OwnEntryRow>(
        `${SELECT_OWN} and ($3::uuid is null or entry_id > $3) order by entry_id limit $4`,
        [owner.memberState, owner.authorityId, after ?? null, limit],
      );
      return rows.map(toOwnEntry);
    },
    async watchlistEntry(sql, { memberState, authorityId }, entryId) {
      const [row] = await sql.query<OwnEntryRow>(`${SELECT_OWN} and entry_id = $3`, [
        memberState,
        authorityId,
        entryId,
      ]);
      return row && toOwnEntry(row);
    },
    async entriesAbout(sql, person) {
      const rows = await sql.query<EntryRow>(ENTRIES_ABOUT, watchlistParameters(person));
      return rows.map(({ entry_id }) => entry_id);
    },
    async eraseWatchlist(tx, { today, limit }) {
      const rows = await tx.query<EntryRow>(
        `delete from etias.watchlist where entry_id in
           (select entry_id from etias.watchlist where valid_until < $1::date limit $2) returning entry_id`,
        [today, limit],
      );
      await dropHitsOn(tx, rows);
      return rows.length;
    },
  };
}

/** The file of whoever keeps the authorisation says nothing of an entry that is gone. */
async function dropHitsOn(tx: Sql, entries: readonly EntryRow[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `delete from etias.hits
     where cause_entry_id = any($1::uuid[]) and notice_id is not null and not is_cause`,
    [entries.map(({ entry_id }) => entry_id)],
  );
}

/** Arrays in an array, one for each row, are passed as text. */
function arrayText(ids: readonly string[] | undefined): string | null {
  return ids ? `{${ids.join(',')}}` : null;
}

function toOwnEntry(row: OwnEntryRow): OwnWatchlistEntry {
  return {
    entryId: row.entry_id,
    enteredAt: row.entered_at.toISOString(),
    validUntil: row.valid_until,
    ...(row.surnames === null ? {} : { surnames: row.surnames }),
    ...(row.given_names === null ? {} : { givenNames: row.given_names }),
    ...(row.date_of_birth === null ? {} : { dateOfBirth: row.date_of_birth }),
    ...(row.document_number === null || row.document_issuing_country === null
      ? {}
      : { document: { number: row.document_number, issuingCountry: row.document_issuing_country } }),
  };
}

/** The applicant has said so: there is no identity the Central Unit could verify. */
const VERIFIED_BY_NOBODY = ETIAS_QUERY_ROWS.flatMap(({ query, toNationalUnitAtOnce }) =>
  toNationalUnitAtOnce ? [query] : [],
);

function toHit(row: HitRow): StoredHit {
  return {
    hitId: row.hit_id,
    subjectId: row.subject_id,
    applicationId: row.application_id,
    query: row.query,
    verdict: row.verdict,
    ...(row.system === null ? {} : { system: row.system }),
  };
}

const PROCESSED = `
  insert into etias.processings (application_id, processed_at, asked, not_answered)
  values ($1, clock_timestamp(), $2, $3)
  on conflict (application_id) do update set processed_at = excluded.processed_at, asked = excluded.asked,
    not_answered = excluded.not_answered`;

const INSERT_HITS = `
  insert into etias.hits (subject_id, application_id, hit_id, query, system, cause_subject_id, cause_encounter_id,
    cause_object_alert_ids, cause_entry_ids, verdict)
  select $1, $2, each.hit_id, each.query, each.system, each.subject_id, each.encounter_id, each.alert_ids::uuid[],
    each.entry_ids::uuid[], 'unverified'
  from unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::text[], $9::text[])
    as each (hit_id, query, system, subject_id, encounter_id, alert_ids, entry_ids)
  on conflict do nothing`;

/** What was concluded is none of the reasons, nor an alert or entry that was gone before the decision. */
const IS_OF_OPEN_NOTICE = `notice_id in (select notice_id from etias.alert_notices where ${IS_OPEN_NOTICE})`;

const MARK_ALL = `
  update etias.hits set is_cause = true
  where application_id = $1 and (
    (notice_id is null and (verdict <> 'unverified' or query = any($2::text[]))) or ${IS_OF_OPEN_NOTICE})`;

/** What was known at the issue did not stand in its way. */
const MARK_FOUND_SINCE = `
  update etias.hits set is_cause = true where application_id = $1 and ${IS_OF_OPEN_NOTICE}`;

const SELECT_HIT = 'select hit_id, subject_id, application_id, query, system, verdict from etias.hits';
const HITS = `${SELECT_HIT} where application_id = $1 order by query, hit_id`;

/** Handed in pending, and without an event that decided it; oldest first. */
const PENDING = `
  select subject_id from etias.records application
  where outcome = 'pending' and ($1::text is null or member_state = $1::text)
    and not exists (
      select from etias.records event
      where event.concerns = application.encounter_id
        and event.event in ('issued', 'refused', 'hits-false', 'information-not-given'))
  order by encounter_at, encounter_id
  limit $2`;

const ADD = `
  insert into etias.watchlist (entry_id, entered_by, member_state, valid_until, surnames, given_names, date_of_birth,
    document_number, document_issuing_country, surname_forms, document_number_form)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

const ENTRIES_ABOUT = `select entry_id from etias.watchlist where ${IS_ABOUT} order by entry_id`;

/** In the name of the Union several agencies act, and none of them sees or removes what another has entered. */
const IS_OWN = `member_state = $1 and ($1 <> '${UNION_AGENCY}' or entered_by = $2)`;

const SELECT_OWN = `
  select entry_id, entered_at, to_char(valid_until, 'YYYY-MM-DD') as valid_until, surnames, given_names,
    to_char(date_of_birth, 'YYYY-MM-DD') as date_of_birth, document_number, document_issuing_country
  from etias.watchlist
  where ${IS_OWN}`;
