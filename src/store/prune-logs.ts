/**
 * The end of the time of keeping. Entries that count from themselves are found by their age. Those that count from their data
 * are found along the erasures of data, and what that way leaves behind (no erasure was ever noted, the log was held, somebody
 * asked for what had been erased) along the log itself, in rounds. Both ways remember how far they have come, so that
 * no statement looks at more than a page. Whether an entry may go is for the database to say: `hub.log_entry_has_ended`.
 */
import type { Sql, UnitOfWork } from '../workflows/ports/persistence.js';

/** Rows a statement of a walk looks at, and how many such statements follow each other where there is nothing to erase. */
const ERASURES_ROWS = 1_000;
const ENTRIES_ROWS = 5_000;
const PAGES_MAX = 10;

/**
 * Erases entries whose time of keeping has ended, and shortens chains that begin with erased ones. Returns how many entries;
 * with 0, nothing was found within the pages of this call. A part that fails keeps no other from its work.
 */
export async function pruneLogs(
  unitOfWork: UnitOfWork,
  { limit }: { readonly limit: number },
): Promise<number> {
  const { sql } = unitOfWork;
  const logs = await sql.query<{ component: string }>(
    `select t.component from hub.log_terms t where t.from_data and ${IS_NOT_HELD} order by t.component`,
  );
  const parts = [
    () => eraseEndedOfThemselves(sql, limit),
    () => eraseAfterErasures(sql, limit),
    ...logs.map(
      ({ component }) =>
        () =>
          eraseWithoutData(sql, component, limit),
    ),
    () => shortenChains(unitOfWork, limit),
    () => forgetErasures(sql, limit),
  ];
  const failures: unknown[] = [];
  let erased = 0;
  for (const part of parts) {
    try {
      erased += await part();
    } catch (error) {
      failures.push(error);
    }
  }
  // Told when nothing is left to be erased, or the others would have to wait for the next time.
  if (failures.length > 0 && erased === 0) throw failures[0];
  return erased;
}

/** A log that is held is left out before any of its entries is looked at: all of them may be. */
const IS_NOT_HELD = `not exists (
  select from hub.log_holds h where h.component = t.component and h.lifted_at is null)`;

/**
 * Of one log, from after `from` to before `to`, oldest first. By pairs, as the index is one of pairs: with `component =` the
 * planner may take the index of all logs by time and read those of the others too. `to` must be stable, as `now()` is and
 * `clock_timestamp()` is not, or it bounds nothing.
 */
const ofLog = (component: string, from: string, to: string) =>
  `(a.component, a.logged_at) > (${component}, ${from}) and (a.component, a.logged_at) < (${component}, ${to})`;
const OLDEST_FIRST = 'order by a.component, a.logged_at';

/** Each log by its own index. */
async function eraseEndedOfThemselves(sql: Sql, limit: number): Promise<number> {
  const ended = `${ofLog('t.component', `'-infinity'::timestamptz`, 'now() - t.kept')} and hub.log_entry_has_ended(a)
    ${OLDEST_FIRST} limit ${limit}`;
  const rows = await sql.query<{ entry_id: string }>(
    `select e.entry_id from hub.log_terms t
     cross join lateral (
       (select a.entry_id from hub.access_log a where not t.from_data and ${ended})
       union all
       (select a.entry_id from hub.access_log a
        where t.from_data and (a.subject_id is null or a.outcome = 'denied') and ${ended})
     ) e
     where ${IS_NOT_HELD} limit ${limit}`,
  );
  return eraseEntries(
    sql,
    rows.map((row) => row.entry_id),
  );
}

/**
 * Along the erasures of data, each looked at once when its time has come. `offset 0` has the entries of a data set found by
 * their index before any is judged: judged first, the whole log would be.
 */
function eraseAfterErasures(sql: Sql, limit: number): Promise<number> {
  return walkOn(sql, { walk: 'erased-data', inRounds: false, limit }, async (after) => {
    const [page] = await sql.query<Page>(
      `with page as materialized (
         select d.data_set, d.erased_at from hub.erased_data d
         where d.erased_at > $1::timestamptz
           and d.erased_at < now() - (select min(kept) from hub.log_terms where from_data)
         order by d.erased_at fetch first ${ERASURES_ROWS} rows with ties
       )
       select ${ENDS_OF_PAGE('erased_at')},
         array(
           select e.entry_id::text from page p
           cross join lateral (
             select a as entry, a.entry_id from hub.access_log a
             where a.subject_id is not null and hub.data_set_digest(a.component, a.subject_id) = p.data_set offset 0
           ) e
           where hub.log_entry_has_ended(e.entry) limit $2
         ) as ended
       from page`,
      [after, limit],
    );
    return page!;
  });
}

/**
 * Along the log of one component, for entries whose data the hub does not hold. Of most it does: `case` has only the others
 * judged.
 */
function eraseWithoutData(sql: Sql, component: string, limit: number): Promise<number> {
  return walkOn(sql, { walk: component, inRounds: true, limit }, async (after) => {
    const [page] = await sql.query<Page>(
      `with page as materialized (
         select a.entry_id, a.logged_at, a.subject_id from hub.access_log a
         where ${ofLog('$1', '$2::timestamptz', 'now() - (select t.kept from hub.log_terms t where t.component = $1)')}
         ${OLDEST_FIRST} fetch first ${ENTRIES_ROWS} rows with ties
       )
       select ${ENDS_OF_PAGE('logged_at')},
         array(
           select p.entry_id::text from page p
           left join lateral (
             select true as is_held from hub.subjects s where s.system = $1 and s.subject_id = p.subject_id limit 1
           ) s on true
           where p.subject_id is not null
             and case when s.is_held is null then
               (select hub.log_entry_has_ended(a) from hub.access_log a where a.entry_id = p.entry_id) end
           limit $3
         ) as ended
       from page`,
      [component, after, limit],
    );
    return page!;
  });
}

type Page = {
  /** Absent where the walk is at its end. */
  readonly reached: string | null;
  readonly ended: readonly string[];
};

const ENDS_OF_PAGE = (column: string) => `max(${column})::text as reached`;

type Walk = {
  readonly walk: string;
  /** From the end back to the beginning. */
  readonly inRounds: boolean;
  readonly limit: number;
};

/** Page by page until something was erased, enough was looked at, or there is no more. */
async function walkOn(
  sql: Sql,
  { walk, inRounds, limit }: Walk,
  look: (after: string) => Promise<Page>,
): Promise<number> {
  const [mark] = await sql.query<{ reached: string }>(
    'select reached::text from hub.log_walks where walk = $1',
    [walk],
  );
  let after = mark?.reached ?? BEGINNING;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const { reached, ended } = await look(after);
    const erased = await eraseEntries(sql, ended);
    // The page may have more of them.
    if (ended.length >= limit) return erased;
    if (reached !== null) await noteReached(sql, walk, reached);
    else if (inRounds) await noteReached(sql, walk, BEGINNING);
    if (erased > 0 || reached === null) return erased;
    after = reached;
  }
  return 0;
}

const BEGINNING = '-infinity';

async function noteReached(sql: Sql, walk: string, reached: string): Promise<void> {
  await sql.query(
    `insert into hub.log_walks (walk, reached) values ($1, $2)
     on conflict (walk) do update set reached = excluded.reached`,
    [walk, reached],
  );
}

/** By their numbers, so that PostgreSQL has no table to read for them. */
async function eraseEntries(sql: Sql, entryIds: readonly string[]): Promise<number> {
  if (entryIds.length === 0) return 0;
  const erased = await sql.query(
    'delete from hub.access_log where entry_id = any($1::bigint[]) returning entry_id',
    [entryIds],
  );
  return erased.length;
}

/**
 * The erased beginning of each chain becomes a checkpoint, as much of it as one call may. One row is always left, so
 * that a chain has an end.
 */
async function shortenChains(unitOfWork: UnitOfWork, limit: number): Promise<number> {
  await unitOfWork.transaction(async (tx) => {
    const ends = await tx.query<{ component: string; sequence: string; link_hash: string }>(
      `select c.component, c.sequence, c.link_hash from hub.log_terms t
       cross join lateral (
         select coalesce(min(b.sequence) filter (where b.erased_at is null), max(b.sequence)) as first_kept from (
           select sequence, erased_at from hub.log_chain where component = t.component order by sequence limit $1
         ) b
       ) k
       join hub.log_chain c on c.component = t.component and c.sequence = k.first_kept - 1`,
      [limit + 1],
    );
    for (const { component, sequence, link_hash } of ends) {
      await tx.query(
        'insert into hub.log_checkpoints (component, through_sequence, link_hash) values ($1, $2, $3)',
        [component, sequence, link_hash],
      );
      await tx.query('delete from hub.log_chain where component = $1 and sequence <= $2', [
        component,
        sequence,
      ]);
    }
  });
  return 0;
}

/** When no log is kept after its data any more. */
async function forgetErasures(sql: Sql, limit: number): Promise<number> {
  await sql.query(
    `delete from hub.erased_data where data_set = any(array(
       select d.data_set from hub.erased_data d
       where d.erased_at < now() - (select max(kept) from hub.log_terms) order by d.erased_at limit $1))`,
    [limit],
  );
  return 0;
}
