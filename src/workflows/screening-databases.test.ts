import t from 'tap';
import { localDate } from '../domain/local-date.js';
import type { ScreeningCase } from '../domain/screening/screening-case.js';
import { OperationalError } from '../platform/operational-error.js';
import { FAKE_IDENTITY, FAKE_SAMPLE, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts, type FakePorts } from '../testing/fakes/fake-ports.js';
import { withLiveWorkers } from '../testing/fakes/live-workers.js';
import { askDatabases } from './screening-databases.js';

const NEVER = new AbortController().signal;
const SCREENING = {
  caseId: 'case',
  person: { identity: FAKE_IDENTITY },
  captures: [],
  hits: [],
} as unknown as ScreeningCase;

async function identify(ports: FakePorts) {
  const { checks, identification } = await askDatabases(withLiveWorkers(ports), {
    requester: fakeRequester('screening-authority'),
    screening: SCREENING,
    samples: [FAKE_SAMPLE],
    falsePositiveIdentificationRate: 0.01,
    today: localDate('2026-09-21'),
    signal: NEVER,
  });
  const { outcome, reason } = checks.find(({ database }) => database === 'cir')!;
  return { outcome, reason, complete: identification?.complete };
}

const NOBODY = { outcome: 'no-hit', reason: undefined, complete: true };
const NOT_COMPARED = { outcome: 'not-answered', reason: 'incomplete', complete: false };

t.test('who is in the repository under no such name was looked for by fingers too', async (t) => {
  t.same(await identify(createFakePorts()), NOBODY);
});

t.test('fingers the hub failed to compare say nothing of who they are', async (t) => {
  const fake = createFakePorts();
  const extract = async () => {
    throw new OperationalError('worker-crashed', 'The extraction worker failed.', { retryable: false });
  };
  t.same(await identify({ ...fake, extractor: { extract } }), NOT_COMPARED);
  const ports = createFakePorts();
  const search = ports.answers.search;
  ports.answers.search = (asked) => ({ ...search(asked), complete: false });
  t.same(await identify(ports), NOT_COMPARED, 'nor does a part of the gallery');
});

t.test('fingers that cannot be used leave what the person states ((EU) 2024/1356 Art 14)', async (t) => {
  const ports = createFakePorts();
  ports.answers.extract = () => ({ kind: 'rejected', defect: 'image-damaged', detail: 'No image.' });
  t.same(await identify(ports), NOBODY);
});
