import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { ScreeningCase } from '../domain/screening/screening-case.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import type { OperationFate } from './ports/operations.js';
import type { GalleryFacts, SearchSystemsResult, SystemAnswer } from './results.js';
import { settleCaptures } from './screening-captures.js';

const TODAY = localDate('2026-09-21');
const OPERATION = 'operation' as OperationId;
const CASE = {
  captures: [{ use: 'search', operationId: OPERATION, isSettled: false }],
  hits: [],
  databases: [],
  unanswered: [],
  checks: [],
} as unknown as ScreeningCase;

type Answered = Extract<SystemAnswer, { readonly status: 'answered' }>;

const answered = (changes: Partial<Answered> = {}): Answered => ({
  system: 'sis',
  status: 'answered',
  location: 'local',
  askedBy: ['biometrics'],
  tookMs: 1,
  hits: [],
  overflow: false,
  ...changes,
});
const HIT = [{ records: [{ facts: { kind: 'person-alert' } }] }] as unknown as Answered['hits'];
const WHOLE: GalleryFacts = { complete: true, referencesCompared: 10, threshold: 9, overflow: false };
const LOADING: GalleryFacts = { ...WHOLE, complete: false, shardsNotCompared: [{ shard: 1 }] };
const LEFT_OUT = { reason: 'template-version', detail: 'None was compared.' };

async function settled(answer: SystemAnswer, gallery: GalleryFacts | undefined): Promise<ScreeningCase> {
  const result: SearchSystemsResult = {
    kind: 'search-systems',
    complete: true,
    systems: [answer],
    flags: [],
    links: [],
    ...(gallery ? { gallery } : {}),
  };
  const fake = createFakePorts();
  const operation = {
    operationId: OPERATION,
    requester: fakeRequester('screening-authority'),
    state: 'completed',
    result,
  };
  const operations = { ...fake.operations, read: async () => operation as never };
  return settleCaptures({ operations }, fake.unitOfWork.sql, CASE, TODAY);
}

/** What SIS said, by which gallery, and what the form has of it. */
const ANSWERS: readonly (readonly [string, Answered, GalleryFacts | undefined, string, boolean])[] = [
  ['nobody', answered(), WHOLE, 'no-hit', true],
  ['somebody', answered({ hits: HIT }), WHOLE, 'hit', true],
  ['a part of the gallery is missing', answered(), LOADING, 'not-answered', false],
  ['a part is missing, and somebody', answered({ hits: HIT }), LOADING, 'hit', false],
  ['more matches than were asked for', answered(), { ...WHOLE, overflow: true }, 'not-answered', false],
  ['more than one answer holds', answered({ overflow: true }), undefined, 'not-answered', false],
  ['none was comparable', answered({ incomplete: LEFT_OUT }), WHOLE, 'not-answered', false],
  ['another hub, whose gallery is its own', answered({ location: 'remote' }), LOADING, 'no-hit', true],
  [
    'another hub could compare none',
    answered({ location: 'remote', incomplete: LEFT_OUT }),
    WHOLE,
    'not-answered',
    false,
  ],
  ['asked by identity alone', answered({ askedBy: ['identity'] }), LOADING, 'no-hit', true],
  ['no biometrics', answered({ askedBy: ['identity'] }), undefined, 'no-hit', true],
];

t.test('that nobody was found stands on the form only where everybody was looked at', async (t) => {
  for (const [name, answer, gallery, outcome, isWhole] of ANSWERS) {
    const { databases, unanswered, captures } = await settled(answer, gallery);
    t.match(databases, [{ database: 'sis' }], name);
    t.equal(databases?.[0]?.outcome, outcome, name);
    t.equal(databases?.[0]?.reason, outcome === 'not-answered' ? 'incomplete' : undefined, name);
    t.same(unanswered, isWhole ? [] : [{ source: 'sis', reason: 'incomplete' }], name);
    t.equal(captures[0]?.isSettled, true, name);
  }
});

t.test('a search that is tried again later still comes into the case', async (t) => {
  const fake = createFakePorts();
  const { sql } = fake.unitOfWork;
  const failure = { state: 'failed', problem: { code: 'system-unreachable', detail: 'away' } };
  const completed = (answer: SystemAnswer) => ({
    state: 'completed',
    result: { kind: 'search-systems', complete: true, systems: [answer], flags: [], links: [] },
  });
  const found = completed(answered({ askedBy: ['identity'], hits: HIT }));
  const unreached = [{ source: 'search', reason: 'system-unreachable' }];
  const look = (screening: ScreeningCase, stored: Record<string, object | undefined>, fate = 'kept') => {
    const read = async (_: unknown, id: string) => stored[id] as never;
    const fates = async () => new Map([[OPERATION, fate as OperationFate]]);
    return settleCaptures({ operations: { ...fake.operations, read, fates } }, sql, screening, TODAY);
  };
  const first = await look(CASE, { [OPERATION]: failure });
  t.match(first.captures, [{ isSettled: true, mayCome: true }]);
  t.same(first.unanswered, unreached);
  t.equal(await look(first, { [OPERATION]: failure }), first, 'it is said once');
  t.equal(await look(first, { [OPERATION]: { state: 'queued' } }), first, 'under way again');

  for (const screening of [CASE, first]) {
    const between = await look(screening, { [OPERATION]: failure }, 'unfinished');
    t.match(between.captures, [{ isSettled: true, mayCome: true }], 'revived since it was read');
  }

  const revived = await look(first, { [OPERATION]: found });
  t.same(revived.captures, [{ use: 'search', operationId: OPERATION, isSettled: true }]);
  t.match([revived.databases, revived.unanswered], [[{ database: 'sis', outcome: 'hit' }], []]);
  for (const gone of [undefined, failure]) {
    const ended = await look(first, { [OPERATION]: gone }, 'ended');
    t.same(ended.captures, [{ use: 'search', operationId: OPERATION, isSettled: true }]);
    t.same(ended.unanswered, unreached, 'nothing comes any more, and it was said why');
  }

  const captures = [...first.captures, { use: 'search', operationId: 'later', isSettled: false }] as const;
  const silent = { system: 'sis', status: 'not-answered', reason: 'late' } as SystemAnswer;
  const answers = { [OPERATION]: failure, later: completed(answered({ askedBy: ['identity'] })) };
  const later = await look({ ...first, captures }, answers);
  t.same([later.unanswered, later.databases?.[0]?.outcome], [[], 'no-hit']);
  const both = await look(later, { [OPERATION]: completed(silent) });
  t.same([both.unanswered, both.databases?.[0]?.outcome], [[], 'no-hit'], 'what was answered since stays so');

  const withHit = { ...answers, later: completed(answered({ askedBy: ['identity'], hits: HIT })) };
  const hit = await look({ ...first, captures }, withHit);
  const vis = answered({ system: 'vis', askedBy: ['identity'] });
  const older = { ...completed(answered({ askedBy: ['identity'] })) };
  const nobody = { ...older, result: { ...older.result, systems: [...older.result.systems, vis] } };
  const kept = await look(hit, { [OPERATION]: nobody });
  t.match(kept.hits, [{ source: 'sis', kind: 'person-alert' }]);
  t.same(
    kept.databases?.map(({ database, outcome }) => [database, outcome]),
    [
      ['sis', 'hit'],
      ['vis', 'no-hit'],
    ],
    'an earlier question undoes no later hit, and says what nobody has said since',
  );
  const added = await look(later, { [OPERATION]: found });
  t.match(added.hits, [{ source: 'sis' }]);
  t.same(added.databases?.[0]?.outcome, 'hit', 'found is found');
});

t.test('references that never will be compared stand on no form, and any other on all', async (t) => {
  const gallery = {
    ...WHOLE,
    referencesNotCompared: [{ reason: 'template-version', references: 3 }],
  } as const;
  const biometrics = { referencesCompared: 9, referencesNotCompared: 3 };
  for (const answer of [
    answered(),
    answered({ location: 'remote', biometrics: { ...biometrics, complete: true } }),
  ]) {
    const given = await settled(answer, gallery);
    t.match(given.databases, [{ database: 'sis', outcome: 'no-hit' }]);
    t.same(given.unanswered, []);
    const renewed = await settled({ ...answer, incomplete: LEFT_OUT }, gallery);
    t.match(renewed.databases, [{ database: 'sis', outcome: 'not-answered', reason: 'incomplete' }]);
    t.same(renewed.unanswered, [{ source: 'sis', reason: 'incomplete' }]);
  }
});
