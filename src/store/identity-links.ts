/**
 * Links between data sets of two systems, and the log of how each got its colour. Rows hold references and relations,
 * never data of persons. The pair is the key: detection that runs twice writes one link.
 */
import type { AuthorityClass } from '../domain/authorities.js';
import type { LinkId, SubjectId } from '../domain/ids.js';
import { DETECTION_LEG_ROWS } from '../domain/law/detection-table.js';
import type { PairRelation } from '../domain/law/link-table.js';
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
      if (await insert(tx, detected)) {
        await log(tx, { ...detected, event: 'detected' });
        return 'detected';
      }
      const known = await lockPair(tx, detected.dataSets);
      if (known === undefined) throw new Error('a link could neither be inserted nor found');
      // What an authority found unjustified is corrected by one (Art 32(7)), not by another entry of the person.
      if (known.colour === DETECTION_LEG_ROWS.red.stays || isAsBefore(known, detected)) return 'unchanged';
      await rejudge(tx, known.linkId, detected);
      await log(tx, { ...detected, linkId: known.linkId, event: 'changed' });
      return 'changed';
    },
    async remove(tx, pair) {
      const known = await lockPair(tx, pair);
      if (known === undefined || known.colour === DETECTION_LEG_ROWS.red.stays) return;
      // A trigger logs it, as it does where a link goes with one of its data sets.
      await tx.query('delete from hub.identity_links where link_id = $1', [known.linkId]);
    },
    async read(sql, linkId) {
      const [row] = await sql.query<LinkRow>(`${SELECT} where link_id = $1`, [linkId]);
      return row && toLink(row);
    },
    async lock(tx, linkId) {
      const [row] = await tx.query<LinkRow>(`${SELECT} where link_id = $1 for update`, [linkId]);
      return row && toLink(row);
    },
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
      const rows = await sql.query<LinkRow>(
        `${SELECT}
         where colour = 'yellow' and $1 = any(responsible_classes)
           and ($2::text is null or responsible_state = $2)
           and ($3::uuid is null or not exists (select from hub.identity_links where link_id = $3)
             or (coalesce(verify_by, 'infinity'), created_at, link_id) > (
               select coalesce(verify_by, 'infinity'), created_at, link_id from hub.identity_links where link_id = $3
             ))
         order by coalesce(verify_by, 'infinity'), created_at, link_id limit $4`,
        [authorityClass, memberState ?? null, after ?? null, limit],
      );
      return rows.map(toLink);
    },
    async verify(tx, link, verification) {
      const { colour, citation, event = 'verified' } = verification;
      const [row] = await tx.query<LinkRow>(
        `update hub.identity_links set colour = $2, citation = $3, origin = 'manual', updated_at = now()
         where link_id = $1 returning ${COLUMNS}`,
        [link.linkId, colour, citation],
      );
      if (row === undefined) throw new Error('the link is not locked');
      const verified = toLink(row);
      await log(tx, { ...verified, event, verification });
      return verified;
    },
    async removeAs(tx, link, requester) {
      await log(tx, { ...link, event: 'corrected', verification: { requester } });
      await tx.query('delete from hub.identity_links where link_id = $1', [link.linkId]);
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
      await tx.query(
        `insert into hub.link_notices (notice_id, link_id, system, member_state, authority_classes)
         values ($1, $2, $3, $4, $5) on conflict (link_id, system) do nothing`,
        [noticeId, linkId, system, memberState, authorityClasses],
      );
    },
    async notices(sql, { authorityClass, memberState, limit }) {
      const rows = await sql.query<NoticeRow>(
        `select n.* from hub.link_notices n join hub.identity_links l using (link_id)
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
  identity, document, citation, responsible_state, responsible_classes, verify_by, created_at, updated_at`;
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
       responsible_state = $7, responsible_classes = $8, verify_by = $9, origin = 'automatic', updated_at = now()
     where link_id = $1`,
    [linkId, ...judgedValues(detected)],
  );
}

async function lockPair(tx: Sql, pair: IdentityLink['dataSets']): Promise<IdentityLink | undefined> {
  const [row] = await tx.query<LinkRow>(
    `${SELECT} where first_system = $1 and first_subject_id = $2 and second_system = $3 and second_subject_id = $4
     for update`,
    pairValues(pair),
  );
  return row && toLink(row);
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
  const { biometrics, identity, document } = relation;
  return [
    colour,
    biometrics,
    identity,
    document,
    citation,
    responsible.memberState,
    responsible.authorityClasses,
    verifyBy ?? null,
  ];
}

/** While a link waits, an alert entered since may have made it somebody else's to verify (Art 29(2)). */
function isAsBefore(known: IdentityLink, detected: DetectedLink): boolean {
  const isSameVerifier =
    known.responsible.memberState === detected.responsible.memberState &&
    known.responsible.authorityClasses.join() === detected.responsible.authorityClasses.join();
  return isSameRelation(known.relation, detected.relation) && (known.colour !== 'yellow' || isSameVerifier);
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
