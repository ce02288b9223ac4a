import t from 'tap';
import { localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import { OperationalError } from '../platform/operational-error.js';
import { FAKE_SAMPLE, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts, type FakePorts } from '../testing/fakes/fake-ports.js';
import { withLiveWorkers } from '../testing/fakes/live-workers.js';
import type { ComparedReferences } from './ports/systems.js';
import { createSearchPortal, type PortalEvent, type PortalRequest } from './search-portal.js';

const NEVER = new AbortController().signal;
const SEARCH: PortalRequest = {
  systems: ['ees', 'sis'],
  candidatesMax: 5,
  falsePositiveIdentificationRate: 0.01,
};
const IDENTITY = { surname: 'Rivera', dateOfBirth: localDate('1990-05-06') } as const;
const CRASH = { code: 'worker-crashed', detail: 'The extraction worker failed at the sample.' } as const;

function withoutExtractor(): FakePorts {
  const fake = createFakePorts();
  const extract = async () => {
    throw new OperationalError(CRASH.code, CRASH.detail, { retryable: false });
  };
  return withLiveWorkers({ ...fake, extractor: { extract } });
}

async function search(ports: FakePorts, wanted: Partial<PortalRequest>) {
  const events: PortalEvent['event'][] = [];
  const outcome = await createSearchPortal(ports)(
    fakeRequester('border-authority'),
    { ...SEARCH, ...wanted },
    [FAKE_SAMPLE],
    { signal: NEVER, onEvent: ({ event }) => events.push(event) },
  );
  return { outcome, events };
}

t.test('a fault of the hub at the biometrics costs their comparison and no other answer', async (t) => {
  const incomplete = { reason: CRASH.code, detail: CRASH.detail };
  const { outcome, events } = await search(withoutExtractor(), { identity: IDENTITY });
  t.match(outcome, {
    kind: 'answered',
    reply: {
      complete: false,
      systems: [
        { system: 'ees', status: 'answered', askedBy: ['identity'], incomplete },
        { system: 'sis', status: 'answered', askedBy: ['identity'], incomplete },
      ],
    },
  });
  t.same(events, ['begun', 'system', 'system', 'end'], 'as they come, too');
  const { outcome: byFingersAlone } = await search(withoutExtractor(), {});
  const silent = { status: 'not-answered', reason: CRASH.code, detail: CRASH.detail };
  t.match(byFingersAlone, { kind: 'answered', reply: { complete: false, systems: [silent, silent] } });
});

t.test('biometrics that come too late cost their comparison alone', async (t) => {
  const { outcome } = await search(createFakePorts(), { identity: IDENTITY });
  const late = { status: 'answered', askedBy: ['identity'], incomplete: { reason: 'worker-timeout' } };
  t.match(outcome, { kind: 'answered', reply: { complete: false, systems: [late, late] } });
});

t.test('a sample that cannot be used is the problem of its sender', async (t) => {
  const ports = withLiveWorkers(createFakePorts());
  ports.answers.extract = () => ({ kind: 'rejected', defect: 'image-damaged', detail: 'No image.' });
  const { outcome } = await search(ports, { identity: IDENTITY });
  t.match(outcome, { kind: 'problem', problem: { code: 'image-damaged' } });
});

/** What the hub that keeps SIS says it compared, whether its answer is whole, and what of it the caller is told. */
const PEERS: readonly (readonly [ComparedReferences | undefined, boolean])[] = [
  [{ referencesCompared: 1_000_000, referencesNotCompared: 0 }, true],
  // An image that gives no template any more leaves one for ever.
  [{ referencesCompared: 999_999, referencesNotCompared: 1, complete: true }, true],
  // Nobody says whether it ever will be compared.
  [{ referencesCompared: 999_999, referencesNotCompared: 1 }, false],
  [{ referencesCompared: 1, referencesNotCompared: 999_999, complete: false }, false],
  [{ referencesCompared: 0, referencesNotCompared: 1_000_000 }, false],
  [{ referencesCompared: 0, referencesNotCompared: 0 }, true],
  // All have embeddings of the same models, and minutiae of others.
  [{ referencesCompared: 1_000_000, referencesNotCompared: 0, complete: false }, false],
  // A hub of an earlier release.
  [undefined, true],
];

t.test('what another hub did not compare is told, and is not "nobody"', async (t) => {
  for (const [biometrics, isWhole] of PEERS) {
    const ports = withLiveWorkers(keptElsewhere('sis', biometrics));
    const { outcome } = await search(ports, { identity: IDENTITY });
    const [ees, sis] = outcome.kind === 'answered' ? outcome.reply.systems : [];
    const name = JSON.stringify(biometrics ?? 'nothing said');
    t.match(outcome, { reply: { complete: isWhole } }, name);
    t.match(sis, {
      status: 'answered',
      biometrics,
      incomplete: isWhole ? undefined : { reason: 'template-version' },
    });
    t.match(ees, { status: 'answered', biometrics: undefined, incomplete: undefined });
  }
});

function keptElsewhere(system: SystemId, biometrics: ComparedReferences | undefined): FakePorts {
  const fake = createFakePorts();
  const adapter = fake.adapters.get(system)!;
  const answer = { hits: [], overflow: false, ...(biometrics ? { biometrics } : {}) };
  const elsewhere = { ...adapter, location: 'remote', query: async () => answer } as const;
  return { ...fake, adapters: new Map([...fake.adapters, [system, elsewhere]]) };
}

t.test('references of other models here are told too, and are not "nobody"', async (t) => {
  const ports = withLiveWorkers(createFakePorts());
  const answer = ports.answers.search;
  const leftOut = [{ reason: 'template-version', references: 7 }] as const;
  ports.answers.search = (asked) => ({
    ...answer(asked),
    referencesCompared: 3,
    referencesNotCompared: leftOut,
  });
  const biometrics = { complete: true, referencesCompared: 3, referencesNotCompared: leftOut };
  const refused = (system: SystemId) =>
    ({ system, modality: 'fingerprint', templateVersion: 'fake-1', remaining: 0, refused: 4 }) as const;
  const renewed = { ...ports.renewalProgress, read: async () => [refused('ees'), refused('sis')] };
  const told = await search({ ...ports, renewalProgress: renewed }, {});
  t.match(told.outcome, { reply: { complete: true, biometrics } }, 'for good');
  const onTheWay = await search(ports, {});
  t.match(onTheWay.outcome, { reply: { complete: false, biometrics } }, 'nobody has given them up');
  ports.answers.search = (asked) => ({ ...answer(asked), referencesNotCompared: leftOut });
  const incomplete = { reason: 'template-version' };
  t.match((await search(ports, {})).outcome, { reply: { complete: false, systems: [{ incomplete }] } });
  ports.answers.search = (asked) => ({ ...answer(asked), complete: false });
  const loading = { reason: 'gallery-not-ready' };
  t.match((await search(ports, {})).outcome, {
    reply: { complete: false, systems: [{ incomplete: loading }] },
  });
});
