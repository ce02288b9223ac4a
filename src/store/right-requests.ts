import type { LinkId, SubjectId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { RightKind, RightOutcome } from '../domain/rights/right-request.js';
import type { SystemId } from '../domain/systems.js';
import type { KeptRightRequest, RightRequests } from '../workflows/ports/right-requests.js';
import type { Keyring } from './keyring.js';
import { openJson, sealJson } from './sealed-cell.js';

/** Requests of persons; what they say of the person is sealed, and gone with the conclusion. */
export function createRightRequests({ keyring }: { readonly keyring: Keyring }): RightRequests {
  const place = (requestId: string) => `hub.right_requests.details:${requestId}` as const;
  return {
    async insert(tx, request) {
      await tx.query(
        `insert into hub.right_requests (request_id, kind, system, subject_id, link_id, received_on, received_by,
           responsible, details) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          request.requestId,
          request.kind,
          request.system ?? null,
          request.subjectId ?? null,
          request.linkId ?? null,
          request.receivedOn,
          request.receivedBy,
          request.responsible,
          request.details === undefined
            ? null
            : Buffer.from(sealJson(keyring, place(request.requestId), request.details)),
        ],
      );
    },
    async read(sql, requestId, { lock = false } = {}) {
      const [row] = await sql.query<Row>(
        `select ${COLUMNS} from hub.right_requests where request_id = $1${lock ? ' for update' : ''}`,
        [requestId],
      );
      return row && toRequest(row, keyring);
    },
    async page(sql, { memberState, isOpen, after, limit }) {
      const rows = await sql.query<Row>(
        `select ${COLUMNS} from hub.right_requests
         where (received_by = $1 or responsible = $1) and (not $2 or concluded_on is null)
           and ($3::uuid is null or (received_on, request_id) >
             (select received_on, request_id from hub.right_requests where request_id = $3))
         order by received_on, request_id limit $4`,
        [memberState, isOpen, after ?? null, limit],
      );
      return rows.map((row) => toRequest(row, keyring));
    },
    async update(tx, request) {
      await tx.query(
        `update hub.right_requests set responsible = $2, forwarded_on = $3, extended_on = $4, concluded_on = $5,
           outcome = $6, reason = $7, lifted_on = $8, lift_reason = $9, system = $10, subject_id = $11,
           details = case when $5::date is null then details end where request_id = $1`,
        [
          request.requestId,
          request.responsible,
          request.forwardedOn ?? null,
          request.extendedOn ?? null,
          request.concludedOn ?? null,
          request.outcome ?? null,
          request.reason ?? null,
          request.liftedOn ?? null,
          request.liftReason ?? null,
          request.system ?? null,
          request.subjectId ?? null,
        ],
      );
    },
    async counts(sql, { memberState, year }) {
      const rows = await sql.query<CountRow>(
        `select kind, coalesce(outcome, 'open') as outcome, count(*)::integer as count from hub.right_requests
         where received_by = $1 and extract(year from received_on) = $2 group by 1, 2 order by 1, 2`,
        [memberState, year],
      );
      return rows;
    },
  };
}

const day = (column: string) => `to_char(${column}, 'YYYY-MM-DD') as ${column}`;
const COLUMNS = `request_id, kind, system, subject_id, link_id, ${day('received_on')}, received_by, responsible,
  ${day('forwarded_on')}, ${day('extended_on')}, ${day('concluded_on')}, outcome, reason, details, ${day('lifted_on')}, lift_reason`;

type CountRow = { readonly kind: RightKind; readonly outcome: RightOutcome | 'open'; readonly count: number };

type Row = {
  readonly request_id: string;
  readonly kind: RightKind;
  readonly system: SystemId | null;
  readonly subject_id: SubjectId | null;
  readonly link_id: LinkId | null;
  readonly received_on: LocalDate;
  readonly received_by: string;
  readonly responsible: string;
  readonly forwarded_on: LocalDate | null;
  readonly extended_on: LocalDate | null;
  readonly concluded_on: LocalDate | null;
  readonly outcome: RightOutcome | null;
  readonly reason: string | null;
  readonly lifted_on: LocalDate | null;
  readonly lift_reason: string | null;
  readonly details: Buffer | null;
};

function toRequest(row: Row, keyring: Keyring): KeptRightRequest {
  const optional = {
    system: row.system,
    subjectId: row.subject_id,
    linkId: row.link_id,
    forwardedOn: row.forwarded_on,
    extendedOn: row.extended_on,
    concludedOn: row.concluded_on,
    outcome: row.outcome,
    reason: row.reason,
    liftedOn: row.lifted_on,
    liftReason: row.lift_reason,
    details:
      row.details && openJson<string>(keyring, `hub.right_requests.details:${row.request_id}`, row.details),
  };
  const present = Object.entries(optional).filter(([, value]) => value !== null);
  return {
    requestId: row.request_id,
    kind: row.kind,
    receivedOn: row.received_on,
    receivedBy: row.received_by,
    responsible: row.responsible,
    ...(Object.fromEntries(present) as Partial<KeptRightRequest>),
  };
}
