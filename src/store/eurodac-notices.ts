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
             status_member_state, from_member_state, due_at, citation, sent_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
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
          ],
        );
      }
    },
    async settle(tx, encounterId, obligations, at) {
      await tx.query(
        `update eurodac.notices set settled_at = $3
         where encounter_id = $1 and obliges = any($2) and settled_at is null`,
        [encounterId, obligations, at],
      );
    },
    async page(sql, { memberState, after, limit }) {
      const rows = await sql.query<Row>(
        `${SELECT} where to_member_state = $1 and settled_at is null
           and ($2::uuid is null or (due_at, notice_id) > (select due_at, notice_id from eurodac.notices where notice_id = $2))
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
    async ofSubject(sql, subjectId) {
      const rows = await sql.query<Row>(
        `${SELECT} where subject_id = $1 and settled_at is null order by due_at, notice_id`,
        [subjectId],
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
  readonly due_at: string;
  readonly citation: string;
  readonly sent_at: string;
  readonly read_at: string | null;
};

const INSTANT = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
const SELECT = `
  select notice_id, to_member_state, encounter_id, subject_id, obliges, status,
    to_char(status_date, 'YYYY-MM-DD') as status_date, status_member_state, from_member_state, ${INSTANT('due_at')},
    citation, ${INSTANT('sent_at')}, ${INSTANT('read_at')}
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
    dueAt: row.due_at,
    citation: row.citation,
    sentAt: row.sent_at,
    ...(row.read_at === null ? {} : { readAt: row.read_at }),
  };
}
