/** What other states of origin are told about a data set of theirs, until they have done what it obliges to. */
import type { StoredNotice } from '../domain/eurodac/stored-notice.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { EurodacNotices } from '../workflows/ports/eurodac.js';

export function createEurodacNotices(): EurodacNotices {
  return {
    async send(tx, notices) {
      for (const notice of notices) {
        await tx.query(
          `insert into eurodac.notices (notice_id, to_member_state, encounter_id, subject_id, obliges, status, status_date,
             status_member_state, from_member_state, due_at, citation, sent_at, origin_encounter_id)
           select $1::uuid, $2::text, $3::uuid, $4::uuid, $5::text, $6::text, $7::date, $8::text, $9::text,
             $10::timestamptz, $11::text, $12::timestamptz, $13::uuid
           where not exists (
             select from eurodac.notices
             where subject_id = $4::uuid and encounter_id = $3::uuid and settled_at is null and obliges = $5::text
               and status = $6::text and status_member_state is not distinct from $8::text
               and from_member_state = $9::text
               and (origin_encounter_id is null or origin_encounter_id = $13::uuid)
           )`,
          [
            notice.noticeId,
            notice.to,
            notice.about.encounterId,
            notice.about.subjectId,
            notice.obliges,
            notice.status,
            notice.statusDate,
            notice.statusMemberState ?? null,
            notice.from,
            notice.dueAt,
            notice.citation,
            notice.sentAt,
            notice.origin ?? null,
          ],
        );
      }
    },
    async settleThese(tx, noticeIds, { hitId, at }) {
      await tx.query(
        `update eurodac.notices set settled_at = $2, unfounded_by = $3
         where notice_id = any($1) and settled_at is null`,
        [noticeIds, at, hitId],
      );
    },
    async endedBy(sql, hitId) {
      const rows = await sql.query<Row>(`${SELECT} where unfounded_by = $1 order by due_at, notice_id`, [
        hitId,
      ]);
      return rows.map(toNotice);
    },
    async reopen(tx, noticeIds, dueAt) {
      await tx.query(
        `update eurodac.notices set settled_at = null, unfounded_by = null, due_at = $2
         where notice_id = any($1) and unfounded_by is not null`,
        [noticeIds, dueAt],
      );
    },
    async settleInformed(tx, memberState, { readBefore, at }) {
      await tx.query(
        `update eurodac.notices set settled_at = $3
         where to_member_state = $1 and obliges = 'informed' and read_at < $2 and settled_at is null`,
        [memberState, readBefore, at],
      );
    },
    async settle(tx, encounterId, obligations, at) {
      return await tx.query<Pick<Row, 'obliges' | 'status'>>(
        `update eurodac.notices set settled_at = $3
         where encounter_id = $1 and obliges = any($2) and settled_at is null returning obliges, status`,
        [encounterId, obligations, at],
      );
    },
    async settleOutdated(tx, { subjectIds, from, origin, status, statusMemberState, at }) {
      const rows = await tx.query<{ readonly subject_id: SubjectId }>(
        `update eurodac.notices set settled_at = $7
         where subject_id = any($1) and settled_at is null and from_member_state = $2
           and (origin_encounter_id is null or origin_encounter_id = $3) and status = $4
           and ($5::boolean or status_member_state is distinct from $6)
         returning subject_id`,
        [subjectIds, from, origin, status, statusMemberState === undefined, statusMemberState ?? null, at],
      );
      return rows.map(({ subject_id }) => subject_id);
    },
    async page(sql, { memberState, after, limit }) {
      const rows = await sql.query<Row>(
        `${SELECT} where to_member_state = $1 and settled_at is null
           and ($2::uuid is null
             or not exists (select from eurodac.notices where notice_id = $2)
             or (due_at, notice_id) > (select due_at, notice_id from eurodac.notices where notice_id = $2))
         order by due_at, notice_id limit $3`,
        [memberState, after ?? null, limit],
      );
      return rows.map(toNotice);
    },
    async markRead(tx, noticeIds, at) {
      await tx.query(
        'update eurodac.notices set read_at = $2 where notice_id = any($1) and read_at is null',
        [noticeIds, at],
      );
    },
    async ofSubjects(sql, subjectIds) {
      const rows = await sql.query<Row>(
        `${SELECT} where subject_id = any($1) and settled_at is null order by due_at, notice_id`,
        [subjectIds],
      );
      return rows.map(toNotice);
    },
  };
}

type Row = {
  readonly notice_id: string;
  readonly to_member_state: string;
  readonly encounter_id: EncounterId;
  readonly subject_id: SubjectId;
  readonly obliges: StoredNotice['obliges'];
  readonly status: StoredNotice['status'];
  readonly status_date: LocalDate;
  readonly status_member_state: string | null;
  readonly from_member_state: string;
  readonly origin_encounter_id: EncounterId | null;
  readonly due_at: string;
  readonly citation: string;
  readonly sent_at: string;
  readonly read_at: string | null;
};

const INSTANT = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
const SELECT = `
  select notice_id, to_member_state, encounter_id, subject_id, obliges, status,
    to_char(status_date, 'YYYY-MM-DD') as status_date, status_member_state, from_member_state,
    origin_encounter_id, ${INSTANT('due_at')}, citation, ${INSTANT('sent_at')}, ${INSTANT('read_at')}
  from eurodac.notices`;

function toNotice(row: Row): StoredNotice {
  return {
    noticeId: row.notice_id,
    to: row.to_member_state,
    about: { encounterId: row.encounter_id, subjectId: row.subject_id },
    obliges: row.obliges,
    status: row.status,
    statusDate: row.status_date,
    ...(row.status_member_state === null ? {} : { statusMemberState: row.status_member_state }),
    from: row.from_member_state,
    ...(row.origin_encounter_id === null ? {} : { origin: row.origin_encounter_id }),
    dueAt: row.due_at,
    citation: row.citation,
    sentAt: row.sent_at,
    ...(row.read_at === null ? {} : { readAt: row.read_at }),
  };
}
