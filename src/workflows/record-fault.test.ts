import t from 'tap';
import { EURODAC_CATEGORY_ROWS } from '../domain/law/eurodac-category-table.js';
import { fakeEnrolment, fakeRequester } from '../testing/fakes/fake-people.js';
import type { CompareDataSetRequest, OperationRequest, SearchSystemsRequest } from './ports/operations.js';
import type { ExtractionOutcome } from './ports/samples.js';
import { recordFault } from './record-fault.js';

type Taken = Parameters<typeof recordFault>[1];

const LATENT = [{ kind: 'template', record: { isLatent: true } } as unknown as ExtractionOutcome] as Taken;
const OF_LAW_ENFORCEMENT = ['law-enforcement-authority', 'europol'] as const;

const COLLECTION = EURODAC_CATEGORY_ROWS[0]!.collection;

const search = (systems: SearchSystemsRequest['systems']): SearchSystemsRequest => ({
  kind: 'search-systems',
  systems,
  live: 'gateway',
  gateway: 'law-enforcement',
  candidatesMax: 10,
  falsePositiveIdentificationRate: 0.01,
});
const compare = (collection: NonNullable<CompareDataSetRequest['collection']>): CompareDataSetRequest => ({
  kind: 'compare-data-set',
  system: 'eurodac',
  collection,
});

t.test('law enforcement searches with a latent print where the acts say so', async (t) => {
  for (const authority of OF_LAW_ENFORCEMENT) {
    const requester = fakeRequester(authority);
    for (const request of [
      search(['ees', 'vis', 'etias', 'eurodac']),
      search(['sis']),
      compare('law-enforcement'),
    ])
      t.equal(recordFault({ requester, request }, LATENT), undefined, `${authority}: ${request.kind}`);
    t.match(recordFault({ requester, request: search(['sis', 'ecris-tcn']) }, LATENT), {
      code: 'latent-impression',
      pointer: '/samples/0',
      detail: /for this purpose in: ECRIS-TCN\.$/,
    });
  }
});

t.test('nobody else does, and a latent print is no data of a person who is there', async (t) => {
  const verify: OperationRequest = {
    kind: 'verify',
    system: 'ees',
    subjectId: 'ID' as never,
    falseMatchRate: 0.001,
  };
  const enrol = fakeEnrolment();
  for (const [authority, request] of [
    ['border-authority', search(['ees'])],
    ['screening-authority', search(['ees', 'sis'])],
    ['police-authority', search(['ees'])],
    ['asylum-authority', compare(COLLECTION)],
    ['law-enforcement-authority', compare(COLLECTION)],
    ['law-enforcement-authority', verify],
    ['border-authority', enrol],
    ['asylum-authority', { ...enrol, system: 'eurodac' }],
  ] as const) {
    const fault = recordFault({ requester: fakeRequester(authority), request }, LATENT);
    t.equal(fault?.code, 'latent-impression', `${authority}: ${request.kind}`);
  }
});
