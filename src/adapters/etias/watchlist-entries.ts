/** Whose entries of the watchlist a person or a document is in: those who entered them have something to say about it. */
import type { EtiasWatchlistEntries } from '../../workflows/ports/systems.js';
import { documentNumberForm, nameForms } from '../search-forms.js';

export function createWatchlistEntries(): EtiasWatchlistEntries {
  return {
    async watchlistStates(sql, { identity, document, today }) {
      const rows = await sql.query<{ readonly member_state: string }>(STATES, [
        nameForms(...identity.surnames),
        identity.dateOfBirth,
        document ? (documentNumberForm(document.number) ?? null) : null,
        document?.issuingCountry ?? null,
        today,
      ]);
      return rows.map(({ member_state }) => member_state);
    },
    async holdWatchlist(tx, why) {
      await tx.query(`select ${LOCK[why]}(hashtext('etias.watchlist'))`);
    },
  };
}

/** Of their own kind those who read do not wait for each other. */
const LOCK = { 'to-read': 'pg_advisory_xact_lock_shared', 'to-write': 'pg_advisory_xact_lock' } as const;

/** The entries the processing of an application finds (`ON_WATCHLIST` in `applications.ts`). */
const STATES = `
  select distinct member_state from etias.watchlist
  where valid_until >= $5::date and (
    (surname_forms && $1::text[] and (date_of_birth is null or date_of_birth = $2::date))
    or (document_number_form = $3::text and (document_issuing_country is null or document_issuing_country = $4::text)))
  order by member_state`;
