/** Detection over the real systems: names of several scripts, dates that are not wholly known, clocks, data that change. */
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { IdentityData } from '../domain/identity-data.js';
import type { EncounterId, OperationId, SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { AnyFacts, SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { newEncounter } from '../testing/store-fixtures.js';
import type { Operation } from './ports/operations.js';
import { createQuerySystems } from './query-systems.js';
import { startDetection } from './start-detection.js';

const FACTS: Readonly<Record<'ees' | 'sis', AnyFacts>> = {
  ees: { kind: 'entry', entryDate: localDate('2026-03-01'), borderCrossingPoint: 'Vienna' },
  sis: {
    kind: 'alert',
    alertKind: 'refusal-of-entry',
    issuedOn: localDate('2026-01-01'),
    reviewBy: localDate('2028-01-01'),
    actionToBeTaken: 'refuse',
  },
};
const IDENTITY: IdentityData = {
  surnames: ['Shcherbakova'],
  givenNames: ['Maria'],
  dateOfBirth: localDate('1990-05-06'),
  sex: 'female',
  nationalities: ['UKR'],
};

async function entered(
  hub: StoreApp,
  system: 'ees' | 'sis',
  identity: Partial<IdentityData>,
  options: {
    readonly subjectId?: SubjectId;
    readonly at?: string;
    readonly number?: string;
    readonly facts?: AnyFacts;
    /** With fingerprints, which match nobody's. */
    readonly fingers?: boolean;
  } = {},
): Promise<SystemRecord> {
  const { encounter } = newEncounter({
    system,
    ...(options.subjectId ? { subjectId: options.subjectId } : {}),
  });
  const record: SystemRecord = {
    system: system as SystemId,
    subjectId: encounter.subjectId,
    encounterId: encounter.encounterId as EncounterId,
    memberState: 'AUT',
    encounterAt: options.at ?? '2026-03-01T10:00:00Z',
    identity: { ...IDENTITY, ...identity },
    travelDocument: { kind: 'passport', number: options.number ?? 'P1234567', issuingCountry: 'UKR' },
    facts: options.facts ?? FACTS[system],
  };
  await hub.unitOfWork.transaction(async (tx) => {
    // Without references: what is compared is identity and document.
    const samples = options.fingers ? encounter.samples : [];
    await hub.ports.subjects.insertEncounter(tx, { ...encounter, samples, references: [] });
    await hub.ports.adapters.get(system)!.record(tx, record);
  });
  return record;
}

async function detect(
  hub: StoreApp,
  record: SystemRecord,
  authorityClass: AuthorityClass,
): Promise<Operation> {
  const before = new Set(hub.fakes.state.operations.keys());
  const requester = fakeRequester(authorityClass);
  await hub.unitOfWork.transaction((tx) => startDetection(hub.ports, tx, { requester, record }));
  const [operationId] = [...hub.fakes.state.operations.keys()].filter((each) => !before.has(each));
  await createQuerySystems(hub.ports)(operationId as OperationId, AbortSignal.timeout(60_000));
  return hub.fakes.state.operations.get(operationId as OperationId)!.operation;
}

const linksOf = ({ ports, unitOfWork }: StoreApp, record: SystemRecord) =>
  ports.identityLinks.ofDataSets(unitOfWork.sql, [record]);

t.test('one person in two scripts, with one passport: white, and the rule is in the log', async (t) => {
  const hub = await openStoreApp(t);
  for (const [surname, likeness] of [
    ['Щербакова', 'similar'],
    ['Shcherbakova', 'same'],
    ['Σχερμπακόβα', 'different'],
  ] as const) {
    const number = `P-${surname}`;
    const alert = await entered(hub, 'sis', {}, { number });
    const file = await entered(hub, 'ees', { surnames: [surname] }, { number });
    await detect(hub, file, 'border-authority');
    const links = (await linksOf(hub, file)).filter(({ dataSets }) =>
      dataSets.some(({ subjectId }) => subjectId === alert.subjectId),
    );
    t.match(
      links,
      [
        {
          colour: likeness === 'different' ? 'yellow' : 'white',
          relation: { identity: likeness, document: 'same' },
        },
      ],
      surname,
    );
    const [event] = await hub.ports.identityLinks.history(hub.unitOfWork.sql, links[0]!.linkId);
    t.same(event?.similarBy, likeness === 'similar' ? ['transliteration'] : [], `${surname}: which rule`);
  }
  t.match(
    await hub.ports.metrics.similarityRules.get(),
    { values: [{ labels: { rule: 'transliteration' }, value: 1 }] },
    'counted',
  );
});

t.test('the clock of twelve hours is that of a guard, at a yellow link', async (t) => {
  const hub = await openStoreApp(t);
  const other = { surnames: ['Muster'], dateOfBirth: localDate('1971-01-30') };
  for (const [authorityClass, hasClock] of [
    ['border-authority', true],
    ['immigration-authority', false],
  ] as const) {
    await entered(hub, 'sis', other, { number: authorityClass });
    const file = await entered(hub, 'ees', {}, { number: authorityClass });
    await detect(hub, file, authorityClass);
    const [link] = await linksOf(hub, file);
    t.equal(link?.colour, 'yellow');
    t.equal(
      link?.verifyBy,
      hasClock ? new Date(hub.time.nowMs + 12 * 3_600_000).toISOString() : undefined,
      authorityClass,
    );
  }
});

t.test('data that change: the link follows, and goes when nothing agrees any more', async (t) => {
  const hub = await openStoreApp(t);
  await entered(hub, 'sis', {});
  const file = await entered(hub, 'ees', {});
  await detect(hub, file, 'border-authority');
  t.equal((await linksOf(hub, file))[0]?.colour, 'white');
  const { subjectId } = file;
  const married = await entered(
    hub,
    'ees',
    { surnames: ['Muster'] },
    { subjectId, at: '2026-04-01T10:00:00Z' },
  );
  await detect(hub, married, 'border-authority');
  const [yellow] = await linksOf(hub, file);
  t.equal(yellow?.colour, 'yellow', 'judged anew by the newest identity');
  const log = await hub.ports.identityLinks.history(hub.unitOfWork.sql, yellow!.linkId);
  t.same(
    log.map(({ event, colour }) => `${event} ${colour}`),
    ['detected white', 'changed yellow'],
  );
});

t.test('the document of an erased record counts no more', async (t) => {
  const hub = await openStoreApp(t);
  await entered(hub, 'sis', {}, { number: 'P-wrong' });
  const file = await entered(hub, 'ees', {}, { number: 'P-wrong' });
  await detect(hub, file, 'border-authority');
  t.match(await linksOf(hub, file), [{ relation: { identity: 'same', document: 'same' } }]);
  const { subjectId, encounterId } = file;
  const amended = (change: 'completion' | 'erasure', on: string) =>
    entered(
      hub,
      'ees',
      {},
      {
        subjectId,
        at: `${on}T10:00:00Z`,
        number: 'P-right',
        facts: {
          kind: 'amendment',
          change,
          amendedOn: localDate(on),
          place: 'Vienna',
          concerns: encounterId,
        },
      },
    );
  await detect(hub, await amended('completion', '2026-04-01'), 'border-authority');
  t.match(await linksOf(hub, file), [{ relation: { document: 'same' } }], 'completed: it counts');
  await detect(hub, await amended('erasure', '2026-04-02'), 'border-authority');
  t.same(
    await linksOf(hub, file),
    [],
    'erased: with the right one alone, a name and a date of birth are no link',
  );
});

t.test('a date of birth of which the year is known is found by a whole one', async (t) => {
  const hub = await openStoreApp(t);
  const known = await entered(hub, 'sis', { dateOfBirth: localDate('1990-01-01'), dateOfBirthKnown: 'year' });
  const adapter = hub.ports.adapters.get('sis')!;
  const ask = async (dateOfBirth: string) => {
    const { hits } = await adapter.query(
      {
        requester: fakeRequester('sirene-bureau'),
        candidates: [],
        probes: [],
        falsePositiveIdentificationRate: 0,
        identity: { surname: 'Shcherbakova', dateOfBirth: localDate(dateOfBirth) },
      },
      AbortSignal.timeout(10_000),
    );
    return hits.map(({ subjectId }) => subjectId);
  };
  t.same(await ask('1990-05-06'), [known.subjectId]);
  t.same(await ask('1991-05-06'), []);
  const [record] = await adapter.read(hub.unitOfWork.sql, known.subjectId);
  t.equal(record?.identity.dateOfBirthKnown, 'year', 'and kept as it was said');
});

t.test('a name that is an alias of the other is found, whichever of the two comes last', async (t) => {
  const hub = await openStoreApp(t);
  const known = { surnames: ['Smith'], givenNames: ['Jane'], otherNames: ['Rivera', 'Ana'] };
  for (const [index, [first, second]] of [
    [known, { surnames: ['Rivera'], givenNames: ['Ana'] }],
    [{ surnames: ['Rivera'], givenNames: ['Ana'] }, known],
    [known, { surnames: ['Rivera'], givenNames: ['Jane'] }],
    [{ surnames: ['Rivera'], givenNames: ['Jane'] }, known],
    [known, { surnames: ['Rivera'], givenNames: ['Rosa'] }],
    [{ surnames: ['Rivera'], givenNames: ['Rosa'] }, known],
  ].entries()) {
    const dateOfBirth = localDate(`1990-05-${10 + index}`);
    const file = await entered(
      hub,
      'ees',
      { ...first, dateOfBirth },
      { number: `P-${index}`, fingers: true },
    );
    const alert = await entered(
      hub,
      'sis',
      { ...second, dateOfBirth },
      { number: `S-${index}`, fingers: true },
    );
    await detect(hub, alert, 'sirene-bureau');
    const isSame = index < 4;
    t.match(
      (await linksOf(hub, file)).map(({ colour, relation }) => [colour, relation.identity]),
      isSame ? [['yellow', 'same']] : [],
      `${index}`,
    );
  }
});

t.test(
  'everybody of one name and birthday is compared, however many; too many are said and end',
  async (t) => {
    const hub = await openStoreApp(t);
    const { sql } = hub.unitOfWork;
    const first = await entered(hub, 'ees', {}, { fingers: true });
    const many = async (count: number) => {
      await sql.query(
        `with made as (
         insert into hub.subjects (system, subject_id, member_state)
         select 'ees', gen_random_uuid(), 'AUT' from generate_series(1, $1) returning subject_id
       ), encounter as (
         insert into hub.encounters (encounter_id, system, subject_id, member_state, authority_id, encounter_at)
         select gen_random_uuid(), 'ees', subject_id, 'AUT', 'authority', now() from made returning encounter_id
       ), sample as (
         insert into hub.samples (sample_id, encounter_id, position, media_type, width_px, height_px, image)
         select gen_random_uuid(), encounter_id, 'right-index', 'image/png', 1, 1, '' from encounter
       )
       insert into ees.records select (jsonb_populate_record(record, jsonb_build_object(
         'subject_id', made.subject_id, 'encounter_id', gen_random_uuid()))).*
       from ees.records record, made where record.subject_id = $2`,
        [count, first.subjectId],
      );
    };
    await many(LIMITS.systemHitsMax + 9);
    // Born the same day, and named otherwise: no name of theirs is judged.
    await sql.query(
      `insert into ees.records select (jsonb_populate_record(record, jsonb_build_object('subject_id', gen_random_uuid(),
       'encounter_id', gen_random_uuid(), 'surnames', array['Soto'], 'surname_forms', array['SOTO']))).*
     from ees.records record, generate_series(1, $1) where record.subject_id = $2`,
      [LIMITS.systemSimilarRowsMax, first.subjectId],
    );
    const alert = await entered(hub, 'sis', {}, { number: 'S-1', fingers: true });
    const judged = async (record: SystemRecord) => {
      const operation = await detect(hub, record, 'sirene-bureau');
      return { complete: (operation.result as { complete: boolean }).complete, state: operation.state };
    };
    t.same(await judged(alert), { complete: true, state: 'completed' });
    t.equal((await linksOf(hub, alert)).length, LIMITS.systemHitsMax + 10);
    const incomplete = async () =>
      (await hub.ports.metrics.flags.get()).values.find(
        ({ labels }) => labels['flag'] === 'detection-incomplete',
      )?.value;
    t.equal(await incomplete(), 0);
    const logged = () =>
      sql.query(`select distinct subject_id as "subjectId", systems from hub.access_log
      where access_right = 'link-detection' and result like 'too many found%'`);
    t.same(await logged(), []);
    const elsewhere = { surnames: ['Soto'], dateOfBirth: localDate('1980-01-02') };
    const namesake = await entered(hub, 'ees', elsewhere);
    await sql.query(
      `insert into ees.records select (jsonb_populate_record(record, jsonb_build_object('subject_id', gen_random_uuid(),
       'encounter_id', gen_random_uuid()))).*
     from ees.records record, generate_series(1, $2) where record.subject_id = $1`,
      [namesake.subjectId, LIMITS.systemWholeHitsMax],
    );
    const other = await entered(hub, 'sis', elsewhere, { number: 'S-2' });
    t.same(
      await judged(other),
      { complete: false, state: 'completed' },
      'it would find as many the next time',
    );
    t.equal(await incomplete(), 1);
    t.same(await logged(), [{ subjectId: other.subjectId, systems: ['ees'] }]);
  },
);
