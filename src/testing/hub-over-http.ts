/** Requests of authorities to a hub with a real store, each carried out at once: for tests of an operation end to end. */
import type { AuthorityClass } from '../domain/authorities.js';
import type { EncounterId, OperationId, SubjectId } from '../domain/ids.js';
import type { Position } from '../domain/positions.js';
import type { AnyFacts } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { createEraseByDate } from '../workflows/erase-by-date.js';
import { createEraseExpired } from '../workflows/erase-expired.js';
import { createExtractSamples } from '../workflows/extract-samples.js';
import { createNoteDeletedCauses } from '../workflows/note-deleted-causes.js';
import type { Operation } from '../workflows/ports/operations.js';
import { createSweepCalendar } from '../workflows/sweep-calendar.js';
import { createSweepOverstays } from '../workflows/sweep-overstays.js';
import type { StoreApp } from './http-store-app.js';
import { bearer, pngHeader } from './http-test-app.js';

const DAY_MS = 24 * 60 * 60 * 1000;

export type Answer = {
  readonly status: number;
  readonly body: Record<string, never> & { [key: string]: unknown };
};

/** `url` with a body is a POST. */
export async function ask(
  { app }: StoreApp,
  as: AuthorityClass,
  url: string,
  options: { readonly body?: object; readonly method?: 'DELETE'; readonly state?: string } = {},
): Promise<Answer> {
  const { body, method, state } = options;
  const headers = await bearer(
    as,
    state === undefined ? {} : { claims: { member_state: state, sub: `${state}-${as}` } },
  );
  const response = await app.inject({
    url,
    headers,
    method: method ?? (body ? 'POST' : 'GET'),
    ...(body ? { payload: body } : {}),
  });
  return { status: response.statusCode, body: response.body === '' ? {} : response.json() };
}

export type Enrolment = {
  readonly as: AuthorityClass;
  readonly state?: string;
  readonly system: SystemId;
  readonly facts: AnyFacts | Readonly<Record<string, unknown>>;
  readonly identity?: Readonly<Record<string, unknown>>;
  readonly travelDocument?: Readonly<Record<string, unknown>>;
  /** Noon of today where nothing is said. */
  readonly encounterAt?: string;
  readonly subjectId?: SubjectId;
  readonly positions?: readonly Position[];
};

export type Enrolled = {
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  readonly operation: Operation;
};

export const PERSON = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: '1990-05-06',
  sex: 'female',
  nationalities: ['PER'],
} as const;

/** Sends the request, does the work, and returns what became of it; a refusal at the edge is an error of the test. */
export async function enrol(hub: StoreApp, enrolment: Enrolment): Promise<Enrolled> {
  const operation = await tryEnrol(hub, enrolment);
  if ('status' in operation || operation.state !== 'completed') {
    throw new Error(`not enrolled: ${JSON.stringify('status' in operation ? operation : operation.problem)}`);
  }
  const { subjectId, encounterId } = operation.result as { subjectId: SubjectId; encounterId: EncounterId };
  return { subjectId, encounterId, operation };
}

export async function tryEnrol(hub: StoreApp, enrolment: Enrolment): Promise<Operation | Answer> {
  const { as, state, system, facts, identity, travelDocument, subjectId, positions = [] } = enrolment;
  const answer = await ask(hub, as, `/v1/systems/${system}/encounters`, {
    ...(state === undefined ? {} : { state }),
    body: {
      ...(subjectId === undefined ? {} : { subjectId }),
      encounterAt: enrolment.encounterAt ?? `${hub.time.today}T12:00:00Z`,
      identity: identity ?? PERSON,
      ...(travelDocument ? { travelDocument } : {}),
      facts,
      ...(positions.length === 0
        ? {}
        : {
            samples: positions.map((position) => ({
              position,
              image: pngHeader().toString('base64'),
              ...(position === 'face' ? {} : { ppi: 500 }),
            })),
          }),
    },
  });
  if (answer.status !== 202) return answer;
  const operationId = answer.body['operationId'] as unknown as OperationId;
  await createExtractSamples(hub.ports)(operationId, AbortSignal.timeout(10_000));
  return (await hub.ports.operations.read(hub.unitOfWork.sql, operationId))!;
}

/** The background work of every day from tomorrow to `days` later, as the hub does it once a minute. */
export async function passDays(hub: StoreApp, days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    hub.time.nowMs += DAY_MS;
    hub.time.today = new Date(hub.time.nowMs).toISOString().slice(0, 10);
    await doBackgroundWork(hub);
  }
}

export async function goTo(hub: StoreApp, day: string): Promise<void> {
  hub.time.nowMs = Date.parse(`${day}T12:00:00Z`);
  hub.time.today = day;
  await doBackgroundWork(hub);
}

export async function doBackgroundWork({ ports }: StoreApp): Promise<void> {
  const sweeps = [
    createSweepOverstays(ports),
    createNoteDeletedCauses(ports),
    createSweepCalendar(ports),
    createEraseExpired(ports),
    createEraseByDate(ports),
  ];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let done = 0;
    for (const sweep of sweeps) done += await sweep();
    if (done === 0) return;
  }
  throw new Error('the background work does not come to an end');
}

const ROUNDS_MAX = 50;
