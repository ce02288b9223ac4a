/** A history says of itself whether it is whole: what is kept elsewhere, what is on other pages, what nobody followed. */
import t from 'tap';
import type { EncounterId, LinkId, SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { FAKE_IDENTITY, fakeEntry, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts, type FakePorts } from '../testing/fakes/fake-ports.js';
import { createReadPersonHistory, type ReadHistoryOutcome } from './read-person-history.js';

/** Reads EES, VIS and ETIAS. */
const UNIT = fakeRequester('etias-national-unit');

const id = (place: number) => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}` as SubjectId;

function record(system: SystemId, place: number): SystemRecord {
  const facts =
    system === 'ees'
      ? fakeEntry('2026-09-01')
      : ({
          kind: 'visa-application',
          applicationNumber: `A${place}`,
          applicationDate: localDate('2026-08-01'),
          outcome: 'pending',
        } as const);
  return {
    system,
    subjectId: id(place),
    encounterId: `encounter ${place}` as EncounterId,
    memberState: 'AUT',
    encounterAt: '2026-09-01T10:00:00Z',
    identity: FAKE_IDENTITY,
    facts,
  };
}

/** File 1 in the EES and `linked` in the systems named, each with a white link to the one before. */
function open(linked: readonly SystemId[], elsewhere: readonly SystemId[] = []) {
  const ports = createFakePorts();
  const systems = ['ees', ...linked] as const;
  ports.state.records = systems
    .map((system, index) => record(system, index + 1))
    .filter(({ system }) => !elsewhere.includes(system));
  ports.state.links = linked.map((system, index) => ({
    linkId: `link ${index}` as LinkId,
    dataSets: [
      { system: systems[index]!, subjectId: id(index + 1) },
      { system, subjectId: id(index + 2) },
    ],
    colour: 'white',
    relation: { biometrics: 'same', identity: 'same', document: 'absent' },
    citation: '(EU) 2019/817 Art 33',
    responsible: { memberState: 'AUT', authorityClasses: ['border-authority'] },
    origin: 'automatic',
    createdAt: '2026-09-01T10:00:00Z',
    updatedAt: '2026-09-01T10:00:00Z',
  }));
  const remote = elsewhere.map((system) => {
    const adapter = { ...ports.adapters.get(system)!, location: 'remote' as const };
    return [
      system,
      { ...adapter, read: () => Promise.reject(new Error('a remote system is not read')) },
    ] as const;
  });
  return { ...ports, adapters: new Map([...ports.adapters, ...remote]) } satisfies FakePorts;
}

type Read = Extract<ReadHistoryOutcome, { readonly kind: 'read' }>;

async function history(ports: FakePorts, after?: string, place = 1): Promise<Read> {
  const start = { system: 'ees', subjectId: id(place) } as const;
  const outcome = await createReadPersonHistory(ports)(UNIT, start, after === undefined ? {} : { after });
  if (outcome.kind !== 'read') throw new Error(outcome.kind);
  return outcome;
}

t.test('everything is here', async (t) => {
  const whole = await history(open(['vis']));
  t.match(whole, {
    filesTotal: 2,
    notRead: [],
    overflow: false,
    events: [{ system: 'vis' }, { system: 'ees' }],
  });
  t.notOk('next' in whole);
});

t.test('a system of another hub is named, with the files that links lead to, and not read', async (t) => {
  const part = await history(open(['vis', 'ees', 'vis'], ['vis']));
  t.same(
    part.files.map(({ subjectId }) => subjectId),
    [id(1), id(3)],
    'links are followed through it',
  );
  t.same(part.notRead, [{ system: 'vis', reason: 'kept-by-another-hub', subjectIds: [id(2), id(4)] }]);
  t.equal(part.filesTotal, 2);
  t.same(
    (await history(open([], ['etias']))).notRead,
    [{ system: 'etias', reason: 'kept-by-another-hub', subjectIds: [] }],
    'also where no link leads there: it may hold what nobody has linked',
  );
});

t.test('a system the authority may not read leaves no trace, wherever it is kept', async (t) => {
  for (const elsewhere of [[], ['sis']] as const) {
    const ports = open(['sis', 'vis'], elsewhere);
    const told = await history(ports);
    t.match(told, { filesTotal: 1, notRead: [], overflow: false });
    t.notMatch(JSON.stringify(told), /sis|vis|000[23]/, 'nor is what only its links lead to: Art 26(3)');
    const direct = open(['vis', 'sis'], elsewhere);
    t.match(await history(direct), { filesTotal: 2, files: [{ system: 'ees' }, { system: 'vis' }] });
    const many = open(['vis', ...Array.from({ length: LIMITS.historyFilesMax + 1 }, () => 'sis' as const)]);
    t.match(await history(many), { overflow: false, filesTotal: 2 }, 'not in what does not fit either');
  }
});

t.test('a file of another hub is asked for there', async (t) => {
  const ports = open(['vis'], ['vis']);
  const outcome = await createReadPersonHistory(ports)(UNIT, { system: 'vis', subjectId: id(2) });
  t.match(outcome, { kind: 'denied', reason: 'VIS is kept by another hub: ask that one.' });
  t.match(ports.state.log, [{ right: 'person-history', outcome: 'denied', systems: ['vis'] }]);
});

t.test('more files than a page come in pages, each once', async (t) => {
  const page = LIMITS.historyFilesPage;
  const exact = open(Array.from({ length: page - 1 }, () => 'vis'));
  t.notOk('next' in (await history(exact)), 'as many as a page has');
  const ports = open(Array.from({ length: 2 * page + 1 }, () => 'vis'));
  const seen: string[] = [];
  let after: string | undefined;
  const sizes: number[] = [];
  do {
    const told = await history(ports, after);
    t.equal(told.filesTotal, 2 * page + 2);
    t.equal(told.events.length, told.files.length, 'the events of its files');
    seen.push(...told.files.map(({ subjectId }) => subjectId));
    sizes.push(told.files.length);
    after = told.next;
  } while (after !== undefined);
  t.same(sizes, [page, page, 2]);
  t.equal(new Set(seen).size, 2 * page + 2);
  t.equal(seen[0], id(1), 'the file that was asked for leads');
});

t.test('links are followed to an end that is told', async (t) => {
  const limit = LIMITS.historyFilesMax;
  const most = await history(open(Array.from({ length: limit }, () => 'vis')));
  t.match(most, { overflow: false, filesTotal: limit + 1 });
  const more = await history(open(Array.from({ length: limit + 1 }, () => 'vis')));
  t.match(more, { overflow: true, filesTotal: limit + 1 });
});
