import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { FAKE_SAMPLE, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { KEY_ENCRYPTION_KEY } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import { createExtractSamples } from '../workflows/extract-samples.js';
import { awaitGallery, beginLiveSearch } from '../workflows/live-gallery.js';
import type { SearchSystemsRequest } from '../workflows/ports/operations.js';
import { createSearchGallery } from '../workflows/search-gallery.js';
import { forgetLateSearches } from './forget-late-searches.js';
import { openKeyring } from './keyring.js';
import { createOperations } from './operations.js';
import { createOutbox } from './outbox.js';

const REQUEST = {
  kind: 'search-systems',
  systems: ['ees'],
  candidatesMax: 10,
  falsePositiveIdentificationRate: 0.001,
} as const;
const NEVER = new AbortController().signal;

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { unitOfWork } = (await openTestDatabase(t)).database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const ports = {
    ...createFakePorts(),
    unitOfWork,
    operations: createOperations({ keyring }),
    outbox: createOutbox({ unitOfWork, enqueue: async () => {} }),
    ids: { uuid: () => crypto.randomUUID() },
  };
  const searched = async (live: Pick<SearchSystemsRequest, 'live'>): Promise<OperationId> => {
    const operationId = await unitOfWork.transaction((tx) =>
      beginLiveSearch(ports, tx, {
        requester: fakeRequester('border-authority'),
        request: { ...REQUEST, ...live },
        samples: [FAKE_SAMPLE],
      }),
    );
    await createExtractSamples(ports)(operationId, NEVER);
    await createSearchGallery(ports)(operationId, NEVER);
    return operationId;
  };
  const stateOf = async (operationId: OperationId) =>
    (await ports.operations.read(unitOfWork.sql, operationId))?.state;
  const age = (operationId: OperationId, seconds: number) =>
    unitOfWork.sql.query(
      `update hub.operations set created_at = now() - $2 * interval '1 second',
         updated_at = now() - $2 * interval '1 second' where operation_id = $1`,
      [operationId, seconds],
    );
  const forget = () => forgetLateSearches(unitOfWork.sql, { lateMs: 60_000, limit: 10 });
  return { ports, searched, stateOf, age, forget };
}

t.test('a live search whose waiting process died is forgotten, with all it holds', async (t) => {
  const { ports, searched, stateOf, age, forget } = await open(t);
  const { sql } = ports.unitOfWork;
  const [dead, waiting] = [await searched({ live: 'access' }), await searched({ live: 'gateway' })];
  t.equal(await stateOf(dead), 'searched');
  t.equal(await forget(), 0, 'not while somebody may wait');
  await age(dead, 61);
  await age(waiting, 59);
  t.equal(await forget(), 1);
  t.equal(await stateOf(dead), undefined);
  t.match(await awaitGallery(ports, waiting, NEVER), { kind: 'found' }, 'who still waits has its answer');
  t.same(await sql.query('select 1 from hub.operation_samples'), []);
  t.same(await sql.query('select 1 from hub.operations'), []);
});

t.test('a search that goes on to the systems is not, however long it takes', async (t) => {
  const { searched, stateOf, age, forget } = await open(t);
  const operationId = await searched({});
  await age(operationId, 86_400);
  t.equal(await forget(), 0);
  t.equal(await stateOf(operationId), 'searched');
});
