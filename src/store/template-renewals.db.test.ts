import t from 'tap';
import type { SubjectId, TemplateId } from '../domain/ids.js';
import type { ReferenceTemplate } from '../matching/template.js';
import { randomIds } from '../platform/ids.js';
import { KEY_ENCRYPTION_KEY, newEncounter } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { QueueFigures } from '../workflows/ports/operation.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import type { CurrentVersions } from '../workflows/ports/template-renewals.js';
import { type Renewed, renewTemplates } from '../workflows/renew-templates.js';
import { createGalleryFeed } from './gallery-feed.js';
import { openKeyring } from './keyring.js';
import { createSubjects } from './subjects.js';
import { createTemplateRenewals } from './template-renewals.js';

const VERSIONS: CurrentVersions = {
  modality: 'fingerprint',
  templateVersion: 'fingerprint-new',
  secondStage: 'minutiae-new',
};
const signal = new AbortController().signal;

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
    templateRenewals: createTemplateRenewals({ keyring }),
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
  const { ports, subjects, templateRenewals, unitOfWork, feed, extracted, enrol } = await open(test);
  const made = [];
  for (let index = 0; index < 20; index++) made.push(await enrol());
  const before = await feed.readAll(async () => undefined, signal);
  const steps: Renewed[] = [];
  const done = await renewTemplates(ports, VERSIONS, { signal, onProgress: (step) => steps.push(step) });
  const kept = made.filter(({ encounter }) => encounter.samples[0]!.sample.image[0]! % 4 === 0);
  test.same(done, { renewed: made.length - kept.length, refused: kept.length, remaining: 0 });
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
  test.same(again, { renewed: 0, refused: 0, remaining: 0 });
  test.equal(extracted.length, 0, 'what cannot be renewed is not tried again for this version');
  const next = { ...VERSIONS, templateVersion: 'fingerprint-next' };
  test.equal(await templateRenewals.count(unitOfWork.sql, next), made.length, 'but for the next one');
  test.equal(await templateRenewals.count(unitOfWork.sql, { modality: 'face', templateVersion: 'f' }), 0);
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
