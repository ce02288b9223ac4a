import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { EncounterId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import {
  KEY_ENCRYPTION_KEY,
  markedImage,
  newEncounter,
  newOperation,
  reference,
  referenceWithMinutiae,
  tablesThatContain,
  untilSomebodyWaits,
} from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { OperationRequest } from '../workflows/ports/operations.js';
import { createGalleryFeed } from './gallery-feed.js';
import { openKeyring } from './keyring.js';
import { createOperations } from './operations.js';
import { createSubjects } from './subjects.js';

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  return {
    ...unitOfWork,
    keyring,
    subjects: createSubjects({ keyring }),
    feed: createGalleryFeed({ unitOfWork, keyring }),
  };
}

const LOAD = async () => {};

t.test('a second encounter adds to the subject', async (t) => {
  const { sql, transaction, subjects } = await open(t);
  const first = newEncounter();
  const { system, subjectId } = first.encounter;
  const second = newEncounter({ subjectId });
  await transaction((tx) => subjects.insertEncounter(tx, first.encounter));
  const later = { ...second.encounter, memberState: 'DEU', encounterAt: '2026-04-01T10:00:00+02:00' };
  await transaction((tx) => subjects.insertEncounter(tx, later));

  const image = { mediaType: 'image/png', widthPx: 400, heightPx: 500, ppi: 500 };
  t.same(await subjects.read(sql, system, subjectId), {
    system,
    subjectId,
    memberState: 'AUT',
    samples: [first, second].map(({ sampleId, encounter: { encounterId } }) => ({
      sampleId,
      encounterId,
      position: 'right-index',
      quality: 71.5,
      image,
    })),
  });
  const references = await subjects.references(sql, system, subjectId);
  t.same(
    [...references].sort((a, b) => (a.templateId < b.templateId ? -1 : 1)),
    [first, second]
      .map(({ templateId, sampleId }) => ({ ...reference(templateId), templateId, sampleId }))
      .sort((a, b) => (a.templateId < b.templateId ? -1 : 1)),
  );
  t.same(await transaction((tx) => subjects.lock(tx, system, subjectId)), { memberState: 'AUT' });
});

t.test('minutiae stand sealed beside the embedding of their template, and go with it', async (t) => {
  const { sql, transaction, subjects, feed } = await open(t);
  const plain = newEncounter();
  const { system, subjectId } = plain.encounter;
  const fresh = newEncounter({ subjectId });
  const [drawn] = fresh.encounter.references;
  const template = referenceWithMinutiae(fresh.templateId);
  await transaction((tx) => subjects.insertEncounter(tx, plain.encounter));
  await transaction((tx) =>
    subjects.insertEncounter(tx, { ...fresh.encounter, references: [{ ...drawn!, template }] }),
  );

  const references = await subjects.references(sql, system, subjectId);
  t.same(
    references.find(({ templateId }) => templateId === fresh.templateId),
    { ...template, templateId: fresh.templateId, sampleId: fresh.sampleId },
  );
  t.notOk(
    'minutiae' in references.find(({ templateId }) => templateId === plain.templateId)!,
    'one from before there were minutiae has none',
  );
  const wanted = [plain.templateId, fresh.templateId, randomUUID() as TemplateId];
  t.same([...(await subjects.minutiae(sql, wanted))], [[fresh.templateId, template.minutiae]]);
  t.same([...(await subjects.minutiae(sql, []))], []);
  t.same(await tablesThatContain(sql, template.minutiae!.bytes), [], 'they are nowhere in the clear');
  await feed.readAll(async (batch): Promise<void> => {
    t.notOk(
      batch.some((each) => 'minutiae' in each.template),
      'a gallery has none',
    );
  }, new AbortController().signal);

  await sql.query(`update hub.template_minutiae set template_id = $2 where template_id = $1`, [
    fresh.templateId,
    plain.templateId,
  ]);
  await t.rejects(subjects.minutiae(sql, wanted), /does not belong where it stands/);
  await sql.query(
    `update hub.template_minutiae set template_id = $1, template_version = 'other' where template_id = $2`,
    [fresh.templateId, plain.templateId],
  );
  await t.rejects(subjects.minutiae(sql, wanted), /does not belong where it stands/);

  const { encounterId } = fresh.encounter;
  await transaction((tx) => subjects.eraseEncounter(tx, system, subjectId, encounterId));
  t.same(await sql.query('select from hub.template_minutiae'), []);
});

t.test('systems never share a subject', async (t) => {
  const { sql, subjects } = await open(t);
  const { encounter } = newEncounter();
  await subjects.insertEncounter(sql, encounter);
  t.equal(await subjects.read(sql, 'vis', encounter.subjectId), undefined);
  t.equal(await subjects.lock(sql, 'vis', encounter.subjectId), undefined);
  t.same(await subjects.references(sql, 'vis', encounter.subjectId), []);
  t.equal(await subjects.read(sql, 'ees', randomUUID() as SubjectId), undefined);
});

t.test('a subject of a system without biometrics has no samples', async (t) => {
  const { sql, subjects } = await open(t);
  const { encounter } = newEncounter({ system: 'etias' });
  await subjects.insertEncounter(sql, { ...encounter, samples: [], references: [] });
  t.match(await subjects.read(sql, 'etias', encounter.subjectId), { memberState: 'AUT', samples: [] });
});

t.test('nothing is left of an encounter whose transaction was rolled back', async (t) => {
  const { sql, transaction, subjects } = await open(t);
  const { encounter } = newEncounter();
  const failing = transaction(async (tx) => {
    await subjects.insertEncounter(tx, encounter);
    throw new Error('no');
  });
  await t.rejects(failing, { message: 'no' });
  t.equal(await subjects.read(sql, encounter.system, encounter.subjectId), undefined);
  t.equal((await sql.query('select from hub.gallery_changes')).length, 0);
});

t.test('neither image nor embedding stands readable in any table', async (t) => {
  const { sql, subjects } = await open(t);
  const { encounter, templateId, sampleId } = newEncounter();
  await subjects.insertEncounter(sql, encounter);
  t.same(await tablesThatContain(sql, markedImage(templateId)), []);
  t.same(
    await tablesThatContain(sql, Buffer.from(sampleId)),
    ['hub.samples', 'hub.templates'],
    'the search finds',
  );
});

t.test('an embedding given to another row or another subject does not open', async (t) => {
  const { sql, subjects } = await open(t);
  const [one, other] = [newEncounter(), newEncounter()];
  await subjects.insertEncounter(sql, one.encounter);
  await subjects.insertEncounter(sql, other.encounter);
  const { system, subjectId } = other.encounter;

  await sql.query(
    `update hub.templates set embedding = (select embedding from hub.templates where template_id = $1)
     where template_id = $2`,
    [one.templateId, other.templateId],
  );
  await t.rejects(subjects.references(sql, system, subjectId), /does not belong/);
  await sql.query('delete from hub.templates where template_id = $1', [other.templateId]);
  await sql.query('update hub.templates set subject_id = $2 where template_id = $1', [
    one.templateId,
    subjectId,
  ]);
  await t.rejects(subjects.references(sql, system, subjectId), /does not belong/);
});

t.test('an image given to another row does not open', async (t) => {
  const { sql, subjects, keyring } = await open(t);
  const { encounter, templateId, sampleId } = newEncounter();
  await subjects.insertEncounter(sql, encounter);
  const [row] = await sql.query<{ image: Buffer }>('select image from hub.samples');
  t.same([...keyring.open(row!.image, `hub.samples.image:${sampleId}`)], [...markedImage(templateId)]);
  t.throws(() => keyring.open(row!.image, `hub.samples.image:${randomUUID()}`), /does not belong/);
});

t.test('erased means gone from every table, and announced', async (t) => {
  const { sql, transaction, subjects, feed } = await open(t);
  const [gone, kept] = [newEncounter(), newEncounter()];
  const again = newEncounter({ subjectId: gone.encounter.subjectId });
  for (const { encounter } of [gone, kept, again]) await subjects.insertEncounter(sql, encounter);
  const { cursor } = await feed.readAll(LOAD, never());
  const { system, subjectId } = gone.encounter;

  await transaction((tx) => subjects.erase(tx, system, subjectId));

  t.equal(await subjects.read(sql, system, subjectId), undefined);
  const ids = [gone, again].flatMap(({ encounter, sampleId }) => [
    sampleId,
    encounter.encounterId,
    subjectId,
  ]);
  for (const id of ids) t.same(await tablesThatContain(sql, Buffer.from(id)), []);
  for (const table of ['subjects', 'encounters', 'samples', 'templates']) {
    t.equal((await sql.query(`select from hub.${table}`)).length, 1, `${table} of others stay`);
  }
  const { added, erased } = await feed.changesSince(cursor);
  t.same(added, []);
  t.same([...erased].sort(), [gone.templateId, again.templateId].sort());
  await t.resolves(
    transaction((tx) => subjects.erase(tx, system, subjectId)),
    'erasing twice does nothing',
  );
});

t.test(
  'a palm print is a sample without a template: no gallery is told of it, and it goes with the rest',
  async (t) => {
    const { sql, transaction, subjects, feed } = await open(t);
    const { encounter } = newEncounter({ system: 'sis' });
    const { system, subjectId, encounterId } = encounter;
    const image = { mediaType: 'image/png', widthPx: 2750, heightPx: 2750, ppi: 500 };
    const bytes = markedImage('palm');
    const sampleId = randomUUID() as SampleId;
    const palm = {
      sampleId,
      sample: { position: 'right-full-palm', image: bytes, ppi: 500 },
      image,
    } as const;
    await transaction((tx) =>
      subjects.insertEncounter(tx, { ...encounter, samples: [palm], references: [] }),
    );
    t.same((await subjects.read(sql, system, subjectId))?.samples, [
      { sampleId, encounterId, position: 'right-full-palm', image },
    ]);
    t.same(await subjects.references(sql, system, subjectId), []);
    t.same(Buffer.from((await subjects.sample(sql, sampleId))!.image), Buffer.from(bytes));
    t.same(await tablesThatContain(sql, bytes), [], 'sealed');
    let loaded = 0;
    const { cursor } = await feed.readAll(async (batch) => {
      loaded += batch.length;
    }, never());
    t.equal(loaded, 0);
    const isGone = await transaction((tx) =>
      subjects.eraseBiometrics(tx, system, subjectId, { modality: 'fingerprint' }),
    );
    t.notOk(isGone, 'it is of no modality that is searched');
    t.ok(await transaction((tx) => subjects.eraseBiometrics(tx, system, subjectId, { encounterId })));
    t.same(await tablesThatContain(sql, Buffer.from(sampleId)), []);
    t.same((await feed.changesSince(cursor)).erased, []);
  },
);

t.test('a file that stays says when biometrics of it were erased, and nothing where none were', async (t) => {
  const { sql, transaction, subjects } = await open(t);
  for (const how of ['encounter', 'biometrics'] as const) {
    const { encounter } = newEncounter();
    const { system, subjectId } = encounter;
    const encounterId = encounter.encounterId as EncounterId;
    const bare = newEncounter({ subjectId }).encounter;
    await subjects.insertEncounter(sql, encounter);
    await subjects.insertEncounter(sql, { ...bare, samples: [], references: [] });
    const erasedAt = async () => (await subjects.read(sql, system, subjectId))?.biometricsErasedAt;
    const erase = (of: EncounterId) =>
      transaction<unknown>((tx) =>
        how === 'encounter'
          ? subjects.eraseEncounter(tx, system, subjectId, of)
          : subjects.eraseBiometrics(tx, system, subjectId, { encounterId: of }),
      );
    await erase(bare.encounterId as EncounterId);
    t.equal(await erasedAt(), undefined, how);
    await erase(encounterId);
    t.type(await erasedAt(), 'string', how);
  }
});

t.test('an erasure waits for an encounter that is being added, and announces its template too', async (t) => {
  const { sql, transaction, subjects, feed } = await open(t);
  const first = newEncounter();
  const { system, subjectId } = first.encounter;
  await subjects.insertEncounter(sql, first.encounter);
  const { cursor } = await feed.readAll(LOAD, never());
  const second = newEncounter({ subjectId });
  let erasure: Promise<void> | undefined;
  await transaction(async (tx) => {
    await subjects.insertEncounter(tx, second.encounter);
    erasure = transaction((other) => subjects.erase(other, system, subjectId));
    await untilSomebodyWaits(sql);
  });
  await erasure;

  t.equal((await sql.query('select from hub.templates')).length, 0);
  const { erased } = await feed.changesSince(cursor);
  t.same([...erased].sort(), [first.templateId, second.templateId].sort());
});

t.test('encounters of one subject added at once are all kept', async (t) => {
  const { sql, transaction, subjects } = await open(t);
  const subjectId = randomUUID() as SubjectId;
  const encounters = Array.from({ length: 6 }, () => newEncounter({ subjectId }).encounter);
  await Promise.all(
    encounters.map((encounter) => transaction((tx) => subjects.insertEncounter(tx, encounter))),
  );
  t.equal((await subjects.read(sql, 'ees', subjectId))?.samples.length, 6);
});

function never(): AbortSignal {
  return new AbortController().signal;
}

t.test('an erasure takes the detections of the subject that wait along, probes and all', async (t) => {
  const { sql, transaction, keyring, subjects } = await open(t);
  const operations = createOperations({ keyring });
  const [{ encounter }, other] = [newEncounter(), newEncounter()];
  const waiting = [encounter, other.encounter].map(({ system, subjectId, encounterId }) =>
    newOperation({ request: { kind: 'detect-links', system, subjectId, encounterId }, samples: [] }),
  );
  for (const each of [encounter, other.encounter]) {
    await transaction((tx) => subjects.insertEncounter(tx, each));
  }
  for (const operation of waiting) {
    await transaction(async (tx) => {
      await operations.insert(tx, operation);
      await operations.keepProbes(tx, operation.operationId, []);
    });
  }
  await transaction((tx) => subjects.erase(tx, encounter.system, encounter.subjectId));
  const left = await Promise.all(waiting.map(({ operationId }) => operations.read(sql, operationId)));
  t.same(
    left.map((operation) => operation?.state),
    [undefined, 'extracted'],
  );
});

t.test('the detections of a file that have not ended are stopped, and told oldest first', async (t) => {
  const { sql, transaction, keyring, subjects } = await open(t);
  const operations = createOperations({ keyring });
  const [{ encounter }, other] = [newEncounter(), newEncounter()];
  const { system, subjectId } = encounter;
  const kept = async (request: OperationRequest, ending?: unknown) => {
    const operation = newOperation({ request, samples: [] });
    await transaction(async (tx) => {
      await operations.insert(tx, operation);
      await operations.keepProbes(tx, operation.operationId, []);
      if (ending) await operations.complete(tx, operation.operationId, ending);
    });
    return operation;
  };
  for (const each of [encounter, other.encounter]) {
    await transaction((tx) => subjects.insertEncounter(tx, each));
  }
  const detection = { kind: 'detect-links', system, subjectId, encounterId: encounter.encounterId } as const;
  const waiting = [await kept(detection), await kept({ ...detection, isAfresh: true })];
  const left = [
    await kept(detection, { kind: 'detect-links' }),
    await kept({ ...detection, subjectId: other.encounter.subjectId }),
    await kept({ kind: 'compare-data-set', system: 'eurodac', subjectId }),
  ];
  const stopped = await transaction((tx) => operations.stopDetections(tx, { system, subjectId }));
  t.match(
    stopped,
    waiting.map(({ operationId, request, requester }) => ({ operationId, request, requester })),
  );
  t.same(await transaction((tx) => operations.stopDetections(tx, { system, subjectId })), []);
  for (const { operationId } of waiting) t.equal(await operations.read(sql, operationId), undefined);
  for (const { operationId } of left) t.ok(await operations.read(sql, operationId));
});
