/** Screenings: the case as one sealed document, with the few columns it is found and counted by. */
import type { LocalDate } from '../domain/local-date.js';
import {
  type ScreeningCase,
  screeningDueOn,
  screeningKeptUntil,
} from '../domain/screening/screening-case.js';
import type { OpinionSource, ScreeningOpinion } from '../domain/screening/screening-opinion.js';
import type { Screenings } from '../workflows/ports/screenings.js';
import type { Keyring } from './keyring.js';
import { openJson, sealJson } from './sealed-cell.js';

export function createScreenings({ keyring }: { readonly keyring: Keyring }): Screenings {
  const open = ({ case_id, document }: Row) =>
    openJson<ScreeningCase>(keyring, `hub.screenings.document:${case_id}`, document);
  const seal = (screening: ScreeningCase) =>
    Buffer.from(sealJson(keyring, `hub.screenings.document:${screening.caseId}`, screening));
  const caretaker = ({ memberState, minor }: Pick<ScreeningCase, 'memberState' | 'minor'>) =>
    minor?.caretakerId === undefined
      ? null
      : Buffer.from(
          keyring.mac('screening caretaker', Buffer.from(`${memberState}\n${minor.caretakerId}`, 'utf8')),
        ).toString('hex');
  return {
    async insert(tx, screening) {
      await tx.query(
        `insert into hub.screenings (case_id, member_state, place, opened_on, due_on, caretaker, document, kept_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          screening.caseId,
          screening.memberState,
          screening.place,
          screening.openedOn,
          screeningDueOn(screening),
          caretaker(screening),
          seal(screening),
          screeningKeptUntil(screening),
        ],
      );
    },
    async read(sql, caseId, { lock = false } = {}) {
      const [row] = await sql.query<Row>(
        `select case_id, document from hub.screenings where case_id = $1${lock ? ' for update' : ''}`,
        [caseId],
      );
      return row && open(row);
    },
    async update(tx, screening) {
      await tx.query(
        `update hub.screenings set due_on = $2, ended_on = $3, caretaker = $4, document = $5, kept_until = $6,
           is_pending = $7 where case_id = $1`,
        [
          screening.caseId,
          screeningDueOn(screening),
          screening.ended?.on ?? null,
          caretaker(screening),
          seal(screening),
          screeningKeptUntil(screening),
          screening.captures.some(({ isSettled }) => !isSettled),
        ],
      );
    },
    async page(sql, { memberState, isOpen, after, limit }) {
      const rows = await sql.query<Row>(
        `select case_id, document from hub.screenings
         where ($1::text is null or member_state = $1) and (not $2 or ended_on is null)
           and ($3::uuid is null or (due_on, case_id) > (select due_on, case_id from hub.screenings where case_id = $3))
         order by due_on, case_id limit $4`,
        [memberState ?? null, isOpen, after ?? null, limit],
      );
      return rows.map(open);
    },
    async overdue(tx, { today, limit }) {
      const rows = await tx.query<Row>(
        `select case_id, document from hub.screenings where ended_on is null and due_on < $1
         order by due_on, case_id limit $2 for update skip locked`,
        [today, limit],
      );
      return rows.map(open);
    },
    async pending(tx, { limit }) {
      const rows = await tx.query<Row>(
        `select case_id, document from hub.screenings where is_pending and ended_on is null
         order by case_id limit $1 for update skip locked`,
        [limit],
      );
      return rows.map(open);
    },
    async eraseExpired(tx, { today, limit }) {
      const rows = await tx.query(
        `delete from hub.screenings where case_id in (
           select case_id from hub.screenings where kept_until < $1 order by kept_until limit $2
         ) returning case_id`,
        [today, limit],
      );
      return rows.length;
    },
    async countInCare(sql, screening) {
      const digest = caretaker(screening);
      if (digest === null) return 0;
      const [row] = await sql.query<{ count: number }>(
        'select count(*)::integer as count from hub.screenings where caretaker = $1 and ended_on is null',
        [digest],
      );
      return row?.count ?? 0;
    },
    async insertOpinion(tx, opinion) {
      await tx.query(
        `insert into hub.screening_opinions (opinion_id, case_id, source, asked_state, asked_by, asked_on, due_on)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          opinion.opinionId,
          opinion.caseId,
          opinion.source,
          opinion.askedState,
          opinion.askedBy,
          opinion.askedOn,
          opinion.dueOn,
        ],
      );
    },
    async lockOpinion(tx, opinionId) {
      const [row] = await tx.query<OpinionRow>(
        `select ${OPINION_COLUMNS} from hub.screening_opinions where opinion_id = $1 for update`,
        [opinionId],
      );
      return row && toOpinion(row);
    },
    async answerOpinion(tx, opinion) {
      await tx.query(
        'update hub.screening_opinions set answered_on = $2, answer = $3, reason = $4 where opinion_id = $1',
        [opinion.opinionId, opinion.answeredOn ?? null, opinion.answer ?? null, opinion.reason ?? null],
      );
    },
    async opinionsOf(sql, caseId) {
      const rows = await sql.query<OpinionRow>(
        `select ${OPINION_COLUMNS} from hub.screening_opinions where case_id = $1 order by asked_on, opinion_id`,
        [caseId],
      );
      return rows.map(toOpinion);
    },
    // Those whose time has passed can no longer be answered: listed, they would stand before all others for years.
    async opinionsAsked(sql, { sources, askedState, today, limit }) {
      const rows = await sql.query<OpinionRow>(
        `select ${OPINION_COLUMNS} from hub.screening_opinions
         where asked_state = $1 and source = any($2) and answered_on is null and due_on >= $3::date
         order by due_on, opinion_id limit $4`,
        [askedState, sources, today, limit],
      );
      return rows.map(toOpinion);
    },
  };
}

type Row = { readonly case_id: string; readonly document: Buffer };

const day = (column: string) => `to_char(${column}, 'YYYY-MM-DD') as ${column}`;
const OPINION_COLUMNS = `opinion_id, case_id, source, asked_state, asked_by, ${day('asked_on')}, ${day('due_on')},
  ${day('answered_on')}, answer, reason`;

type OpinionRow = {
  readonly opinion_id: string;
  readonly case_id: string;
  readonly source: OpinionSource;
  readonly asked_state: string;
  readonly asked_by: string;
  readonly asked_on: LocalDate;
  readonly due_on: LocalDate;
  readonly answered_on: LocalDate | null;
  readonly answer: ScreeningOpinion['answer'] | null;
  readonly reason: string | null;
};

function toOpinion(row: OpinionRow): ScreeningOpinion {
  return {
    opinionId: row.opinion_id,
    caseId: row.case_id,
    source: row.source,
    askedState: row.asked_state,
    askedBy: row.asked_by,
    askedOn: row.asked_on,
    dueOn: row.due_on,
    ...(row.answered_on === null ? {} : { answeredOn: row.answered_on }),
    ...(row.answer ? { answer: row.answer } : {}),
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}
