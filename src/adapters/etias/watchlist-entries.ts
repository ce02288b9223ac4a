/** Whose entries of the watchlist a person or a document is in: those who entered them have something to say about it. */
import type { EtiasWatchlistEntries, WatchedPerson } from '../../workflows/ports/systems.js';
import { documentNumberForm, nameForms } from '../search-forms.js';

export function createWatchlistEntries(): EtiasWatchlistEntries {
  return {
    async watchlistStates(sql, person) {
      const rows = await sql.query<{ readonly member_state: string }>(STATES, watchlistParameters(person));
      return rows.map(({ member_state }) => member_state);
    },
    async noteNewEntry(tx, { subjectId, applicationId, hitId, ...person }) {
      const added = await tx.query<{ readonly entry_id: string }>(NEW_ENTRIES, [
        ...watchlistParameters(person),
        applicationId,
      ]);
      if (added.length === 0) return undefined;
      await tx.query(
        'update etias.processings set processed_at = clock_timestamp() where application_id = $1',
        [applicationId],
      );
      const [hit] = await tx.query<{ readonly hit_id: string }>(NOTE, [
        hitId,
        subjectId,
        applicationId,
        added.map(({ entry_id }) => entry_id),
      ]);
      return hit!.hit_id;
    },
    async holdWatchlist(tx, why) {
      await tx.query(`select ${LOCK[why]}(hashtext('etias.watchlist'))`);
    },
  };
}

/** Of their own kind those who read do not wait for each other. */
const LOCK = { 'to-read': 'pg_advisory_xact_lock_shared', 'to-write': 'pg_advisory_xact_lock' } as const;

/**
 * Entries about a person or a document, by `watchlistParameters`. A document is the person's own; a name alone says nothing
 * without the date of birth where the list has one.
 */
export const IS_ABOUT = `
  valid_until >= $5::date and (
    (surname_forms && $1::text[] and (date_of_birth is null or date_of_birth = $2::date))
    or (document_number_form = $3::text and (document_issuing_country is null or document_issuing_country = $4::text)))`;

export function watchlistParameters({ identity, document, today }: WatchedPerson): readonly unknown[] {
  return [
    nameForms(...identity.surnames),
    identity.dateOfBirth,
    document ? (documentNumberForm(document.number) ?? null) : null,
    document?.issuingCountry ?? null,
    today,
  ];
}

const STATES = `select distinct member_state from etias.watchlist where ${IS_ABOUT} order by member_state`;

/** By the clock of the database on both sides; one that was found before and said to be another person is not new. */
const NEW_ENTRIES = `
  select entry_id from etias.watchlist
  where ${IS_ABOUT}
    and entered_at > (select processed_at from etias.processings where application_id = $6)`;

/**
 * A hit on an earlier entry is to be verified again: it is about this one as well. One that was found before entries were kept
 * with a hit stays without: which it is on is not known, nor when the last of them is deleted.
 */
const NOTE = `
  insert into etias.hits (hit_id, subject_id, application_id, query, cause_entry_ids, verdict)
  values ($1, $2, $3, 'watchlist', $4::uuid[], 'unverified')
  on conflict on constraint hits_cause_key do update set verdict = excluded.verdict,
    cause_entry_ids = case when hits.cause_entry_ids is not null then hits.cause_entry_ids || excluded.cause_entry_ids end
  returning hit_id`;
