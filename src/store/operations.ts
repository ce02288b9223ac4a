/**
 * Accepted requests from acknowledgement to result. Everything about a person is sealed; what remains readable is who
 * asked, for which kind of operation, and how far it is. Steps only go forward: a step that comes late (a job that ran
 * twice) changes nothing, and an ended operation stays as it ended.
 */
import type { Requester } from '../domain/authorities.js';
import type { OperationId, SubjectId } from '../domain/ids.js';
import { isPalmPosition, type SamplePosition } from '../domain/palm-positions.js';
import type { FingerPosition } from '../domain/positions.js';
import { type ServiceClass, serviceClassOf } from '../domain/service-class.js';
import type { SlapPosition } from '../domain/slap-positions.js';
import type { SystemId } from '../domain/systems.js';
import type { GalleryAnswer } from '../workflows/ports/gallery.js';
import type {
  NewOperation,
  Operation,
  OperationKind,
  OperationProblem,
  OperationRequest,
  OperationState,
  Operations,
  OperationWithSamples,
} from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { AnySample } from '../workflows/ports/samples.js';
import { countPostponed } from './count-postponed.js';
import { idempotencyMacs } from './idempotency-macs.js';
import { countKept, listKept, oldestKept } from './kept-operations.js';
import type { Keyring } from './keyring.js';
import type { OperationsInHand } from './operations-in-hand.js';
import { decodeProbes, encodeProbes } from './probe-codec.js';
import {
  operationFates as fates,
  jobTermsOf as jobTerms,
  reviveOperation as revive,
} from './revive-operation.js';
import { type CellPlace, openJson, sealJson } from './sealed-cell.js';

export function createOperations({
  keyring,
  traceparent = () => undefined,
  inHand,
}: {
  readonly keyring: Keyring;
  /** Of the trace in which it is called, where traces are kept. */
  readonly traceparent?: () => string | undefined;
  /** Of a process that works on what it accepts. */
  readonly inHand?: OperationsInHand;
}): Operations {
  return {
    async insert(tx, operation) {
      const macs = idempotencyMacs(keyring, operation);
      // Once more where the earlier operation was erased between the two statements.
      for (let attempt = 0; attempt < 2; attempt++) {
        const row = await insertRows(tx, { keyring, traceparent: traceparent() }, operation, macs);
        if (row) {
          inHand?.keepSamples(insertedOperation(operation, row), operation.samples);
          return { kind: 'inserted', operationId: operation.operationId };
        }
        const earlier = await findEarlier(tx, operation.requester, macs);
        if (earlier) return earlier;
      }
      throw new Error('an operation could neither be inserted nor found');
    },
    async earlier(sql, operation) {
      const macs = idempotencyMacs(keyring, operation);
      return macs && findEarlier(sql, operation.requester, macs);
    },
    async read(sql, operationId) {
      const [row] = await sql.query<OperationRow>(READ, [operationId]);
      return row && toOperation(keyring, row);
    },
    async lock(tx, operationId) {
      const [row] = await tx.query<OperationRow>(`${READ} for update`, [operationId]);
      return row && toOperation(keyring, row);
    },
    async lockIn(tx, operationId, state) {
      const rows = await tx.query(
        'select operation_id from hub.operations where operation_id = $1 and state = $2 for update',
        [operationId, state],
      );
      return rows.length > 0;
    },
    async readWithSamples(sql, operationId) {
      return inHand?.takeSamples(operationId) ?? (await readSamples(sql, keyring, operationId));
    },
    async keepProbes(tx, operationId, probes, known) {
      if (known) inHand?.keepProbes({ ...known, state: 'extracted' }, probes);
      const sealed = keyring.seal(encodeProbes(probes), placeOf(operationId, 'probes'));
      await tx.query(
        `with ${DELETE_SAMPLES}, kept as (
           update hub.operations set probes = $2, state = 'extracted', updated_at = now()
           where operation_id = $1 and state in ('queued', 'extracted')
           returning operation_id
         )
         select hub.divide_search(operation_id) from kept`,
        [operationId, sealed],
      );
    },
    async probes(sql, operationId) {
      return openProbes(keyring, operationId, await readCell(sql, operationId, 'probes'));
    },
    async readWithProbes(sql, operationId) {
      const held = inHand?.takeProbes(operationId);
      if (held) return held;
      const [row] = await sql.query<OperationRow & { readonly probes: Buffer | null }>(
        `${READ_COLUMNS}, probes ${OF_OPERATION}`,
        [operationId],
      );
      return (
        row && { operation: toOperation(keyring, row), probes: openProbes(keyring, operationId, row.probes) }
      );
    },
    async keepGalleryAnswer(tx, operationId, answer) {
      await tx.query(
        `with ${DELETE_SHARD_ANSWERS}
         update hub.operations set gallery_answer = $2, state = 'searched', updated_at = now()
         where operation_id = $1 and state in ('queued', 'extracted', 'searched')`,
        [operationId, sealJson(keyring, placeOf(operationId, 'gallery_answer'), answer)],
      );
    },
    async galleryAnswer(sql, operationId) {
      const sealed = await readCell(sql, operationId, 'gallery_answer');
      return sealed
        ? openJson<GalleryAnswer>(keyring, placeOf(operationId, 'gallery_answer'), sealed)
        : undefined;
    },
    complete: (tx, operationId, result, request) =>
      close(
        tx,
        keyring,
        operationId,
        { state: 'completed', result: sealJson(keyring, placeOf(operationId, 'result'), result) },
        request,
      ),
    async end(tx, operationId, state, problem, options) {
      await (options?.keepForRetry
        ? keepFailed(tx, operationId, problem, options.shard)
        : close(tx, keyring, operationId, { state, problem }));
    },
    async forget(tx, operationId) {
      await tx.query('delete from hub.operations where operation_id = $1', [operationId]);
    },
    async stopDetections(tx, { system, subjectId }) {
      const rows = await tx.query<OperationRow>(
        `${READ_COLUMNS} from hub.operations
         where detected_system = $1 and detected_subject_id = $2 and kind = 'detect-links'
           and state in ('queued', 'extracted', 'searched')
         order by created_at, operation_id for update`,
        [system, subjectId],
      );
      if (rows.length === 0) return [];
      const stopped = rows.map((row) => toOperation(keyring, row));
      await tx.query('delete from hub.operations where operation_id = any($1::uuid[])', [
        stopped.map(({ operationId }) => operationId),
      ]);
      return stopped;
    },
    async postpone(tx, operationId, postponedMs) {
      // Where the relay looks for what nobody touched it does not even come by.
      await tx.query(
        `update hub.operations set (not_before, looked_at) =
           (select until, until from (select now() + $2 * interval '1 millisecond' as until) postponed)
         where operation_id = $1`,
        [operationId, postponedMs],
      );
    },
    postponed: countPostponed,
    revive,
    jobTerms,
    countKept,
    listKept,
    oldestKept,
    fates,
  };
}

type SealedColumn = 'request' | 'probes' | 'gallery_answer' | 'result';

const placeOf = (operationId: OperationId, column: SealedColumn): CellPlace =>
  `hub.operations.${column}:${operationId}`;

const samplePlace = (operationId: OperationId, index: number): CellPlace =>
  `hub.operation_samples.image:${operationId}/${index}`;

const DELETE_SAMPLES = 'gone as (delete from hub.operation_samples where operation_id = $1)';
const DELETE_SHARD_ANSWERS = 'merged as (delete from hub.operation_shard_answers where operation_id = $1)';

/** When it was created, where the operation is new. Waits for a transaction that is inserting the same key. */
async function insertRows(
  tx: Sql,
  { keyring, traceparent }: { readonly keyring: Keyring; readonly traceparent: string | undefined },
  { operationId, requester, request, samples, isBulk = false }: NewOperation,
  macs: ReturnType<typeof idempotencyMacs>,
): Promise<InsertedRow | undefined> {
  const compared = comparedSubject(request);
  const [row] = await tx.query<InsertedRow>(
    samples.length === 0 ? INSERT : insertWithSamples(samples.length),
    [
      operationId,
      request.kind,
      requester.authorityId,
      requester.authorityClass,
      requester.memberState,
      requester.purpose,
      macs?.key ?? null,
      macs?.content ?? null,
      sealJson(keyring, placeOf(operationId, 'request'), request),
      // Of an erasure alone: which shard's files have to be rid of it.
      request.kind === 'erase' ? request.system : null,
      request.kind === 'erase' ? request.subjectId : null,
      // Of a detection or comparison alone: whose erasure ends it.
      compared?.system ?? null,
      compared?.subjectId ?? null,
      serviceClassOf(requester, request, isBulk),
      requester.operatorId ?? null,
      traceparent ?? null,
      ...samples.flatMap(({ position, ppi, image, slap }, index) => [
        index,
        position,
        ppi ?? null,
        keyring.seal(image, samplePlace(operationId, index)),
        slap?.position ?? null,
        slap?.missing ?? null,
      ]),
    ],
  );
  return row;
}

type InsertedRow = Pick<OperationRow, 'created_at' | 'service_class'>;

/** As `read` would read it. */
function insertedOperation(
  { operationId, requester, request }: NewOperation,
  { created_at, service_class }: InsertedRow,
): Operation {
  const at = created_at.toISOString();
  return {
    operationId,
    requester,
    request,
    state: 'queued',
    serviceClass: service_class,
    createdAt: at,
    updatedAt: at,
  };
}

const INSERT = `insert into hub.operations (operation_id, kind, authority_id, authority_class, member_state, purpose,
    idempotency_mac, content_mac, request, gallery_key, detected_system, detected_subject_id, service_class,
    operator_id, traceparent)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, hub.gallery_key($10, $11), $12, $13, $14, $15, $16)
  on conflict (authority_id, idempotency_mac) where idempotency_mac is not null do nothing
  returning operation_id, created_at, service_class`;
const INSERT_PARAMETERS = 16;

const SAMPLE_TYPES = ['smallint', 'text', 'double precision', 'bytea', 'text', 'text[]'];

/** One parameter for each value: an image in an array would travel as text, twice as long. */
function insertWithSamples(count: number): string {
  const rows = Array.from({ length: count }, (_, row) => {
    const first = INSERT_PARAMETERS + row * SAMPLE_TYPES.length + 1;
    return `(${SAMPLE_TYPES.map((type, column) => `$${first + column}::${type}`).join()})`;
  });
  return `with operation as (${INSERT})
    insert into hub.operation_samples (operation_id, sample_index, position, ppi, image, slap, fingers_missing)
    select operation.operation_id, sample.* from operation, (values ${rows.join()}) sample
    returning (select created_at from operation), (select service_class from operation)`;
}

function comparedSubject(request: OperationRequest): { system: SystemId; subjectId: SubjectId } | undefined {
  const isCompared = request.kind === 'detect-links' || request.kind === 'compare-data-set';
  return isCompared && request.subjectId
    ? { system: request.system, subjectId: request.subjectId }
    : undefined;
}

async function findEarlier(
  tx: Sql,
  { authorityId }: Requester,
  macs: ReturnType<typeof idempotencyMacs>,
): Promise<{ kind: 'existing'; operationId: OperationId } | { kind: 'conflict' } | undefined> {
  const [row] = await tx.query<{ operation_id: OperationId; content_mac: Buffer }>(
    'select operation_id, content_mac from hub.operations where authority_id = $1 and idempotency_mac = $2',
    [authorityId, macs?.key ?? null],
  );
  if (!row) return undefined;
  return macs && row.content_mac.equals(macs.content)
    ? { kind: 'existing', operationId: row.operation_id }
    : { kind: 'conflict' };
}

const READ_COLUMNS = `select operation_id, kind, state, authority_id, authority_class, member_state, purpose, operator_id,
  request, result, problem, created_at, updated_at, service_class`;
const OF_OPERATION = 'from hub.operations where operation_id = $1';
const READ = `${READ_COLUMNS} ${OF_OPERATION}`;

type OperationRow = {
  readonly operation_id: OperationId;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly authority_id: string;
  readonly authority_class: Requester['authorityClass'];
  readonly member_state: string;
  readonly purpose: Requester['purpose'];
  readonly operator_id: string | null;
  readonly request: Buffer;
  readonly result: Buffer | null;
  readonly problem: OperationProblem | null;
  readonly service_class: ServiceClass;
  readonly created_at: Date;
  readonly updated_at: Date;
};

function toOperation(keyring: Keyring, row: OperationRow): Operation {
  const operationId = row.operation_id;
  return {
    operationId,
    requester: {
      authorityId: row.authority_id,
      authorityClass: row.authority_class,
      memberState: row.member_state,
      purpose: row.purpose,
      ...(row.operator_id === null ? {} : { operatorId: row.operator_id }),
    },
    request: openJson<OperationRequest>(keyring, placeOf(operationId, 'request'), row.request),
    state: row.state,
    serviceClass: row.service_class,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...(row.result === null
      ? {}
      : { result: openJson<unknown>(keyring, placeOf(operationId, 'result'), row.result) }),
    ...(row.problem === null ? {} : { problem: row.problem }),
  };
}

type SampleRow = {
  readonly sample_index: number;
  readonly position: SamplePosition;
  readonly ppi: number | null;
  readonly image: Buffer;
  readonly slap: SlapPosition | null;
  readonly fingers_missing: readonly FingerPosition[] | null;
};

async function readSamples(
  sql: Sql,
  keyring: Keyring,
  operationId: OperationId,
): Promise<OperationWithSamples | undefined> {
  const rows = await sql.query<OperationRow & (SampleRow | { readonly sample_index: null })>(
    `${READ_COLUMNS}, sample_index, position, ppi, image, slap, fingers_missing
     from hub.operations left join hub.operation_samples using (operation_id)
     where operation_id = $1 order by sample_index`,
    [operationId],
  );
  const [first] = rows;
  if (!first) return undefined;
  const samples = rows.flatMap((row) =>
    row.sample_index === null ? [] : [toSample(keyring, operationId, row)],
  );
  return { operation: toOperation(keyring, first), samples };
}

function toSample(keyring: Keyring, operationId: OperationId, row: SampleRow): AnySample {
  const { position } = row;
  const file = {
    image: keyring.open(row.image, samplePlace(operationId, row.sample_index)),
    ...(row.ppi === null ? {} : { ppi: row.ppi }),
  };
  if (isPalmPosition(position)) return { position, ...file };
  const slap = row.slap === null ? {} : { slap: { position: row.slap, missing: row.fingers_missing ?? [] } };
  return { position, ...file, ...slap };
}

function openProbes(keyring: Keyring, operationId: OperationId, sealed: Buffer | null | undefined) {
  return sealed ? decodeProbes(keyring.open(sealed, placeOf(operationId, 'probes'))) : [];
}

async function readCell(
  sql: Sql,
  operationId: OperationId,
  column: 'probes' | 'gallery_answer',
): Promise<Buffer | undefined> {
  const [row] = await sql.query<{ cell: Buffer | null }>(
    `select ${column} as cell from hub.operations where operation_id = $1`,
    [operationId],
  );
  return row?.cell ?? undefined;
}

type Ending = {
  readonly state: 'completed' | 'rejected' | 'failed';
  readonly result?: Uint8Array;
  readonly problem?: OperationProblem;
};

/**
 * Nothing is forgotten but that it goes on; `is_kept_for_retry` says so. A job of an earlier step may fail last: then it is of no
 * shard.
 */
async function keepFailed(
  tx: Sql,
  operationId: OperationId,
  problem: OperationProblem,
  shard = -1,
): Promise<void> {
  await tx.query(
    `update hub.operations set state = 'failed', problem = $2, is_kept_for_retry = true, updated_at = now(),
       failed_shard = case when queue = 'search' then $3 else -1 end
     where operation_id = $1 and state in ('queued', 'extracted', 'searched')`,
    [operationId, JSON.stringify(problem), shard],
  );
}

/** Writes the ending and forgets what it was made from. */
async function close(
  tx: Sql,
  keyring: Keyring,
  operationId: OperationId,
  ending: Ending,
  /** Of an operation the caller has read and locked. */
  known?: OperationRequest,
): Promise<void> {
  const place = placeOf(operationId, 'request');
  const request = known ?? (await lockRequest(tx, keyring, operationId));
  if (!request) return;
  const remains = withoutPersonalData(request);
  await tx.query(
    `with ${DELETE_SAMPLES}, ${DELETE_SHARD_ANSWERS}
     update hub.operations set state = $2, request = $3, result = $4, problem = $5, probes = null,
       gallery_answer = null, updated_at = now()
     where operation_id = $1 and state in ('queued', 'extracted', 'searched')`,
    [
      operationId,
      ending.state,
      sealJson(keyring, place, remains),
      ending.result ?? null,
      ending.problem ? JSON.stringify(ending.problem) : null,
    ],
  );
}

async function lockRequest(
  tx: Sql,
  keyring: Keyring,
  operationId: OperationId,
): Promise<OperationRequest | undefined> {
  const [row] = await tx.query<{ request: Buffer }>(
    `select request from hub.operations
     where operation_id = $1 and state in ('queued', 'extracted', 'searched') for update`,
    [operationId],
  );
  return row && openJson<OperationRequest>(keyring, placeOf(operationId, 'request'), row.request);
}

/** What an ended operation is still read for: its kind, systems, subject and what the answer says of its file. */
function withoutPersonalData(request: OperationRequest) {
  return {
    kind: request.kind,
    ...('system' in request ? { system: request.system } : { systems: request.systems }),
    ...('subjectId' in request && request.subjectId !== undefined ? { subjectId: request.subjectId } : {}),
    ...('capture' in request && request.capture !== undefined ? { capture: request.capture } : {}),
  };
}
