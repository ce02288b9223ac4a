import t from 'tap';
import type { OperationId, SubjectId } from '../domain/ids.js';
import { ERASURE_GROUNDS } from '../domain/law/erasure-grounds.js';
import { OperationalError } from '../platform/operational-error.js';
import {
  FAKE_IDENTITY,
  FAKE_SAMPLE,
  fakeEnrolment,
  fakeEntry,
  fakeRequester,
} from '../testing/fakes/fake-people.js';
import { createFakePorts, type FakePorts } from '../testing/fakes/fake-ports.js';
import { createHubWorkflows } from './create-hub-workflows.js';
import { createFailOperation } from './fail-operation.js';
import type { IdentifyRequest, OperationRequest, SearchSystemsRequest } from './ports/operations.js';

const BORDER = fakeRequester('border-authority');
const NOW = { waitMs: 0 };

const IDENTIFY: IdentifyRequest = {
  kind: 'identify',
  systems: ['ees'],
  candidatesMax: 10,
  falsePositiveIdentificationRate: 0.01,
};
const SEARCH: SearchSystemsRequest = { ...IDENTIFY, kind: 'search-systems', systems: ['ees', 'vis'] };

async function accepted(ports: FakePorts, request: OperationRequest, samples = [FAKE_SAMPLE]) {
  const outcome = await createHubWorkflows(ports).accept(BORDER, request, samples, NOW);
  if (outcome.kind !== 'accepted') throw new Error(`expected to be accepted, was ${outcome.kind}`);
  return outcome.operation;
}

t.test('an accepted request is kept, logged and handed to its first queue', async (t) => {
  const probe = { position: 'right-index', templateVersion: 'fake-1', quality: 80, views: [] } as const;
  const cases = [
    ['enrol', fakeEnrolment(), [FAKE_SAMPLE], 'extraction'],
    ['identify', IDENTIFY, [FAKE_SAMPLE], 'extraction'],
    [
      'search with samples',
      { ...SEARCH, document: { number: 'X', issuingCountry: 'PER' } },
      [FAKE_SAMPLE],
      'extraction',
    ],
    ['search by document', { ...SEARCH, document: { number: 'X', issuingCountry: 'PER' } }, [], 'federation'],
  ] as const;
  for (const [name, request, samples, queue] of cases) {
    const ports = createFakePorts();
    const { operationId, state } = await accepted(ports, request, [...samples]);
    t.equal(state, 'queued', name);
    t.same(ports.handedOver, [{ queue, operationId }], `${name}: ${queue}`);
    t.match(ports.state.log, [{ outcome: 'permitted', operationId }], `${name}: logged`);
  }
  const ports = createFakePorts();
  const outcome = await createHubWorkflows(ports).accept(BORDER, IDENTIFY, [], { ...NOW, probes: [probe] });
  t.match(outcome, { kind: 'accepted', operation: { state: 'extracted' } });
  t.match(ports.handedOver, [{ queue: 'search' }], "a peer's templates are searched at once");
});

t.test('access is decided before anything is kept', async (t) => {
  const cases = [
    ['a system the class may not identify in', IDENTIFY, 'hub-operator'],
    ['law enforcement has no direct access', IDENTIFY, 'law-enforcement-authority'],
    ['a named system among others', { ...SEARCH, systems: ['ees', 'ecris-tcn'] }, 'border-authority'],
    ['enrolling in a system of others', { ...fakeEnrolment(), system: 'eurodac' }, 'visa-authority'],
  ] as const;
  for (const [name, request, authorityClass] of cases) {
    const ports = createFakePorts();
    const requester = fakeRequester(authorityClass);
    const outcome = await createHubWorkflows(ports).accept(
      requester,
      request as OperationRequest,
      [FAKE_SAMPLE],
      NOW,
    );
    t.equal(outcome.kind, 'denied', name);
    t.equal(ports.state.operations.size, 0, `${name}: nothing kept`);
    t.match(ports.state.log, [{ outcome: 'denied' }], `${name}: logged`);
  }
});

t.test('a system kept elsewhere records for itself', async (t) => {
  const ports = createFakePorts();
  const ees = ports.adapters.get('ees')!;
  const adapters = new Map([...ports.adapters, ['ees' as const, { ...ees, location: 'remote' as const }]]);
  const hub = createHubWorkflows({ ...ports, adapters });
  t.match(await hub.accept(BORDER, fakeEnrolment(), [FAKE_SAMPLE], NOW), {
    kind: 'denied',
    reason: 'EES is kept by another hub: ask that one.',
  });
  t.match(await hub.accept(BORDER, SEARCH, [FAKE_SAMPLE], NOW), { kind: 'accepted' }, 'a search reaches it');
});

t.test('who asks for all systems gets those it may see and no trace of the others', async (t) => {
  const ports = createFakePorts();
  const all = ['ees', 'vis', 'etias', 'sis', 'ecris-tcn', 'eurodac'] as const;
  const { request } = await accepted(ports, {
    ...SEARCH,
    systems: all,
    document: { number: 'X', issuingCountry: 'PER' },
  });
  const systems = 'systems' in request ? request.systems : [];
  t.ok(systems.includes('ees'));
  t.notOk(systems.includes('ecris-tcn'));
});

t.test('an idempotency key means one operation', async (t) => {
  const ports = createFakePorts();
  const hub = createHubWorkflows(ports);
  const send = (request: OperationRequest) =>
    hub.accept(BORDER, request, [FAKE_SAMPLE], { ...NOW, idempotencyKey: 'key-1' });
  const first = await send(fakeEnrolment());
  const second = await send(fakeEnrolment());
  t.same(second, first);
  t.equal(ports.handedOver.length, 1);
  t.equal(ports.state.log.length, 2, 'an answer given again is logged again');
  t.same(await send(fakeEnrolment(fakeEntry('2026-09-02'))), { kind: 'idempotency-conflict' });
});

t.test('what failed and may pass goes on when it is sent again with its key, once', async (t) => {
  const ports = createFakePorts();
  const hub = createHubWorkflows(ports);
  const send = async (idempotencyKey: string) => {
    const outcome = await hub.accept(BORDER, fakeEnrolment(), [FAKE_SAMPLE], { ...NOW, idempotencyKey });
    return outcome.kind === 'accepted' ? outcome.operation : undefined;
  };
  const operationId = (await send('key-1'))!.operationId;
  const fail = (mayPass: boolean) =>
    createFailOperation(ports)(operationId, { code: 'system-unreachable', detail: 'away' }, { mayPass });
  await fail(true);
  t.match(await ports.operations.read(ports.unitOfWork.sql, operationId), { state: 'failed' });
  const again = await Promise.all([send('key-1'), send('key-1')]);
  t.match(again, [
    { operationId, state: 'queued', problem: undefined },
    { operationId, state: 'queued' },
  ]);
  t.same(ports.operated.ensured, [operationId], 'one job, however many repeat it');
  t.equal(ports.state.operations.size, 1);
  await fail(false);
  t.match(await send('key-1'), { operationId, state: 'failed' }, 'what lasts is answered as it was');
  t.equal(ports.operated.ensured.length, 1);
});

t.test(
  'what failed goes on by its key where new work is accepted, and stays as it is where not',
  async (t) => {
    const fakes = createFakePorts();
    let refusal: OperationalError | undefined;
    const ports = { ...fakes, admission: { refusal: () => refusal } };
    const hub = createHubWorkflows(ports);
    const send = async () => {
      const options = { ...NOW, idempotencyKey: 'key-1' };
      const outcome = await hub.accept(BORDER, fakeEnrolment(), [FAKE_SAMPLE], options);
      return outcome.kind === 'accepted' ? outcome.operation : undefined;
    };
    const { operationId } = (await send())!;
    refusal = new OperationalError('overloaded', 'Too much.', { retryAfterMs: 5_000 });
    t.match(await send(), { operationId, state: 'queued' }, 'what is under way is answered');
    const problem = { code: 'system-unreachable', detail: 'away' };
    await createFailOperation(ports)(operationId, problem, { mayPass: true });
    const logged = ports.state.log.length;
    await t.rejects(send(), { code: 'overloaded', retryAfterMs: 5_000 });
    t.match(await ports.operations.read(ports.unitOfWork.sql, operationId), { state: 'failed' });
    t.same([ports.operated.ensured, ports.state.log.length], [[], logged]);
    refusal = undefined;
    t.match(await send(), { operationId, state: 'queued' }, 'it was kept');
    await createFailOperation(ports)(operationId, problem, { mayPass: false });
    refusal = new OperationalError('overloaded', 'Too much.');
    t.match(await send(), { operationId, state: 'failed' }, 'what lasts is no work');
  },
);

t.test('an operation is shown to the authority that began it and to nobody else', async (t) => {
  const ports = createFakePorts();
  const { operationId } = await accepted(ports, IDENTIFY);
  const { readOperation } = createHubWorkflows(ports);
  t.ok(await readOperation(BORDER, operationId));
  t.equal(await readOperation(fakeRequester('border-authority', 'DEU'), operationId), undefined);
  t.equal(await readOperation(fakeRequester('visa-authority'), operationId), undefined);
  t.equal(await readOperation(BORDER, 'unknown' as OperationId), undefined);
});

async function withTraveller(ports: FakePorts, entryDate: string, name = 'subject-1') {
  const subjectId = name as SubjectId;
  const encounter = {
    system: 'ees' as const,
    subjectId,
    encounterId: `${name}-encounter` as never,
    memberState: 'AUT',
    encounterAt: `${entryDate}T10:00:00Z`,
  };
  await ports.subjects.insertEncounter(ports.unitOfWork.sql, {
    ...encounter,
    authorityId: 'AUT-border',
    samples: [],
    references: [],
  });
  await ports.adapters.get('ees')!.record(ports.unitOfWork.sql, {
    ...encounter,
    identity: FAKE_IDENTITY,
    facts: fakeEntry(entryDate),
  });
  return subjectId;
}

t.test('reading a subject', async (t) => {
  const ports = createFakePorts();
  const subjectId = await withTraveller(ports, '2026-09-01');
  const { readSubject } = createHubWorkflows(ports);
  t.match(await readSubject(BORDER, 'ees', subjectId), { kind: 'found', records: [{ subjectId }] });
  t.same(await readSubject(BORDER, 'ees', 'nobody' as SubjectId), { kind: 'not-found' });
  t.match(await readSubject(fakeRequester('hub-operator'), 'ees', subjectId), { kind: 'denied' });
  t.same(
    ports.state.log.map(({ outcome }) => outcome),
    ['permitted', 'permitted', 'denied'],
  );
});

t.test('erasure', async (t) => {
  const ports = createFakePorts();
  const subjectId = await withTraveller(ports, '2026-09-01');
  const { eraseSubject } = createHubWorkflows(ports);
  const german = fakeRequester('border-authority', 'DEU');
  t.match(await eraseSubject(german, 'ees', subjectId, NOW), { kind: 'denied' }, 'another Member State');
  t.equal(ports.state.records.length, 1, 'nothing erased');
  t.match(await eraseSubject(BORDER, 'ees', subjectId, NOW), {
    kind: 'erased',
    operation: { state: 'queued', request: { kind: 'erase', subjectId } },
  });
  t.same([ports.state.encounters, ports.state.records], [[], []]);
  t.match(ports.handedOver, [{ queue: 'erasure' }]);
  t.same(await eraseSubject(BORDER, 'ees', subjectId, NOW), { kind: 'not-found' }, 'a second time');
});

t.test('nobody erases what another Member State entered', async (t) => {
  const ports = createFakePorts();
  const subjectId = await withTraveller(ports, '2026-09-01');
  const [entry] = ports.state.records;
  await ports.adapters.get('ees')!.record(ports.unitOfWork.sql, { ...entry!, memberState: 'DEU' });
  t.match(await createHubWorkflows(ports).eraseSubject(BORDER, 'ees', subjectId, NOW), {
    kind: 'denied',
    reason: /Another Member State/,
  });
  t.equal(ports.state.records.length, 2, 'nothing erased');
});

t.test('on a ground of the law a state erases what others entered, in the EES alone', async (t) => {
  for (const ground of ERASURE_GROUNDS) {
    const ports = createFakePorts();
    const subjectId = await withTraveller(ports, '2026-09-01');
    const [entry] = ports.state.records;
    await ports.adapters.get('ees')!.record(ports.unitOfWork.sql, { ...entry!, memberState: 'DEU' });
    const { eraseSubject } = createHubWorkflows(ports);
    const french = fakeRequester('border-authority', 'FRA');
    t.match(await eraseSubject(french, 'ees', subjectId, NOW), { kind: 'denied' }, 'without a ground');
    t.match(
      await eraseSubject(fakeRequester('visa-authority', 'FRA'), 'ees', subjectId, { ...NOW, ground }),
      { kind: 'denied' },
      'without the right',
    );
    t.match(
      await eraseSubject(fakeRequester('visa-authority', 'FRA'), 'vis', subjectId, { ...NOW, ground }),
      { kind: 'denied', reason: /VIS.*no article/ },
    );
    t.equal(ports.state.records.length, 2, 'nothing erased');
    t.match(await eraseSubject(french, 'ees', subjectId, { ...NOW, ground, reference: 'FR-7' }), {
      kind: 'erased',
      operation: { state: 'queued', request: { kind: 'erase', subjectId } },
    });
    t.same([ports.state.encounters, ports.state.records], [[], []]);
    t.match(ports.state.log.at(-1), {
      ...{ right: 'erase', outcome: 'permitted', subjectId },
      ...{ result: ground, reference: 'FR-7' },
    });
    t.equal(ports.state.log[0]?.result, undefined, 'no ground was given');
  }
});

t.test('erasure that cannot be completed erases nothing', async (t) => {
  const ports = createFakePorts();
  const subjectId = await withTraveller(ports, '2026-09-01');
  const broken = { ...ports, outbox: { ...ports.outbox, insert: () => Promise.reject(new Error('away')) } };
  await t.rejects(createHubWorkflows(broken).eraseSubject(BORDER, 'ees', subjectId, NOW), /away/);
  t.equal(ports.state.records.length, 1);
  t.equal(ports.state.encounters.length, 1);
});

t.test('the list of overstayers', async (t) => {
  const ports = createFakePorts();
  await withTraveller(ports, '2026-09-01', 'a-in-time');
  for (const name of ['b', 'c', 'd']) await withTraveller(ports, '2026-03-01', name);
  const { listOverstayers } = createHubWorkflows(ports);
  const first = await listOverstayers(BORDER, { limit: 2 });
  t.match(first, {
    kind: 'listed',
    asOf: '2026-09-21',
    overstayers: [
      { subjectId: 'b', flag: { kind: 'overstay', facts: { since: '2026-05-30' } } },
      { subjectId: 'c' },
    ],
    next: 'c',
  });
  const second = await listOverstayers(BORDER, { limit: 2, after: 'c' as SubjectId });
  t.match(second, { overstayers: [{ subjectId: 'd' }] });
  t.notOk('next' in second, 'the last page says so');
  for (const authorityClass of ['hub-operator', 'etias-central-unit'] as const) {
    const memberState = authorityClass === 'etias-central-unit' ? 'EUE' : 'AUT';
    const requester = fakeRequester(authorityClass, memberState);
    t.match(await listOverstayers(requester, { limit: 2 }), { kind: 'denied' }, authorityClass);
  }
});
