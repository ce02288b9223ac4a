/**
 * Links between data sets of two systems, and the log of how each got its colour. Rows hold references and relations,
 * never data of persons. The pair is the key: detection that runs twice writes one link.
 */
import type { AuthorityClass, Requester } from '../domain/authorities.js';
import type { LinkId, SubjectId } from '../domain/ids.js';
import { DETECTION_LEG_ROWS } from '../domain/law/detection-table.js';
import type { PairRelation } from '../domain/law/link-table.js';
import { automaticLink } from '../domain/links/link-colour.js';
import type { SystemId } from '../domain/systems.js';
import type {
  DetectedLink,
  IdentityLink,
  IdentityLinks,
  LinkEvent,
} from '../workflows/ports/identity-links.js';
import type { Sql } from '../workflows/ports/persistence.js';

export function createIdentityLinks(): IdentityLinks {
  return {
    async keep(tx, detected) {
      // Before it is looked for what was removed: an authority that is removing the link is waited for.
      const before = await lockPair(tx, detected.dataSets);
      if (before && staysAsConcluded(before)) return 'unchanged';
      if (detected.colour === 'white' && (await wasRemoved(tx, detected))) {
        // Other data made it again since.
        if (before?.origin === 'automatic' && before.reopenedFrom === undefined)
          await erase(tx, before.linkId);
        return 'unchanged';
      }
      if (before === undefined && (await insert(tx, detected))) {
        await log(tx, { ...detected, event: 'detected' });
        return 'detected';
      }
      const known = before ?? (await lockPair(tx, detected.dataSets));
      if (known === undefined) throw new Error('a link could neither be inserted nor found');
      if (staysAsConcluded(known) || isAsBefore(known, detected)) return 'unchanged';
      await rejudge(tx, known.linkId, detected);
      await log(tx, { ...detected, linkId: known.linkId, event: 'changed' });
      return 'changed';
    },
    async remove(tx, pair) {
      const known = await lockPair(tx, pair);
      if (known === undefined || staysAsConcluded(known)) return false;
      await erase(tx, known.linkId);
      return true;
    },
    async read(sql, linkId) {
      const [row] = await sql.query<LinkRow>(`${SELECT} where link_id = $1`, [linkId]);
      return row && toLink(row);
    },
    async readMany(sql, linkIds) {
      const rows = await sql.query<LinkRow>(`${SELECT} where link_id = any($1::uuid[])`, [linkIds]);
      return rows.map(toLink);
    },
    async lock(tx, linkId) {
      const [row] = await tx.query<LinkRow>(`${SELECT} where link_id = $1 for update`, [linkId]);
      return row && toLink(row);
    },
    lockPair,
    async ofDataSets(sql, dataSets) {
      if (dataSets.length === 0) return [];
      const rows = await sql.query<LinkRow>(
        `${SELECT} where (first_system, first_subject_id) in (select * from unnest($1::text[], $2::uuid[]))
           or (second_system, second_subject_id) in (select * from unnest($1::text[], $2::uuid[]))
         order by link_id`,
        [dataSets.map(({ system }) => system), dataSets.map(({ subjectId }) => subjectId)],
      );
      return rows.map(toLink);
    },
    async toVerify(sql, { authorityClass, memberState, after, limit }) {
      const theirs = `$1 = any(responsible_classes)
           and ${memberState === undefined ? '$2::text is null' : 'responsible_state = $2'}
           and ($3::uuid is null or not exists (select from hub.identity_links where link_id = $3)
             or (coalesce(verify_by, 'infinity'), created_at, link_id) > (
               select coalesce(verify_by, 'infinity'), created_at, link_id from hub.identity_links where link_id = $3
             ))
         order by coalesce(verify_by, 'infinity'), created_at, link_id limit $4`;
      // Of those that are yellow whose they are is read in the index alone; those that were reported are few.
      const rows = await sql.query<LinkRow>(
        `${SELECT} where link_id in (
           (select link_id from hub.identity_links where colour = 'yellow' and ${theirs})
           union all
           (select link_id from hub.identity_links where colour <> 'yellow'
              and link_id in (select link_id from hub.link_decisions where standing) and ${theirs}))
         order by coalesce(verify_by, 'infinity'), created_at, link_id limit $4`,
        [authorityClass, memberState ?? null, after ?? null, limit],
      );
      return rows.map(toLink);
    },
    async verify(tx, link, verification) {
      const { colour, citation, event = 'verified' } = verification;
      const [row] = await tx.query<LinkRow>(
        // Yellow again: no authority's conclusion stands, and the clock of the first verification has run out.
        `update hub.identity_links set colour = $2, citation = $3, updated_at = now(),
           reopened_from = case when $2 = 'yellow' and origin = 'manual' then colour end,
           origin = case when $2 = 'yellow' then 'automatic' else 'manual' end,
           verify_by = case when $2 = 'yellow' then null else verify_by end
         where link_id = $1 returning ${COLUMNS}`,
        [link.linkId, colour, citation],
      );
      if (row === undefined) throw new Error('the link is not locked');
      // What an authority concludes since stands before what one removed.
      await tx.query(`delete from hub.link_removals where ${OF_PAIR}`, pairValues(link.dataSets));
      const verified = toLink(row);
      await log(tx, { ...verified, event, verification });
      return verified;
    },
    async removeAs(tx, link, requester) {
      await log(tx, { ...link, event: 'corrected', verification: { requester } });
      await erase(tx, link.linkId);
      // One that data made yellow is made again, to be verified: a conclusion about it lasts.
      if (automaticLink(link.relation).outcome === 'white') await keepRemoval(tx, link, requester);
    },
    async history(sql, linkId) {
      const rows = await sql.query<EventRow>(
        `select event, occurred_at, colour, citation, similar_by, conclusion, member_state, late
         from hub.identity_link_events where link_id = $1 order by event_id`,
        [linkId],
      );
      return rows.map(toEvent);
    },
    async notice(tx, { noticeId, linkId, system, memberState, authorityClasses }) {
      const values = [noticeId, linkId, system, memberState, authorityClasses];
      const columns = 'notice_id, link_id, system, member_state, authority_classes';
      const first = await tx.query(
        `insert into hub.link_notices (${columns}) values ($1, $2, $3, $4, $5) on conflict do nothing returning link_id`,
        values,
      );
      if (first.length > 0) return;
      await tx.query(
        `insert into hub.further_link_notices (${columns})
         select $1, $2::uuid, $3::text, $4::text, $5 where not exists (
           select from hub.link_notices where link_id = $2 and system = $3 and member_state = $4)
         on conflict do nothing`,
        values,
      );
    },
    async notices(sql, { authorityClass, memberState, limit }) {
      const rows = await sql.query<NoticeRow>(
        `select n.* from (
           select notice_id, link_id, system, member_state, authority_classes, created_at from hub.link_notices
           union all
           select notice_id, link_id, system, member_state, authority_classes, created_at from hub.further_link_notices
         ) n join hub.identity_links l using (link_id)
         where n.member_state = $1 and $2 = any(n.authority_classes) and l.colour = 'red'
         order by n.created_at desc, n.notice_id limit $3`,
        [memberState, authorityClass, limit],
      );
      return rows.map((row) => ({
        noticeId: row.notice_id,
        linkId: row.link_id,
        system: row.system,
        memberState: row.member_state,
        authorityClasses: row.authority_classes,
        createdAt: row.created_at.toISOString(),
      }));
    },
  };
}

/** Erases entries of the comparison log that are older than `before` (ms since the epoch); returns how many. */
export async function pruneLinkEvents(
  sql: Sql,
  { occurredBeforeMs, limit }: { readonly occurredBeforeMs: number; readonly limit: number },
): Promise<number> {
  const erased = await sql.query(
    `delete from hub.identity_link_events where event_id in (
       select event_id from hub.identity_link_events
       where occurred_at < to_timestamp($1::double precision / 1000) order by occurred_at limit $2
     ) returning event_id`,
    [occurredBeforeMs, limit],
  );
  return erased.length;
}

const COLUMNS = `link_id, first_system, first_subject_id, second_system, second_subject_id, colour, origin, biometrics,
  identity, document, citation, responsible_state, responsible_classes, verify_by, reopened_from, created_at, updated_at`;
const SELECT = `select ${COLUMNS} from hub.identity_links`;

type LinkRow = {
  readonly link_id: LinkId;
  readonly first_system: SystemId;
  readonly first_subject_id: SubjectId;
  readonly second_system: SystemId;
  readonly second_subject_id: SubjectId;
  readonly colour: IdentityLink['colour'];
  readonly origin: IdentityLink['origin'];
  readonly biometrics: PairRelation['biometrics'];
  readonly identity: PairRelation['identity'];
  readonly document: PairRelation['document'];
  readonly citation: string;
  readonly responsible_state: string;
  readonly responsible_classes: readonly AuthorityClass[];
  readonly verify_by: Date | null;
  readonly reopened_from: NonNullable<IdentityLink['reopenedFrom']> | null;
  readonly created_at: Date;
  readonly updated_at: Date;
};

type EventRow = {
  readonly event: LinkEvent['event'];
  readonly occurred_at: Date;
  readonly colour: LinkEvent['colour'];
  readonly citation: string;
  readonly similar_by: readonly string[];
  readonly conclusion: LinkEvent['conclusion'] | null;
  readonly member_state: string | null;
  readonly late: boolean | null;
};

function toEvent(row: EventRow): LinkEvent {
  return {
    event: row.event,
    occurredAt: row.occurred_at.toISOString(),
    colour: row.colour,
    citation: row.citation,
    similarBy: row.similar_by,
    ...(row.conclusion ? { conclusion: row.conclusion } : {}),
    ...(row.member_state === null ? {} : { memberState: row.member_state }),
    ...(row.late === null ? {} : { isLate: row.late }),
  };
}

type NoticeRow = {
  readonly notice_id: string;
  readonly link_id: LinkId;
  readonly system: SystemId;
  readonly member_state: string;
  readonly authority_classes: readonly AuthorityClass[];
  readonly created_at: Date;
};

function toLink(row: LinkRow): IdentityLink {
  return {
    linkId: row.link_id,
    dataSets: [
      { system: row.first_system, subjectId: row.first_subject_id },
      { system: row.second_system, subjectId: row.second_subject_id },
    ],
    colour: row.colour,
    origin: row.origin,
    relation: { biometrics: row.biometrics, identity: row.identity, document: row.document },
    citation: row.citation,
    responsible: { memberState: row.responsible_state, authorityClasses: row.responsible_classes },
    ...(row.verify_by === null ? {} : { verifyBy: row.verify_by.toISOString() }),
    ...(row.reopened_from === null ? {} : { reopenedFrom: row.reopened_from }),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** Whether the pair had no link. Waits for a transaction that is inserting the same pair. */
async function insert(tx: Sql, detected: DetectedLink): Promise<boolean> {
  const rows = await tx.query(
    `insert into hub.identity_links (link_id, first_system, first_subject_id, second_system, second_subject_id, colour,
       origin, biometrics, identity, document, citation, responsible_state, responsible_classes, verify_by)
     values ($1, $2, $3, $4, $5, $6, 'automatic', $7, $8, $9, $10, $11, $12, $13)
     on conflict (first_system, first_subject_id, second_system, second_subject_id) do nothing
     returning link_id`,
    [detected.linkId, ...pairValues(detected.dataSets), ...judgedValues(detected)],
  );
  return rows.length > 0;
}

async function rejudge(tx: Sql, linkId: LinkId, detected: DetectedLink): Promise<void> {
  await tx.query(
    `update hub.identity_links set colour = $2, biometrics = $3, identity = $4, document = $5, citation = $6,
       responsible_state = $7, responsible_classes = $8, verify_by = $9, origin = 'automatic', updated_at = now(),
       reopened_from = case when $2 = 'yellow' and colour = 'yellow' then reopened_from end
     where link_id = $1`,
    [linkId, ...judgedValues(detected)],
  );
}

async function lockPair(tx: Sql, pair: IdentityLink['dataSets']): Promise<IdentityLink | undefined> {
  const [row] = await tx.query<LinkRow>(`${SELECT} where ${OF_PAIR} for update`, pairValues(pair));
  return row && toLink(row);
}

/** A trigger logs it, as it does where a link goes with one of its data sets. */
async function erase(tx: Sql, linkId: LinkId): Promise<void> {
  await tx.query('delete from hub.identity_links where link_id = $1', [linkId]);
}

/** Whether an authority removed the link of these two while they related as they do now. */
async function wasRemoved(tx: Sql, { dataSets, relation }: DetectedLink): Promise<boolean> {
  const rows = await tx.query(
    `select from hub.link_removals where ${OF_PAIR} and biometrics = $5 and identity = $6 and document = $7`,
    [...pairValues(dataSets), ...relationValues(relation)],
  );
  return rows.length > 0;
}

/** The latest removal of a pair: what data say that are no more is not said again. */
async function keepRemoval(tx: Sql, link: IdentityLink, { authorityId }: Requester): Promise<void> {
  await tx.query(
    `insert into hub.link_removals (first_system, first_subject_id, second_system, second_subject_id,
       biometrics, identity, document, authority_id) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (first_system, first_subject_id, second_system, second_subject_id) do update
       set biometrics = $5, identity = $6, document = $7, authority_id = $8, removed_at = now()`,
    [...pairValues(link.dataSets), ...relationValues(link.relation), authorityId],
  );
}

const OF_PAIR =
  'first_system = $1 and first_subject_id = $2 and second_system = $3 and second_subject_id = $4';

function relationValues({ biometrics, identity, document }: PairRelation): readonly string[] {
  return [biometrics, identity, document];
}

function pairValues([first, second]: IdentityLink['dataSets']): readonly string[] {
  return [first.system, first.subjectId, second.system, second.subjectId];
}

function judgedValues({
  colour,
  relation,
  citation,
  responsible,
  verifyBy,
}: DetectedLink): readonly unknown[] {
  return [
    colour,
    ...relationValues(relation),
    citation,
    responsible.memberState,
    responsible.authorityClasses,
    verifyBy ?? null,
  ];
}

/**
 * What an authority found unjustified is corrected by authorities (Art 32(7)), not by another entry of the person: nor while it
 * waits for a second operator.
 */
function staysAsConcluded({ colour, reopenedFrom }: IdentityLink): boolean {
  const { stays } = DETECTION_LEG_ROWS.red;
  return colour === stays || (colour === 'yellow' && reopenedFrom === stays);
}

/**
 * While a link waits, an alert entered since may have made it somebody else's to verify (Art 29(2)). One that an authority made
 * yellow is not made white by the data it doubts.
 */
function isAsBefore(known: IdentityLink, detected: DetectedLink): boolean {
  const isSameVerifier =
    known.responsible.memberState === detected.responsible.memberState &&
    known.responsible.authorityClasses.join() === detected.responsible.authorityClasses.join();
  const isToVerify = known.colour === 'yellow' && detected.colour === 'yellow';
  return isSameRelation(known.relation, detected.relation) && (!isToVerify || isSameVerifier);
}

function isSameRelation(a: PairRelation, b: PairRelation): boolean {
  return a.biometrics === b.biometrics && a.identity === b.identity && a.document === b.document;
}

type LogEntry = Pick<IdentityLink, 'linkId' | 'colour' | 'relation' | 'citation'> & {
  readonly event: 'detected' | 'changed' | 'verified' | 'corrected';
  readonly similarBy?: readonly string[];
  readonly verification?: Partial<Parameters<IdentityLinks['verify']>[2]>;
};

async function log(
  tx: Sql,
  { linkId, event, colour, relation, citation, similarBy, verification }: LogEntry,
): Promise<void> {
  const { biometrics, identity, document } = relation;
  await tx.query(
    `insert into hub.identity_link_events (link_id, event, colour, biometrics, identity, document, citation, conclusion,
       authority_id, authority_class, member_state, late, person_present, similar_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      linkId,
      event,
      colour,
      biometrics,
      identity,
      document,
      citation,
      verification?.conclusion ?? null,
      verification?.requester?.authorityId ?? null,
      verification?.requester?.authorityClass ?? null,
      verification?.requester?.memberState ?? null,
      verification?.isLate ?? null,
      verification?.personPresent ?? null,
      similarBy ?? [],
    ],
  );
}
