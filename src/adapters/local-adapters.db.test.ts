import t from 'tap';
import type { Requester } from '../domain/authorities.js';
import type { IdentityData, IdentityQuery, TravelDocument } from '../domain/identity-data.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { Position } from '../domain/positions.js';
import type { SystemFactsOf, SystemRecord } from '../domain/system-record.js';
import { SYSTEMS, type SystemId, systemFacts } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { Candidate } from '../workflows/ports/gallery.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { FoundBy, SystemAdapter, SystemQuery } from '../workflows/ports/systems.js';
import { searchEverybody } from './alphanumeric-search.js';
import { createRefreshSearchForms } from './refresh-search-forms.js';
import { createAdapters, RECORD_TABLES } from './registry.js';
import { SEARCH_FORMS_VERSION } from './search-forms.js';

const FACTS: { readonly [S in SystemId]: readonly SystemFactsOf[S][] } = {
  ees: [
    {
      kind: 'entry',
      entryDate: localDate('2026-01-10'),
      borderCrossingPoint: 'HUN-ROSZKE',
      visa: { stickerNumber: 'V0000001', validUntil: localDate('2026-06-30'), durationDays: 90 },
    },
    { kind: 'entry', entryDate: localDate('2026-03-01'), borderCrossingPoint: 'HUN-ROSZKE' },
    { kind: 'exit', exitDate: localDate('2026-03-02'), borderCrossingPoint: 'AUT-VIE' },
    {
      kind: 'refusal',
      refusalDate: localDate('2026-04-01'),
      borderCrossingPoint: 'AUT-VIE',
      grounds: ['A', 'F'],
    },
    {
      kind: 'entry',
      entryDate: localDate('2026-05-01'),
      borderCrossingPoint: 'Vienna airport',
      visa: {
        stickerNumber: 'V0000002',
        validFrom: localDate('2026-04-01'),
        validUntil: localDate('2026-06-30'),
        durationDays: 15,
        entries: 'double',
        limitedTerritorialValidity: true,
      },
      freeMovement: false,
      fallback: true,
      startedInside: true,
    },
    {
      kind: 'entry',
      entryDate: localDate('2026-06-01'),
      borderCrossingPoint: 'Vienna airport',
      travelAuthorisation: {
        applicationNumber: 'ETA-1',
        validUntil: localDate('2028-06-01'),
        limitedTerritorialValidity: true,
      },
    },
    {
      kind: 'exit',
      exitDate: localDate('2026-06-10'),
      borderCrossingPoint: 'Vienna airport',
      visa: { stickerNumber: 'V0000003', validUntil: localDate('2026-06-30'), durationDays: 15 },
      fallback: false,
    },
    {
      kind: 'stay-decision',
      decision: 'revocation',
      decidedOn: localDate('2026-06-05'),
      place: 'Vienna',
      endsOn: localDate('2026-06-12'),
      stickerNumber: 'V0000004',
      grounds: ['return decision'],
      concerns: uuid(105) as EncounterId,
    },
    { kind: 'stay-decision', decision: 'extension', decidedOn: localDate('2026-06-05'), place: 'Vienna' },
    {
      kind: 'rebuttal',
      rebuttedOn: localDate('2026-06-20'),
      place: 'Vienna',
      concerns: uuid(105) as EncounterId,
      shows: 'exit',
      exitDate: localDate('2026-06-11'),
    },
    {
      kind: 'rebuttal',
      rebuttedOn: localDate('2026-06-20'),
      place: 'Vienna',
      concerns: uuid(105) as EncounterId,
      shows: 'serious-event',
      endsOn: localDate('2026-06-18'),
    },
    {
      kind: 'rebuttal',
      rebuttedOn: localDate('2026-06-20'),
      place: 'Vienna',
      concerns: uuid(105) as EncounterId,
      shows: 'right-to-stay',
    },
    {
      kind: 'amendment',
      amendedOn: localDate('2026-06-21'),
      place: 'Vienna',
      concerns: uuid(105) as EncounterId,
      change: 'erasure',
    },
    {
      kind: 'amendment',
      amendedOn: localDate('2026-06-22'),
      place: 'Vienna',
      concerns: uuid(105) as EncounterId,
      change: 'rectification',
      eventDate: localDate('2026-06-19'),
      endsOn: localDate('2026-06-30'),
    },
  ],
  vis: [
    {
      kind: 'visa-application',
      applicationNumber: 'APP-1',
      applicationDate: localDate('2025-12-01'),
      outcome: 'pending',
    },
    {
      kind: 'visa-application',
      applicationNumber: 'APP-2',
      applicationDate: localDate('2025-12-02'),
      outcome: 'issued',
      visa: {
        stickerNumber: 'V0000001',
        validFrom: localDate('2026-01-01'),
        validUntil: localDate('2026-06-30'),
        durationDays: 90,
        entries: 'multiple',
      },
    },
  ],
  etias: [
    {
      kind: 'travel-authorisation',
      applicationNumber: 'ETA-1',
      applicationDate: localDate('2026-02-01'),
      outcome: 'issued',
      validUntil: localDate('2029-02-01'),
    },
    {
      kind: 'travel-authorisation',
      applicationNumber: 'ETA-2',
      applicationDate: localDate('2026-02-02'),
      outcome: 'refused',
    },
  ],
  sis: [
    {
      kind: 'alert',
      alertKind: 'refusal-of-entry',
      issuedOn: localDate('2025-05-05'),
      reviewBy: localDate('2028-05-05'),
      actionToBeTaken: 'refuse entry',
    },
  ],
  'ecris-tcn': [{ kind: 'conviction-index', convictingMemberState: 'BEL', referenceCode: 'BEL-77' }],
  eurodac: [
    {
      kind: 'data-set',
      category: 'international-protection',
      eventDate: localDate('2026-05-06'),
      referenceNumber: 'AT1-0001',
    },
    {
      kind: 'data-set',
      category: 'admission',
      eventDate: localDate('2026-06-15'),
      referenceNumber: 'AT7-0002',
      eventPlace: 'Vienna',
      biometricsTakenOn: localDate('2026-06-14'),
      transmittedAt: '2026-06-16T00:30:00+02:00',
      admissionOutcome: 'discontinued',
    },
    {
      kind: 'data-set',
      category: 'international-protection',
      eventDate: localDate('2026-07-01'),
      referenceNumber: 'AT1-0003',
      arrival: 'take-charge',
      arrivedOn: localDate('2026-07-01'),
      securityFlag: true,
    },
    {
      kind: 'data-set',
      category: 'temporary-protection',
      eventDate: localDate('2029-07-01'),
      referenceNumber: 'AT0-0004',
      councilDecision: '(EU) 2029/1',
      councilDecisionInForceFrom: localDate('2029-06-20'),
    },
    {
      kind: 'status-message',
      status: 'relocation',
      statusDate: localDate('2026-09-01'),
      concerns: uuid(101) as EncounterId,
      statusMemberState: 'FRA',
    },
    {
      kind: 'status-message',
      status: 'security-flag-ended',
      statusDate: localDate('2026-10-01'),
      concerns: uuid(103) as EncounterId,
      othersConsulted: true,
    },
    {
      kind: 'status-message',
      status: 'temporary-protection-prolonged',
      statusDate: localDate('2030-06-01'),
      concerns: uuid(104) as EncounterId,
      prolongedUntil: localDate('2031-06-19'),
    },
  ],
};

const IDENTITY: IdentityData = {
  surnames: ['Müller', "O'Neill"],
  givenNames: ['José', 'Karim'],
  dateOfBirth: localDate('1984-02-29'),
  sex: 'male',
  nationalities: ['SYR', 'TUR'],
  placeOfBirth: 'Aleppo',
  countryOfBirth: 'SYR',
  otherNames: ['Haddad', 'Karim Nasser'],
};
const DOCUMENT: TravelDocument = {
  kind: 'passport',
  number: 'n-012 345',
  issuingCountry: 'SYR',
  validUntil: localDate('2030-01-31'),
};
const REQUESTER: Requester = {
  authorityId: 'AUT-border-police',
  authorityClass: 'border-authority',
  memberState: 'AUT',
  purpose: 'border-check',
};
const SUBJECT = uuid(1) as SubjectId;
const DATE_OF_BIRTH = IDENTITY.dateOfBirth;

/** What is asked, and whether the one person each system holds answers it. */
const QUERIES: readonly (readonly [string, Partial<SystemQuery>, readonly FoundBy[]])[] = [
  ['surname as written', { identity: { surname: 'Müller' } }, ['identity']],
  ['in capitals, without diacritics', { identity: { surname: 'MULLER' } }, ['identity']],
  ['diaeresis written out', { identity: { surname: 'Mueller' } }, ['identity']],
  ['second surname, apostrophe left out', { identity: { surname: 'oneill' } }, ['identity']],
  ['apostrophe as a blank', { identity: { surname: 'O NEILL' } }, ['identity']],
  ['both surnames', { identity: { surname: 'Muller O’Neill' } }, ['identity']],
  ['another name', { identity: { surname: 'HADDAD', givenName: 'jose' } }, ['identity']],
  ['a full alias', { identity: { surname: 'Nasser', givenName: 'Karim' } }, ['identity']],
  ['one letter off, no date of birth', { identity: { surname: 'Möllar' } }, []],
  [
    'one letter off, same date of birth',
    { identity: { surname: 'Muler', dateOfBirth: DATE_OF_BIRTH } },
    ['identity'],
  ],
  [
    'truncated, same date of birth',
    { identity: { surname: 'Mull', dateOfBirth: DATE_OF_BIRTH } },
    ['identity'],
  ],
  [
    'fields swapped',
    { identity: { surname: 'Karim', givenName: 'Müller', dateOfBirth: DATE_OF_BIRTH } },
    ['identity'],
  ],
  ['two letters off', { identity: { surname: 'Moler', dateOfBirth: DATE_OF_BIRTH } }, []],
  ['wrong given name', { identity: { surname: 'Müller', givenName: 'Ahmed' } }, []],
  [
    'day after the date of birth',
    { identity: { surname: 'Müller', dateOfBirth: localDate('1984-03-01') } },
    [],
  ],
  ['second nationality', { identity: { surname: 'Müller', nationality: 'TUR' } }, ['identity']],
  ['another nationality', { identity: { surname: 'Müller', nationality: 'IRN' } }, []],
  [
    'another nationality, same date of birth',
    { identity: { surname: 'Muler', dateOfBirth: DATE_OF_BIRTH, nationality: 'IRN' } },
    [],
  ],
  ['a surname of signs only', { identity: { surname: '--' } }, []],
  ['document, spaced otherwise', { document: { number: 'N0123 45', issuingCountry: 'SYR' } }, ['document']],
  ['document, another digit', { document: { number: 'N012346', issuingCountry: 'SYR' } }, []],
  ['document, another country', { document: { number: 'N012345', issuingCountry: 'TUR' } }, []],
  ['document number of signs only', { document: { number: '- <', issuingCountry: 'SYR' } }, []],
  [
    'document and identity',
    {
      identity: { surname: 'Müller', givenName: 'Karim', dateOfBirth: DATE_OF_BIRTH, nationality: 'SYR' },
      document: { number: 'N012345', issuingCountry: 'SYR' },
    },
    ['document', 'identity'],
  ],
  ['nothing', {}, []],
];

t.test('each system keeps its own records and answers by every key it has', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  const { adapters, close } = createLocal(sql);
  t.teardown(close);
  for (const system of SYSTEMS) {
    await t.test(system, async (t) => {
      const adapter = adapters.get(system)!;
      t.equal(adapter.location, 'local');
      const records = FACTS[system].map((facts, index) => recordOf(system, facts, index));
      for (const record of [...records].reverse()) await adapter.record(sql, record);

      t.same(await adapter.read(sql, SUBJECT), records, 'reads what was recorded, oldest first');
      t.same(await adapter.read(sql, uuid(2) as SubjectId), [], 'an unknown subject has no record');
      await t.rejects(adapter.record(sql, records[0]!), { code: '23505' }, 'one record per encounter');

      for (const [what, query, foundBy] of QUERIES) {
        const { hits, overflow } = await ask(adapter, query);
        t.same(
          hits.map((hit) => hit.foundBy),
          foundBy.length > 0 ? [foundBy] : [],
          what,
        );
        t.same(
          hits.flatMap((hit) => hit.records),
          foundBy.length > 0 ? records : [],
          `${what}: records`,
        );
        t.equal(overflow, false);
      }

      await adapter.erase(sql, SUBJECT);
      t.same(await adapter.read(sql, SUBJECT), [], 'erased');
      const gone = await ask(adapter, { document: { number: 'N012345', issuingCountry: 'SYR' } });
      t.same(gone.hits, [], 'no longer found');
    });
  }
});

t.test('biometric candidates become hits of the systems that have the modality', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  const { adapters } = createLocal(sql);
  for (const system of SYSTEMS) {
    const adapter = adapters.get(system)!;
    await adapter.record(sql, recordOf(system, FACTS[system][0]!, 0));
    const { hasFingerprints, hasFaces } = systemFacts(system);
    const isBiometric = hasFingerprints || hasFaces;

    const both = candidate(system, SUBJECT, { positions: { 'right-index': 4, face: 6 } });
    const answer = await ask(adapter, {
      candidates: [both],
      document: { number: 'N012345', issuingCountry: 'SYR' },
    });
    t.same(
      answer.hits.map(({ foundBy }) => foundBy),
      [isBiometric ? ['fingerprint', 'face', 'document'] : ['document']],
      `${system}: one hit, found in every way`,
    );
    t.same(answer.hits[0]?.candidate, isBiometric ? both : undefined);

    const cases: readonly (readonly [string, Candidate, readonly FoundBy[]])[] = [
      ['inconclusive', { ...both, decision: 'inconclusive' }, ['fingerprint', 'face']],
      [
        'face against',
        candidate(system, SUBJECT, { positions: { 'right-index': 9, face: -2 } }),
        ['fingerprint'],
      ],
      ['no match', { ...both, decision: 'no-match' }, []],
      ['of another system', { ...both, system: system === 'vis' ? 'sis' : 'vis' }, []],
      ['erased meanwhile', { ...both, subjectId: uuid(9) as SubjectId }, []],
    ];
    for (const [what, given, foundBy] of cases) {
      const { hits } = await ask(adapter, { candidates: [given] });
      const expected = isBiometric && foundBy.length > 0 ? [foundBy] : [];
      t.same(
        hits.map((hit) => hit.foundBy),
        expected,
        `${system}: ${what}`,
      );
    }
  }
});

t.test('systems do not see each other and subjects do not mix', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  const { adapters } = createLocal(sql);
  const [vis, sis] = [adapters.get('vis')!, adapters.get('sis')!];
  await vis.record(sql, recordOf('vis', FACTS.vis[0]!, 0));
  await vis.record(sql, { ...recordOf('vis', FACTS.vis[1]!, 1), subjectId: uuid(2) as SubjectId });
  t.same((await ask(sis, { identity: { surname: 'Müller' } })).hits, []);
  const { hits } = await ask(vis, { identity: { surname: 'Müller' } });
  t.same(
    hits.map(({ subjectId, records }) => [subjectId, records.length]),
    [
      [uuid(1), 1],
      [uuid(2), 1],
    ],
  );
  await vis.erase(sql, uuid(2) as SubjectId);
  t.equal((await vis.read(sql, SUBJECT)).length, 1, 'the other subject is left');
});

t.test('more subjects than one answer may hold are said to be too many', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  const { adapters } = createLocal(sql);
  const sis = adapters.get('sis')!;
  const add = (index: number) =>
    sis.record(sql, {
      ...recordOf('sis', FACTS.sis[0]!, 0),
      subjectId: uuid(1000 + index) as SubjectId,
      encounterId: uuid(2000 + index) as EncounterId,
    });
  for (let index = 0; index < LIMITS.systemHitsMax; index++) await add(index);
  const identity = { surname: 'Müller', dateOfBirth: DATE_OF_BIRTH };
  const document = { number: 'N012345', issuingCountry: 'SYR' };
  const full = await ask(sis, { identity, document });
  t.equal(full.hits.length, LIMITS.systemHitsMax);
  t.equal(full.overflow, false, 'exactly as many as fit');

  await add(LIMITS.systemHitsMax);
  const last = uuid(1000 + LIMITS.systemHitsMax) as SubjectId;
  for (const query of [{ identity }, { document }, { identity: { surname: 'Müller' } }]) {
    const { hits, overflow } = await ask(sis, query);
    t.equal(hits.length, LIMITS.systemHitsMax);
    t.equal(overflow, true, JSON.stringify(Object.keys(query)));
  }
  const found = await ask(sis, { identity, candidates: [candidate('sis', last)] });
  t.equal(found.hits[0]?.subjectId, last, 'what biometrics found is not cut off');
  t.equal(found.overflow, true);
});

t.test('everybody of one birthday is found page by page, whatever part of their date is known', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  const sis = createLocal(sql).adapters.get('sis')!;
  await sis.record(sql, recordOf('sis', FACTS.sis[0]!, 0));
  await sql.query(
    `insert into sis.records select (jsonb_populate_record(record, jsonb_build_object(
       'subject_id', gen_random_uuid(), 'encounter_id', gen_random_uuid(), 'surnames', array['Soto'],
       'date_of_birth_known', (array[null, 'none'])[1 + each % 2]))).*
     from sis.records record, generate_series(1, $1) each`,
    [3 * LIMITS.systemSimilarRowsMax],
  );
  const expected = [SUBJECT];
  for (const [index, [dateOfBirth, dateOfBirthKnown, isFound]] of (
    [
      ['1984-12-31', 'year', true],
      ['1984-01-01', 'year', true],
      ['1983-12-31', 'year', false],
      ['1985-01-01', 'year', false],
      ['1984-02-01', 'year-and-month', true],
      ['1984-02-29', 'year-and-month', true],
      ['1984-03-01', 'year-and-month', false],
      ['1983-02-28', 'year-and-month', false],
      ['1900-01-01', 'none', true],
      ['1984-02-28', undefined, false],
    ] as const
  ).entries()) {
    const subjectId = `${index}`.repeat(8) + uuid(0).slice(8);
    const record = recordOf('sis', FACTS.sis[0]!, 200 + index);
    const identity = {
      ...record.identity,
      dateOfBirth: localDate(dateOfBirth),
      ...(dateOfBirthKnown ? { dateOfBirthKnown } : {}),
    };
    await sis.record(sql, { ...record, subjectId: subjectId as SubjectId, identity });
    if (isFound) expected.push(subjectId as SubjectId);
  }
  const identity = { surname: 'Muler', dateOfBirth: DATE_OF_BIRTH };
  t.same(await searchEverybody(sql, 'sis.records', { identity }), expected.sort());
});

t.test(
  'names that agree are found without those that are similar, and by an alias of who is looked for',
  async (t) => {
    const { database } = await openTestDatabase(t);
    const { sql } = database.unitOfWork;
    const sis = createLocal(sql).adapters.get('sis')!;
    const record = recordOf('sis', FACTS.sis[0]!, 0);
    await sis.record(sql, {
      ...record,
      identity: { ...IDENTITY, surnames: ['Müller'], givenNames: ['Eva'] },
    });
    const cases: readonly (readonly [string, Omit<IdentityQuery, 'dateOfBirth'>, boolean])[] = [
      ['equal', { surname: 'Muller', isNameEqual: true }, true],
      ['similar', { surname: 'Muler' }, true],
      ['similar, where it must be equal', { surname: 'Muler', isNameEqual: true }, false],
      ['by an alias', { surname: 'Soto', otherNames: ['Müller'], isNameEqual: true }, true],
      ['both parts by aliases', { surname: 'Soto', givenName: 'Jane', otherNames: ['Eva', 'Müller'] }, true],
      ['one part by an alias', { surname: 'Soto', givenName: 'Eva', otherNames: ['Müller'] }, true],
      ['a given name that is another', { surname: 'Soto', givenName: 'Jane', otherNames: ['Müller'] }, false],
      ['by aliases alone', { surname: '', otherNames: ['Müller'], isNameEqual: true }, true],
    ];
    for (const [name, query, isFound] of cases) {
      const identity = { ...query, dateOfBirth: DATE_OF_BIRTH };
      for (const isWhole of [false, true]) {
        const { hits } = await ask(sis, { identity, isWhole });
        t.equal(hits.length, isFound ? 1 : 0, `${name}${isWhole ? ', everybody' : ''}`);
      }
    }
  },
);

t.test('everybody of one birthday is read by an index that fits, in each system', async (t) => {
  const { database } = await openTestDatabase(t);
  for (const [system, table] of RECORD_TABLES) {
    const statements: (readonly [string, readonly unknown[]])[] = [];
    const noting: Sql = {
      async query(text, values = []) {
        statements.push([text, values]);
        return [];
      },
    };
    const identity = { surname: 'Muler', dateOfBirth: DATE_OF_BIRTH };
    await searchEverybody(noting, table, { identity });
    /** Whatever the few rows of a test make the planner prefer. */
    const planOf = ([text, values]: (typeof statements)[number], without: readonly string[]) =>
      database.unitOfWork.transaction(async (tx) => {
        for (const each of without) await tx.query(`set local enable_${each} = off`);
        const lines = await tx.query<{ readonly 'QUERY PLAN': string }>(`explain ${text}`, values);
        return lines.map((line) => line['QUERY PLAN']);
      });
    t.equal(statements.length, 2);
    const equal = (await planOf(statements[0]!, ['seqscan', 'sort'])).join('\n');
    t.match(equal, /records_surname/, `${system}: an equal name by its forms`);
    t.notMatch(equal, /records_subject/, `${system}: not by a walk through everybody`);
    const similar = await planOf(statements[1]!, ['seqscan', 'sort', 'bitmapscan']);
    const conditions = similar.filter((line) => /Index Cond: .*subject_id > /.test(line));
    t.equal(
      conditions.length,
      4,
      `${system}: from where a page begins, of the day, year, month, and of none`,
    );
    t.ok(
      conditions.every((line) => line.includes('date_of_birth')),
      similar.join('\n'),
    );
  }
});

t.test('an answer that does not come in time is given up', async (t) => {
  const never: Sql = { query: () => new Promise(() => {}) };
  const ees = createLocal(never).adapters.get('ees')!;
  const query = { ...EMPTY_QUERY, identity: { surname: 'Müller' } };
  const deadline = new AbortController();
  const answer = ees.query(query, deadline.signal);
  deadline.abort();
  await t.rejects(answer, { name: 'OperationalError', code: 'system-deadline-exceeded' });
  await t.rejects(ees.query(query, AbortSignal.abort()), { code: 'system-deadline-exceeded' });
});

t.test('facts of another system are a fault of the program', async (t) => {
  const never: Sql = { query: () => new Promise(() => {}) };
  const { adapters } = createLocal(never);
  const record = { ...recordOf('vis', FACTS.vis[0]!, 0), facts: FACTS.sis[0]! };
  await t.rejects(adapters.get('vis')!.record(never, record), { code: 'ERR_ASSERTION' });
  await t.rejects(adapters.get('sis')!.record(never, record), { code: 'ERR_ASSERTION' });
});

t.test('rows that were written with other forms are found again, in steps', async (t) => {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const { adapters } = createLocal(unitOfWork.sql);
  for (let index = 0; index < 5; index++) {
    await unitOfWork.transaction((tx) =>
      adapters.get('vis')!.record(tx, recordOf('vis', FACTS.vis[0]!, index)),
    );
  }
  const [{ identity }] = [recordOf('vis', FACTS.vis[0]!, 0)];
  const hits = async () =>
    (await ask(adapters.get('vis')!, { identity: { surname: identity.surnames[0]! } })).hits.length;
  const before = await hits();
  t.ok(before > 0);
  const refresh = createRefreshSearchForms({ unitOfWork }, RECORD_TABLES);
  while ((await refresh(2)) > 0);
  await unitOfWork.sql.query("update vis.records set surname_forms = '{old}'");
  t.equal(await hits(), 0, 'as an earlier hub left them');
  t.equal(await refresh(2), 0, 'this version is done');
  const next = createRefreshSearchForms({ unitOfWork }, RECORD_TABLES, SEARCH_FORMS_VERSION + 1);
  t.equal(await next(2), 2);
  t.equal(await next(2), 2, 'goes on where it stopped');
  t.equal(await next(2), 1);
  t.equal(await next(2), 0);
  t.equal(await hits(), before);
  t.equal(await refresh(2), 0, 'an older hub does not begin again');
});

const EMPTY_QUERY: SystemQuery = {
  requester: REQUESTER,
  candidates: [],
  probes: [],
  falsePositiveIdentificationRate: 0.01,
};

function createLocal(sql: Sql) {
  return createAdapters({ sql, remotes: {}, log: createLog({ level: 'silent', component: 'test' }) });
}

function ask(adapter: SystemAdapter, query: Partial<SystemQuery>) {
  return adapter.query({ ...EMPTY_QUERY, ...query }, new AbortController().signal);
}

function recordOf<S extends SystemId>(system: S, facts: SystemFactsOf[S], index: number): SystemRecord {
  return {
    system,
    subjectId: SUBJECT,
    encounterId: uuid(100 + index) as EncounterId,
    memberState: 'AUT',
    encounterAt: `2026-01-01T12:${String(index % 60).padStart(2, '0')}:00${index === 0 ? '' : '.250'}Z`,
    identity: index === 1 ? withoutOptions(IDENTITY) : IDENTITY,
    ...(index === 2 ? {} : { travelDocument: DOCUMENT }),
    facts,
  };
}

/** The least an identity has; the names stay searchable by the other records. */
function withoutOptions(identity: IdentityData): IdentityData {
  const { placeOfBirth, countryOfBirth, otherNames, ...least } = identity;
  return least;
}

function candidate(
  system: SystemId,
  subjectId: SubjectId,
  { positions = { 'right-index': 5 } }: { positions?: Partial<Record<Position, number>> } = {},
): Candidate {
  return {
    system,
    subjectId,
    rank: 1,
    similarityScore: 9,
    decision: 'match',
    positions: Object.entries(positions).map(([position, logLikelihoodRatio]) => ({
      probePosition: position as Position,
      referencePosition: position as Position,
      templateId: uuid(7) as Candidate['positions'][number]['templateId'],
      similarityScore: 0.8,
      logLikelihoodRatio,
      probeQuality: 70,
      referenceQuality: 70,
    })),
  };
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
