/**
 * The chains over the logs. Entries are chained in batches by whoever holds an advisory lock, in the order in which they
 * are found, so that a transaction that commits late is chained late and nobody waits. The chain is then the order.
 */
import { createHash } from 'node:crypto';
import type { LogComponent } from '../domain/log-chain/log-components.js';
import { canonicalEntry, FIRST_LINK_HASH, type LogEntry, linkText } from '../domain/log-chain/log-entry.js';
import type { ChainFault, ChainPosition, ChainRow } from '../domain/log-chain/verify-chain.js';
import type { LogArchive, LogHold, LogStatus, LogVerdict, StretchOfLog } from '../workflows/ports/jobs.js';
import type { Sql, UnitOfWork } from '../workflows/ports/persistence.js';
import type { Keyring } from './keyring.js';
import { openJson } from './sealed-cell.js';

export function createLogArchive({ keyring }: { readonly keyring: Keyring }): LogArchive {
  return {
    sha256,
    atOneMoment: (unitOfWork, read) =>
      unitOfWork.transaction(async (tx) => {
        await tx.query('set transaction isolation level repeatable read, read only');
        return read(tx);
      }),
    async status(sql) {
      const rows = await sql.query<StatusRow>(
        `select t.component, t.kept::text as kept, t.from_data, h.sequence, h.link_hash, w.waiting, w.oldest_ms,
           ${VERIFIED_AT} as verified_at, v.through_sequence, v.faults, v.fault_kind, v.fault_sequence, v.fault_entry_id
         from hub.log_terms t
         left join lateral (
           select sequence, link_hash from (
             (select sequence, link_hash from hub.log_chain where component = t.component order by sequence desc limit 1)
             union all
             (select through_sequence, link_hash from hub.log_checkpoints where component = t.component
              order by through_sequence desc limit 1)
           ) as ends order by sequence desc limit 1
         ) h on true
         left join lateral (
           select count(*)::integer as waiting,
             (extract(epoch from clock_timestamp() - min(logged_at)) * 1000)::double precision as oldest_ms
           from hub.access_log where not chained and component = t.component
         ) w on true
         left join hub.log_verdicts v on v.component = t.component
         order by t.component`,
      );
      return rows.map(toStatus);
    },
    async startOf(sql, component) {
      const [checkpoint] = await sql.query<PositionRow>(
        `select through_sequence as sequence, link_hash from hub.log_checkpoints where component = $1
         order by through_sequence desc limit 1`,
        [component],
      );
      return checkpoint ? toPosition(checkpoint) : { sequence: 0, linkHash: FIRST_LINK_HASH };
    },
    async positionOf(sql, component, sequence) {
      const [row] = await sql.query<PositionRow>(
        `select sequence, link_hash from hub.log_chain where component = $1 and sequence = $2
         union all
         select through_sequence, link_hash from hub.log_checkpoints where component = $1 and through_sequence = $2 limit 1`,
        [component, sequence],
      );
      return row && toPosition(row);
    },
    async rows(sql, component, { after, limit }) {
      const rows = await sql.query<JoinedRow>(
        `select c.sequence, c.entry_id as chained_entry_id, c.content_hash, c.link_hash, ${ERASED_AT}, e.search_data,
           ${ENTRY_COLUMNS}
         from hub.log_chain c left join hub.access_log e on e.entry_id = c.entry_id
         where c.component = $1 and c.sequence > $2 order by c.sequence limit $3`,
        [component, after, limit],
      );
      return rows.map(toChainRow);
    },
    entriesWithoutPlace,
    keepVerdict,
    async searchData(sql, eventId) {
      const [row] = await sql.query<{ readonly search_data: Buffer }>(
        'select search_data from hub.access_log where event_id = $1 and search_data is not null limit 1',
        [eventId],
      );
      return row && openJson(keyring, `hub.access_log.search_data:${eventId}`, row.search_data);
    },
    async hold(tx, { holdId, component, placedBy, reference }) {
      const [row] = await tx.query<HoldRow>(
        `insert into hub.log_holds (hold_id, component, placed_by, reference) values ($1, $2, $3, $4) returning *`,
        [holdId, component, placedBy, reference],
      );
      return toHold(row!);
    },
    async lift(tx, holdId, placedBy) {
      const [row] = await tx.query<HoldRow>(
        `update hub.log_holds set lifted_at = now() where hold_id = $1 and placed_by = $2 and lifted_at is null
         returning *`,
        [holdId, placedBy],
      );
      return row && toHold(row);
    },
  };
}

/** Entries one statement looks at. */
const STRAYS_PAGE_ROWS = 10_000;

/**
 * Every moment lies between some `after` and its `through` when a chain is walked from its beginning to its end, whatever
 * the order of the moments at which its rows were chained: an entry that is written late or given another time is still looked at.
 * By moments, as the index of a log is one by time; `limit 1` has each place found by its own index.
 */
async function entriesWithoutPlace(
  sql: Sql,
  component: LogComponent,
  { after, through, limit }: StretchOfLog,
): Promise<readonly number[]> {
  const lost: number[] = [];
  const bounds = await sql.query<{ sequence: string; chained_at: string }>(
    'select sequence, chained_at::text from hub.log_chain where component = $1 and sequence = any($2::bigint[])',
    [component, [after, ...(through === undefined ? [] : [through])]],
  );
  const chainedAt = (sequence: number) =>
    bounds.find((each) => Number(each.sequence) === sequence)?.chained_at;
  const begin = chainedAt(after);
  const end = (through === undefined ? undefined : chainedAt(through)) ?? 'infinity';
  // All entries of the moment itself belong to the stretch before.
  let last = begin === undefined ? ['-infinity', '-1'] : [begin, String(2n ** 63n - 1n)];
  while (lost.length < limit) {
    const [page] = await sql.query<StraysPage>(
      `with page as materialized (
         select a.entry_id, a.logged_at, a.chained from hub.access_log a
         where (a.component, a.logged_at) >= ($1, $2::timestamptz) and (a.component, a.logged_at) <= ($1, $4::timestamptz)
           and (a.logged_at, a.entry_id) > ($2::timestamptz, $3::bigint)
         order by a.component, a.logged_at, a.entry_id limit ${STRAYS_PAGE_ROWS}
       )
       select array(
           select p.entry_id::text from page p
           left join lateral (
             select true as has_place from hub.log_chain c where c.component = $1 and c.entry_id = p.entry_id limit 1
           ) c on true
           where p.chained and c.has_place is null order by p.entry_id
         ) as lost,
         (select array[logged_at::text, entry_id::text] from page order by logged_at desc, entry_id desc limit 1) as last`,
      [component, ...last, end],
    );
    if (!page?.last) break;
    lost.push(...page.lost.map(Number));
    last = page.last;
  }
  return lost.slice(0, limit);
}

type StraysPage = { readonly lost: readonly string[]; readonly last: string[] | null };

async function keepVerdict(
  sql: Sql,
  component: LogComponent,
  { throughSequence, faults, firstFault }: Omit<LogVerdict, 'verifiedAt'>,
  before: LogVerdict | undefined,
): Promise<boolean> {
  const kept = await sql.query(
    `insert into hub.log_verdicts as v
       (component, through_sequence, faults, fault_kind, fault_sequence, fault_entry_id)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (component) do update set verified_at = excluded.verified_at,
       through_sequence = excluded.through_sequence, faults = excluded.faults, fault_kind = excluded.fault_kind,
       fault_sequence = excluded.fault_sequence, fault_entry_id = excluded.fault_entry_id
     where excluded.faults > 0 or v.faults = 0 or ${VERIFIED_AT} = $7
     returning component`,
    [
      component,
      throughSequence,
      faults,
      firstFault?.kind ?? null,
      firstFault?.sequence ?? null,
      firstFault?.entryId ?? null,
      before?.verifiedAt ?? null,
    ],
  );
  return kept.length > 0;
}

/** Chains what is committed and waits, oldest first; returns how many. 0 also where another process is at it. */
export async function chainLogs(
  unitOfWork: UnitOfWork,
  { limit }: { readonly limit: number },
): Promise<number> {
  return unitOfWork.transaction(async (tx) => {
    const [lock] = await tx.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext('hub.log_chain')) as mine`,
    );
    if (!lock?.mine) return 0;
    const rows = await tx.query<EntryRow>(
      `select ${ENTRY_COLUMNS} from hub.access_log e where not e.chained order by e.entry_id limit $1`,
      [limit],
    );
    if (rows.length === 0) return 0;
    const links = linksOf(rows.map(toEntry), await headsOf(tx));
    await tx.query(
      `insert into hub.log_chain (component, sequence, entry_id, content_hash, link_hash)
       select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[])`,
      [
        links.map(({ component }) => component),
        links.map(({ sequence }) => sequence),
        links.map(({ entryId }) => entryId),
        links.map(({ contentHash }) => contentHash),
        links.map(({ linkHash }) => linkHash),
      ],
    );
    await tx.query('update hub.access_log set chained = true where entry_id = any($1::bigint[])', [
      links.map(({ entryId }) => entryId),
    ]);
    return rows.length;
  });
}

const ENTRY_COLUMNS = `e.entry_id, e.component, e.event_id,
  to_char(e.logged_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as logged_at, e.authority_id, e.authority_class,
  e.member_state, e.purpose, e.access_right, e.systems, e.outcome, e.operator_id, e.ordered_by, e.reference, e.data_used,
  e.result, e.operation_id, e.subject_id, e.link_id, e.case_id, e.search_data_digest, e.salt`;
const VERIFIED_AT = `to_char(v.verified_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const ERASED_AT = `to_char(c.erased_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as erased_at`;

type EntryRow = {
  readonly entry_id: string;
  readonly component: LogComponent;
  readonly event_id: string;
  readonly logged_at: string;
  readonly authority_id: string;
  readonly authority_class: LogEntry['authorityClass'];
  readonly member_state: string;
  readonly purpose: LogEntry['purpose'];
  readonly access_right: string;
  readonly systems: LogEntry['systems'];
  readonly outcome: LogEntry['outcome'];
  readonly operator_id: string | null;
  readonly ordered_by: string | null;
  readonly reference: string | null;
  readonly data_used: LogEntry['dataUsed'];
  readonly result: string | null;
  readonly operation_id: string | null;
  readonly subject_id: string | null;
  readonly link_id: string | null;
  readonly case_id: string | null;
  readonly search_data_digest: string | null;
  readonly salt: string;
};
type JoinedRow = Omit<EntryRow, 'entry_id'> & {
  readonly entry_id: string | null;
  readonly sequence: string;
  readonly chained_entry_id: string;
  readonly content_hash: string;
  readonly link_hash: string;
  readonly erased_at: string | null;
};
type PositionRow = { readonly sequence: string; readonly link_hash: string };
type StatusRow = {
  readonly component: LogComponent;
  readonly kept: string;
  readonly from_data: boolean;
  readonly sequence: string | null;
  readonly link_hash: string | null;
  readonly waiting: number;
  readonly oldest_ms: number | null;
  readonly verified_at: string | null;
  readonly through_sequence: string;
  readonly faults: number;
  readonly fault_kind: ChainFault['kind'] | null;
  readonly fault_sequence: string | null;
  readonly fault_entry_id: string | null;
};

function toStatus(row: StatusRow): LogStatus {
  return {
    component: row.component,
    kept: row.kept,
    keptFrom: row.from_data ? 'data' : 'entry',
    waiting: row.waiting,
    oldestWaitingMs: row.oldest_ms ?? 0,
    ...(row.sequence === null || row.link_hash === null
      ? {}
      : { head: { sequence: Number(row.sequence), linkHash: row.link_hash } }),
    ...(row.verified_at === null ? {} : { verdict: toVerdict({ ...row, verified_at: row.verified_at }) }),
  };
}

function toVerdict(row: StatusRow & { readonly verified_at: string }): LogVerdict {
  const { fault_kind: kind, fault_sequence: sequence, fault_entry_id: entryId } = row;
  return {
    verifiedAt: row.verified_at,
    throughSequence: Number(row.through_sequence),
    faults: row.faults,
    ...(kind === null
      ? {}
      : {
          firstFault: {
            kind,
            ...(sequence === null ? {} : { sequence: Number(sequence) }),
            ...(entryId === null ? {} : { entryId: Number(entryId) }),
          },
        }),
  };
}

type HoldRow = {
  readonly hold_id: string;
  readonly component: LogComponent;
  readonly placed_by: string;
  readonly reference: string;
  readonly placed_at: Date;
  readonly lifted_at: Date | null;
};

function toHold(row: HoldRow): LogHold {
  return {
    holdId: row.hold_id,
    component: row.component,
    placedBy: row.placed_by,
    reference: row.reference,
    placedAt: row.placed_at.toISOString(),
    ...(row.lifted_at === null ? {} : { liftedAt: row.lifted_at.toISOString() }),
  };
}

function toPosition({ sequence, link_hash }: PositionRow): ChainPosition {
  return { sequence: Number(sequence), linkHash: link_hash };
}

function toChainRow(row: JoinedRow): ChainRow {
  const { entry_id: entryId } = row;
  return {
    sequence: Number(row.sequence),
    entryId: Number(row.chained_entry_id),
    contentHash: row.content_hash,
    linkHash: row.link_hash,
    ...(row.erased_at === null ? {} : { erasedAt: row.erased_at }),
    ...(entryId === null ? {} : { entry: toEntry({ ...row, entry_id: entryId }) }),
  };
}

function toEntry(row: EntryRow): LogEntry {
  return {
    component: row.component,
    entryId: Number(row.entry_id),
    eventId: row.event_id,
    loggedAt: row.logged_at,
    authorityId: row.authority_id,
    authorityClass: row.authority_class,
    memberState: row.member_state,
    purpose: row.purpose,
    right: row.access_right,
    systems: row.systems,
    outcome: row.outcome,
    operatorId: row.operator_id,
    orderedBy: row.ordered_by,
    reference: row.reference,
    dataUsed: row.data_used,
    result: row.result,
    operationId: row.operation_id,
    subjectId: row.subject_id,
    linkId: row.link_id,
    caseId: row.case_id,
    searchDataDigest: row.search_data_digest,
    salt: row.salt,
  };
}

async function headsOf(tx: Sql): Promise<Map<LogComponent, ChainPosition>> {
  const rows = await tx.query<PositionRow & { readonly component: LogComponent }>(
    `select distinct on (component) component, sequence, link_hash from (
       select t.component, l.sequence, l.link_hash from hub.log_terms t cross join lateral (
         (select sequence, link_hash from hub.log_chain where component = t.component order by sequence desc limit 1)
         union all
         (select through_sequence, link_hash from hub.log_checkpoints where component = t.component
          order by through_sequence desc limit 1)
       ) l
     ) as ends order by component, sequence desc`,
  );
  return new Map(rows.map((row) => [row.component, toPosition(row)]));
}

function linksOf(entries: readonly LogEntry[], heads: Map<LogComponent, ChainPosition>) {
  return entries.map((entry) => {
    const { component, entryId } = entry;
    const before = heads.get(component) ?? { sequence: 0, linkHash: FIRST_LINK_HASH };
    const sequence = before.sequence + 1;
    const contentHash = sha256(canonicalEntry(entry));
    const linkHash = sha256(
      linkText({ component, sequence, previousLinkHash: before.linkHash, contentHash }),
    );
    heads.set(component, { sequence, linkHash });
    return { component, entryId, sequence, contentHash, linkHash };
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
