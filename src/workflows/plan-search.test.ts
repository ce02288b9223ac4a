/** What of Eurodac the gallery is not asked for, whoever searches it ((EU) 2024/1358 Art 27). */
import t from 'tap';
import type { OperationId, SubjectId } from '../domain/ids.js';
import type { ServiceClass } from '../domain/service-class.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { planSearch } from './plan-search.js';
import type { Operation, OperationRequest } from './ports/operations.js';
import type { SystemAdapter } from './ports/systems.js';

const adapters = new Map(
  (['eurodac', 'vis'] as const).map((system) => [system, { system, location: 'local' } as SystemAdapter]),
);

function planned(request: object, serviceClass?: ServiceClass) {
  const requester = fakeRequester('asylum-authority');
  const operation: Operation = {
    operationId: 'o' as OperationId,
    requester,
    request: request as OperationRequest,
    state: 'extracted',
    createdAt: '2026-09-21T10:00:00Z',
    updatedAt: '2026-09-21T10:00:00Z',
    ...(serviceClass === undefined ? {} : { serviceClass }),
  };
  return planSearch({ adapters }, operation).search;
}

t.test('searches that transmit nothing', async (t) => {
  const terms = { systems: ['vis', 'eurodac'], candidatesMax: 5, falsePositiveIdentificationRate: 0.01 };
  for (const kind of ['identify', 'search-systems'] as const) {
    t.match(planned({ kind, ...terms }).excludedOrigins, [{ memberState: 'AUT' }], kind);
    const { categories } = planned({ kind, ...terms }).excludedOrigins![0]!;
    t.equal(categories.length, 7, 'of Eurodac, all');
    t.equal(planned({ kind, ...terms, systems: ['vis'] }).excludedOrigins, undefined, `${kind}, not there`);
    t.equal(planned({ kind, ...terms, comparesOwn: true }).excludedOrigins, undefined, `${kind}, own too`);
  }
  const gateway = planned({ kind: 'search-systems', ...terms, live: 'gateway' });
  t.match(
    gateway,
    { systems: ['vis', 'eurodac'], excludedOrigins: undefined },
    'its own rules say what is shown',
  );
});

t.test('what nobody waits for is bulk to the gallery too', async (t) => {
  const terms = { systems: ['vis'], candidatesMax: 5, falsePositiveIdentificationRate: 0.01 };
  for (const [serviceClass, expected] of [
    [undefined, undefined],
    ['border', undefined],
    ['interactive', undefined],
    ['batch', 'bulk'],
  ] as const) {
    t.equal(planned({ kind: 'identify', ...terms }, serviceClass).latencyClass, expected);
  }
  t.equal(planned({ kind: 'detect-links', system: 'vis' }).latencyClass, 'bulk', 'always');
  t.equal(planned({ kind: 'compare-data-set', system: 'eurodac' }).latencyClass, 'bulk', 'always');
});

t.test('comparisons of what is transmitted', async (t) => {
  const compare = (more: object) =>
    planned({ kind: 'compare-data-set', system: 'eurodac', subjectId: 's' as SubjectId, ...more });
  const own = compare({ collection: 'illegal-stay' });
  t.match(own, { excludedSubjects: ['s'], excludedOrigins: [{ memberState: 'AUT' }] });
  t.equal(own.excludedOrigins![0]!.categories.length, 7);
  t.equal(compare({ collection: 'illegal-stay', comparesOwn: true }).excludedOrigins, undefined);
  const registration = compare({ collection: 'admission-registration' }).excludedOrigins!;
  t.equal(registration.length, 1);
  t.equal(registration[0]!.memberState, undefined, 'whichever state');
  t.same(
    [...registration[0]!.categories].sort(),
    ['illegal-stay', 'irregular-crossing', 'search-and-rescue', 'temporary-protection'],
    'Art 27(2)',
  );
  t.equal(compare({ collection: 'law-enforcement' }).excludedOrigins, undefined, 'Art 31(2), (5)');
  t.equal(compare({}).excludedOrigins, undefined, 'put in line before it said as what');
});
