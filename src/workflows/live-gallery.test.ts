import t from 'tap';
import { FAKE_SAMPLE, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { awaitGallery, beginLiveSearch } from './live-gallery.js';

const REQUEST = {
  kind: 'search-systems',
  live: 'access',
  systems: ['ees'],
  candidatesMax: 10,
  falsePositiveIdentificationRate: 0.001,
} as const;

t.test('nothing of a search is left as soon as its caller has gone', async (t) => {
  const fake = createFakePorts();
  // As it is where no worker has come to it yet: nothing happens until the time is over.
  const notices = { ...fake.notices, waitWhile: () => new Promise<void>(() => {}) };
  const ports = { ...fake, notices };
  const begin = () =>
    ports.unitOfWork.transaction((tx) =>
      beginLiveSearch(ports, tx, {
        requester: fakeRequester('border-authority'),
        request: REQUEST,
        samples: [FAKE_SAMPLE],
      }),
    );
  const { sql } = ports.unitOfWork;
  const gone = new AbortController();
  const waiting = await begin();
  const answer = awaitGallery(ports, waiting, gone.signal);
  t.ok(await ports.operations.read(sql, waiting));
  gone.abort();
  t.same(await answer, { kind: 'late' });
  t.equal(await ports.operations.read(sql, waiting), undefined);
  const late = await begin();
  t.same(await awaitGallery(ports, late, gone.signal), { kind: 'late' }, 'also where it had gone before');
  t.equal(await ports.operations.read(sql, late), undefined);
});
