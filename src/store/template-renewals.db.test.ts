import t from 'tap';
import type { SubjectId, TemplateId } from '../domain/ids.js';
import type { ReferenceTemplate } from '../matching/template.js';
import { randomIds } from '../platform/ids.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { KEY_ENCRYPTION_KEY, newEncounter } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { QueueFigures } from '../workflows/ports/operation.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import type { CurrentVersions } from '../workflows/ports/template-renewals.js';
import { type Renewed, type RenewOptions, type RenewPorts, renewEach } from '../workflows/renew-templates.js';
import { createGalleryFeed } from './gallery-feed.js';
import { openKeyring } from './keyring.js';
import { createRenewalProgress } from './renewal-progress.js';
import { createSubjects } from './subjects.js';
import { createTemplateRenewals } from './template-renewals.js';

const VERSIONS: CurrentVersions = {
  modality: 'fingerprint',
  templateVersion: 'fingerprint-new',
  secondStage: 'minutiae-new',
};
/** References one statement looks at: few, so that each walk goes over several pages. */
const PAGE = 3;
const signal = new AbortController().signal;

/** The walk of one kind of biometrics. */
async function renewTemplates(
  ports: RenewPorts,
  versions: CurrentVersions,
  { signal, ...options }: RenewOptions,
): Promise<Renewed> {
  let done: Renewed | undefined;
  await renewEach(ports, [versions], {
    signal,
    optionsOf: () => options,
    onDone: (_, renewed) => {
      done = renewed;
    },
  });
  return done!;
}

async function open(test: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(test);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const subjects = createSubjects({ keyring });
  const extracted: Sample[] = [];
  const waiting: number[] = [];
  const ports = {
    unitOfWork,
    subjects,
    ids: randomIds,
    templateRenewals: createTemplateRenewals({ keyring, page: PAGE }),
    renewalProgress: createRenewalProgress(PAGE),
    queueControl: {
      figures: async () => [{ queue: 'extraction', waiting: waiting.shift() ?? 0 } as QueueFigures],
    } as never,
    extractor: {
      extract: async (samples: readonly Sample[]) => {
        extracted.push(...samples);
        return samples.map(outcomeOf);
      },
    },
  };
  const enrol = async () => {
    const made = newEncounter();
    await subjects.insertEncounter(unitOfWork.sql, made.encounter);
    return made;
  };
  return { ...ports, ports, feed: createGalleryFeed({ unitOfWork, keyring }), extracted, waiting, enrol };
}

/** What the new models make of any image; of one in four nothing. */
function outcomeOf({ position, image }: Sample): ExtractionOutcome {
  if (image[0]! % 4 === 0) return { kind: 'rejected', defect: 'no-finger-found', detail: 'Nothing there.' };
  const template: ReferenceTemplate = { ...NEW, position };
  return {
    kind: 'template',
    template: { ...template, views: [template.embedding] },
    image: { mediaType: 'image/png', widthPx: 1, heightPx: 1 },
  };
}

const NEW: ReferenceTemplate = {
  position: 'right-index',
  templateVersion: VERSIONS.templateVersion,
  quality: 55,
  embedding: new Int8Array(256).fill(3),
  minutiae: { templateVersion: VERSIONS.secondStage!, bytes: Uint8Array.of(1, 2, 3) },
};

t.test('references of earlier models are extracted again, and galleries learn of it', async (test) => {
  const { ports, subjects, unitOfWork, feed, extracted, enrol } = await open(test);
  const made = [];
  for (let index = 0; index < 20; index++) made.push(await enrol());
  const before = await feed.readAll(async () => undefined, signal);
  const steps: Renewed[] = [];
  const done = await renewTemplates(ports, VERSIONS, { signal, onProgress: (step) => steps.push(step) });
  const kept = made.filter(({ encounter }) => encounter.samples[0]!.sample.image[0]! % 4 === 0);
  test.same(done, { renewed: made.length - kept.length, refused: kept.length, failed: 0, remaining: 0 });
  test.ok(steps.length > 1, 'it says how far it is');
  test.equal(extracted.length, made.length);
  test.equal(extracted[0]?.ppi, 500, 'at the resolution that was stated');

  const changes = await feed.changesSince(before.cursor);
  const renewed = made.filter((each) => !kept.includes(each));
  test.same([...changes.erased].sort(), renewed.map(({ templateId }) => templateId).sort());
  test.equal(changes.added.length, renewed.length);
  test.same(
    changes.added[0]?.origin,
    { memberState: 'AUT', category: 'entry' },
    'what it was entered as stays',
  );
  for (const { encounter, templateId } of made) {
    const [found, ...more] = await subjects.references(unitOfWork.sql, encounter.system, encounter.subjectId);
    test.equal(more.length, 0);
    const isKept = kept.some((each) => each.templateId === templateId);
    test.equal(found?.templateId === templateId, isKept);
    if (!isKept) test.match(found, { quality: 55, minutiae: { templateVersion: 'minutiae-new' } });
  }
  extracted.length = 0;
  const again = await renewTemplates(ports, VERSIONS, { signal, onProgress: () => undefined });
  test.same(again, { renewed: 0, refused: 0, failed: 0, remaining: 0 });
  test.equal(extracted.length, 0, 'what cannot be renewed is not tried again for this version');
  const next = { ...VERSIONS, templateVersion: 'fingerprint-next' };
  const count = (versions: CurrentVersions) => ports.renewalProgress.keep(unitOfWork.sql, versions, signal);
  test.equal(await count(next), made.length, 'but for the next one');
  test.equal(await count({ modality: 'face', templateVersion: 'f' }), 0);
});

t.test('what is stale lies behind pages in which nothing is', async (test) => {
  const { ports, unitOfWork, enrol } = await open(test);
  for (let index = 0; index < 3 * PAGE; index++) await enrol();
  const renew = () => renewTemplates(ports, VERSIONS, { signal, onProgress: () => undefined });
  await renew();
  const old = `update hub.templates set template_version = 'fingerprint-old', renewal_refused = null
    where template_id = (select template_id from hub.templates order by template_id desc limit 1)`;
  await unitOfWork.sql.query(old);
  test.equal(await ports.renewalProgress.keep(unitOfWork.sql, VERSIONS, signal), 1);
  const { renewed, refused } = await renew();
  test.equal(renewed + refused, 1);
});

t.test('it waits while somebody waits, and stops when it is told to', async (test) => {
  const { ports, waiting, enrol, extracted } = await open(test);
  await enrol();
  waiting.push(3, 0);
  const startedAt = performance.now();
  await renewTemplates(ports, VERSIONS, { signal, onProgress: () => undefined });
  test.equal(extracted.length, 1);
  test.ok(performance.now() - startedAt >= 900, 'looked again after a pause');
  await enrol();
  waiting.push(...Array.from({ length: 100 }, () => 1));
  const stop = new AbortController();
  const renewing = renewTemplates(
    ports,
    { ...VERSIONS, templateVersion: 'fingerprint-next' },
    {
      signal: stop.signal,
      onProgress: () => undefined,
    },
  );
  stop.abort();
  await test.rejects(renewing, { name: 'AbortError' });
  test.equal(extracted.length, 1);
});

t.test('what is erased meanwhile stays erased', async (test) => {
  const { ports, subjects, unitOfWork, enrol } = await open(test);
  const { encounter } = await enrol();
  const erase = async (samples: readonly Sample[]) => {
    await subjects.erase(unitOfWork.sql, encounter.system, encounter.subjectId as SubjectId);
    return samples.map(outcomeOf);
  };
  await renewTemplates({ ...ports, extractor: { extract: erase } }, VERSIONS, {
    signal,
    onProgress: () => undefined,
  });
  const rows = await unitOfWork.sql.query<{ template_id: TemplateId }>(
    'select template_id from hub.templates',
  );
  test.same(rows, []);
});

const TOO_LONG: ExtractionOutcome = {
  kind: 'rejected',
  defect: 'extraction-timeout',
  detail: 'It took too long.',
};

/** Extracts any image but one, for which it does what the test says. */
function failingFor(image: Uint8Array, fail: () => ExtractionOutcome) {
  return {
    extract: async (samples: readonly Sample[]) =>
      samples.map((sample): ExtractionOutcome => {
        if (Buffer.compare(sample.image, image) === 0) return fail();
        return outcomeOf({ ...sample, image: Uint8Array.of(1) });
      }),
  };
}

/** The first in the order of renewals, and as many others as are behind it. */
async function enrolled(opened: Awaited<ReturnType<typeof open>>, count: number) {
  const made = [];
  for (let index = 0; index < count; index++) made.push(await opened.enrol());
  made.sort((a, b) => (a.templateId < b.templateId ? -1 : 1));
  return { image: made[0]!.encounter.samples[0]!.sample.image, templateId: made[0]!.templateId };
}

const ofEes = async ({ ports }: Awaited<ReturnType<typeof open>>) =>
  (await ports.renewalProgress.read(ports.unitOfWork.sql)).find(({ system }) => system === 'ees');

t.test('an image that always takes too long is given up in the end too', async (test) => {
  const opened = await open(test);
  const { image } = await enrolled(opened, 3);
  const extractor = failingFor(image, () => TOO_LONG);
  const options = { signal, failures: new Map<TemplateId, number>(), onProgress: () => undefined };
  const walk = () => renewTemplates({ ...opened.ports, extractor }, VERSIONS, options);
  for (let tries = 1; tries < LIMITS.templateRenewalTries; tries++) {
    test.match(await walk(), { refused: 0, failed: 1, remaining: 1 });
  }
  test.match(await walk(), { refused: 1, failed: 0, remaining: 0 });
  test.match(await ofEes(opened), { remaining: 0, refused: 1 });
});

t.test(
  'an image that breaks the extractor keeps no other from its turn, and is given up in the end',
  async (test) => {
    const opened = await open(test);
    const { ports } = opened;
    const { image, templateId } = await enrolled(opened, 10);
    const extractor = failingFor(image, () => {
      throw new OperationalError('worker-crashed', 'The extraction worker died.');
    });
    const failed: string[] = [];
    const failures = new Map<TemplateId, number>();
    const onFailed = (stale: { readonly templateId: TemplateId }) => failed.push(stale.templateId);
    const walk = (of = VERSIONS) =>
      renewTemplates({ ...ports, extractor }, of, {
        signal,
        failures,
        onFailed,
        onProgress: () => undefined,
      });
    test.same(await walk(), { renewed: 9, refused: 0, failed: 1, remaining: 1 });
    test.match(await ofEes(opened), { ...VERSIONS, remaining: 1, refused: 0 });
    for (let tries = 2; tries < LIMITS.templateRenewalTries; tries++) {
      test.same(await walk(), { renewed: 0, refused: 0, failed: 1, remaining: 1 }, `walk ${tries}`);
    }
    test.same(await walk(), { renewed: 0, refused: 1, failed: 0, remaining: 0 }, 'as often as it is tried');
    test.match(await ofEes(opened), { remaining: 0, refused: 1 });
    test.same(new Set(failed), new Set([templateId]));
    test.equal(failed.length, LIMITS.templateRenewalTries);
  },
);

t.test(
  'an extractor that answers nothing, a slow one and a database that is away refuse nothing',
  async (test) => {
    const fails: Record<string, () => ExtractionOutcome> = {
      slow: () => TOO_LONG,
      away: () => {
        throw new OperationalError('database-unavailable', 'It is away.');
      },
      broken: () => {
        throw new OperationalError('worker-crashed', 'The extraction worker died.');
      },
    };
    for (const [name, fail] of Object.entries(fails)) {
      const opened = await open(test);
      const { image } = await enrolled(opened, 3);
      let extractor = failingFor(image, fail);
      const options = { signal, failures: new Map<TemplateId, number>(), onProgress: () => undefined };
      for (let tries = 0; tries <= LIMITS.templateRenewalTries; tries++) {
        const done = await renewTemplates({ ...opened.ports, extractor }, VERSIONS, options);
        test.match(done, { refused: 0, failed: 1, remaining: 1 }, name);
        if (name !== 'away') extractor = { extract: async (samples) => samples.map(fail) };
      }
      test.match(await ofEes(opened), { remaining: 1, refused: 0 }, name);
    }
  },
);

t.test(
  'what a walk leaves is counted for each system, before it begins and when it is over',
  async (test) => {
    const opened = await open(test);
    const { ports, subjects, unitOfWork, enrol, extracted } = opened;
    const { encounter } = newEncounter({ system: 'vis' });
    await subjects.insertEncounter(unitOfWork.sql, encounter);
    await enrol();
    const read = async () => {
      const rows = await ports.renewalProgress.read(unitOfWork.sql);
      return Object.fromEntries(rows.map(({ system, remaining, refused }) => [system, remaining + refused]));
    };
    const seen: object[] = [];
    const extract = async (samples: readonly Sample[]) => {
      seen.push(await read());
      extracted.push(...samples);
      return samples.map((sample) => outcomeOf({ ...sample, image: Uint8Array.of(1) }));
    };
    const renew = () =>
      renewTemplates({ ...ports, extractor: { extract } }, VERSIONS, { signal, onProgress: () => undefined });
    await renew();
    test.match(seen[0], { ees: 1, vis: 1, sis: 0 });
    test.match(await read(), { ees: 0, vis: 0, sis: 0 });
    const [row] = await ports.renewalProgress.read(unitOfWork.sql);
    test.match(row, {
      modality: 'fingerprint',
      templateVersion: 'fingerprint-new',
      secondStage: 'minutiae-new',
    });
    await unitOfWork.sql.query('delete from hub.template_minutiae');
    await ports.renewalProgress.keep(unitOfWork.sql, VERSIONS, signal);
    test.match(await read(), { ees: 0, vis: 0 }, 'a finger without minutiae holds nobody up');
  },
);

t.test('all kinds of biometrics are counted before the first is renewed', async (test) => {
  const { ports, unitOfWork, enrol } = await open(test);
  await enrol();
  const FACES: CurrentVersions = { modality: 'face', templateVersion: 'face-new' };
  const before = { modality: 'face', templateVersion: 'face-old' } as const;
  await ports.renewalProgress.keep(unitOfWork.sql, before, signal);
  const seen: string[][] = [];
  const extract = async (samples: readonly Sample[]) => {
    const rows = await ports.renewalProgress.read(unitOfWork.sql);
    seen.push([...new Set(rows.map(({ templateVersion }) => templateVersion))].sort());
    return samples.map((sample) => outcomeOf({ ...sample, image: Uint8Array.of(1) }));
  };
  const done: unknown[] = [];
  await renewEach({ ...ports, extractor: { extract } }, [VERSIONS, FACES], {
    signal,
    optionsOf: () => ({ onProgress: () => undefined }),
    onDone: ({ modality }, { renewed }) => done.push([modality, renewed]),
  });
  test.same(seen, [['face-new', 'fingerprint-new']]);
  test.same(done, [
    ['fingerprint', 1],
    ['face', 0],
  ]);
});

t.test('of a subject it is known for which models its references could not be renewed', async (test) => {
  const { ports, unitOfWork, enrol } = await open(test);
  const { encounter, templateId } = await enrol();
  const refusals = () =>
    ports.renewalProgress.refusals(unitOfWork.sql, 'ees', encounter.subjectId as SubjectId);
  test.same(await refusals(), new Map());
  const [stale] = (await ports.templateRenewals.stale(unitOfWork.sql, { versions: VERSIONS, limit: 1 }))
    .references;
  await ports.templateRenewals.refuse(unitOfWork.sql, stale!, VERSIONS);
  const { modality: _modality, ...versions } = VERSIONS;
  test.same(await refusals(), new Map([[templateId, versions]]));
  await ports.templateRenewals.refuse(unitOfWork.sql, stale!, { modality: 'face', templateVersion: 'f' });
  test.same(await refusals(), new Map([[templateId, { templateVersion: 'f' }]]));
});
