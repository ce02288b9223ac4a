/** Palm prints in SIS, from the request to the rows: kept sealed, told of, shown, in no search, gone with their alert. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { LinkId, SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import { createGalleryFeed } from '../store/gallery-feed.js';
import { openKeyring } from '../store/keyring.js';
import { bearer } from '../testing/http-test-app.js';
import { passDays } from '../testing/hub-over-http.js';
import { KEY_ENCRYPTION_KEY, newEncounter, tablesThatContain } from '../testing/store-fixtures.js';
import { createRandom } from '../testing/synthetic/random.js';
import {
  convictionIndex,
  entry,
  eurodacDataSet,
  type SyntheticEncounter,
  visaApplication,
} from '../testing/synthetic/synthetic-encounter.js';
import { openWorkingHub, SAMPLE, type WorkingHub } from '../testing/working-hub.js';

const HOME = '/v1/systems/sis';
const TODAY = '2026-09-21';
const NOW = `${TODAY}T10:00:00Z`;
const SIRENE = { as: 'sirene-bureau', of: 'AUT' } as const;
const CITATION = '(EU) 2019/817 Art 13(1)(c), (d)';
const IDENTITY = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: localDate('1990-05-06'),
  sex: 'female',
  nationalities: ['PER'],
} as const;
const MARK = 'the ridges of a palm, as nothing else reads';

/** A header with something recognisable behind it, for each position another. */
function palm(position: string) {
  const bytes = Buffer.concat([Buffer.from(SAMPLE.image, 'base64'), Buffer.from(`${MARK}: ${position}`)]);
  return { position, image: bytes.toString('base64'), ppi: 500 };
}

function alert(alertKind: string, details: object = {}, reviewBy = '2027-09-20') {
  return {
    kind: 'alert',
    alertKind,
    issuedOn: '2026-09-20',
    reviewBy,
    actionToBeTaken: 'as the kind says',
    details: { reason: 'a reason', isProportionate: true, ...details },
  };
}

async function open(t: Parameters<typeof openWorkingHub>[0]): Promise<WorkingHub> {
  const hub = await openWorkingHub(t);
  hub.time.today = TODAY;
  hub.time.nowMs = Date.parse(NOW);
  return hub;
}

const enter = (hub: WorkingHub, samples: readonly object[], facts: object = alert('arrest')) =>
  hub.run(`${HOME}/encounters`, SIRENE, { encounterAt: NOW, identity: IDENTITY, facts, samples });
const enterUnknown = (hub: WorkingHub, samples: readonly object[], details: object = {}) =>
  hub.run(`${HOME}/unknown-person-alerts`, SIRENE, {
    encounterAt: NOW,
    facts: alert('unknown-wanted', { arePrintsFromScene: true, ...details }),
    samples,
  });
const readSubject = (hub: WorkingHub, subjectId: string) =>
  hub.call('GET', `${HOME}/subjects/${subjectId}`, SIRENE);
const containing = (hub: WorkingHub, text = MARK) => tablesThatContain(hub.unitOfWork.sql, Buffer.from(text));

/** What a gallery would be loaded with. */
async function positionsInGallery({ unitOfWork }: WorkingHub): Promise<readonly string[]> {
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const found: string[] = [];
  await createGalleryFeed({ unitOfWork, keyring }).readAll(async (batch) => {
    found.push(...batch.map(({ template }) => template.position));
  }, AbortSignal.timeout(10_000));
  return found;
}

t.test(
  'an alert with fingers and palms: both are kept, and the answer says which are searched',
  async (t) => {
    const hub = await open(t);
    const sent = [palm('right-full-palm'), SAMPLE, palm('left-writers-palm')];
    const { body } = await enter(hub, sent);
    t.match(body, { state: 'completed' }, JSON.stringify(body));
    const { subjectId, samples } = body.result;
    t.match(samples, [
      {
        position: 'right-full-palm',
        notSearched: { rule: /palm prints/, citation: CITATION },
        image: { widthPx: 2750, ppi: 500 },
      },
      { position: 'right-index', quality: 80 },
      { position: 'left-writers-palm', notSearched: { citation: CITATION } },
    ]);
    t.notOk('quality' in samples[0], 'nothing was measured of a palm');
    t.notOk('notSearched' in samples[1]);
    const read = (await readSubject(hub, subjectId)).body;
    t.match(
      read.samples.map(({ position, quality, notSearched }: (typeof samples)[number]) => ({
        position,
        quality,
        citation: notSearched?.citation,
      })),
      [
        { position: 'left-writers-palm', quality: undefined, citation: CITATION },
        { position: 'right-full-palm', quality: undefined, citation: CITATION },
        { position: 'right-index', quality: 80, citation: undefined },
      ],
    );

    const rows = await hub.unitOfWork.sql.query<{ image: Buffer }>('select image from hub.samples');
    t.equal(rows.length, 3);
    t.notOk(
      rows.some(({ image }) => image.includes(MARK)),
      'sealed',
    );
    t.same(await containing(hub), [], 'nowhere in the open');
    const sample = await hub.ports.subjects.sample(hub.unitOfWork.sql, samples[0].sampleId);
    t.same(Buffer.from(sample!.image), Buffer.from(sent[0]!.image, 'base64'), 'whole, for who may see it');
    t.same(await positionsInGallery(hub), ['right-index'], 'no template of a palm');
    const changes = await hub.unitOfWork.sql.query('select 1 from hub.gallery_changes');
    t.equal(changes.length, 1, 'and galleries are told of none');
  },
);

t.test('the log of SIS names palm prints; that of the shared service has none of them', async (t) => {
  const hub = await open(t);
  await enter(hub, [palm('right-full-palm')]);
  const log = await hub.unitOfWork.sql.query<{ component: string; data_used: string[] }>(
    "select component, data_used from hub.access_log where access_right = 'enrol'",
  );
  t.same(log, [{ component: 'sis', data_used: ['palm-prints', 'identity'] }]);
});

t.test('an unknown wanted person of whom there is a palm print and nothing else', async (t) => {
  const hub = await open(t);
  const { body } = await enterUnknown(hub, [palm('unknown-palm'), palm('left-hypothenar-palm')]);
  t.match(body, { state: 'completed' }, JSON.stringify(body));
  t.match(body.result.samples, [
    { position: 'unknown-palm', notSearched: { citation: CITATION } },
    { position: 'left-hypothenar-palm', notSearched: { citation: CITATION } },
  ]);
  t.match((await readSubject(hub, body.result.subjectId)).body, {
    samples: [{ position: 'left-hypothenar-palm' }, { position: 'unknown-palm' }],
    records: [{ identity: { surnames: [] }, facts: { alertKind: 'unknown-wanted' } }],
  });
  t.same(await positionsInGallery(hub), [], 'no search of any finger finds it');
  t.match(
    (
      await enterUnknown(
        hub,
        ['right', 'left', 'right'].map((side, at) => palm(at < 2 ? `${side}-full-palm` : 'unknown-palm')),
      )
    ).body,
    {
      code: 'facts-not-permitted',
      errors: [{ pointer: '/samples', expected: /up to 2 palm prints.*\(EU\) 2018\/1862 Art 42\(2\)/ }],
    },
  );
  t.match((await enterUnknown(hub, [palm('unknown-palm')], { arePrintsFromScene: false })).body, {
    code: 'facts-not-permitted',
    errors: [{ pointer: '/facts/details/arePrintsFromScene', expected: /\(EU\) 2018\/1862 Art 40/ }],
  });
  const face = { ...SAMPLE, position: 'face' };
  t.match((await enterUnknown(hub, [palm('unknown-palm'), face])).body, {
    errors: [{ pointer: '/samples', expected: /nothing else of the person.*Art 22\(1\), 40/ }],
  });
});

t.test('more palm prints than two are refused, those that were not sent counted', async (t) => {
  const hub = await open(t);
  const two = [palm('right-full-palm'), palm('left-full-palm')];
  const tooMany = { code: 'facts-not-permitted', status: 422 };
  t.match((await enter(hub, [...two, palm('right-thenar-palm')])).body, {
    ...tooMany,
    errors: [{ pointer: '/samples', expected: /Art 42\(2\)/ }],
  });
  t.match((await enter(hub, two, alert('arrest', { palmPrints: 1 }))).body, {
    ...tooMany,
    errors: [{ pointer: '/facts/details/palmPrints' }],
  });
  t.match((await enter(hub, [palm('left-full-palm'), palm('left-full-palm')])).body, {
    code: 'position-repeated',
  });
  t.match((await enter(hub, [palm('right-heel')])).body, { code: 'position-unknown' });
  t.match((await enter(hub, two.slice(1), alert('arrest', { palmPrints: 1 }))).body, { state: 'completed' });
});

t.test('nobody is looked for by a palm print', async (t) => {
  const hub = await open(t);
  const { subjectId } = (await enter(hub, [SAMPLE, palm('right-full-palm')])).body.result;
  const samples = [SAMPLE, palm('right-full-palm')];
  const rows: readonly (readonly [string, object])[] = [
    ['/v1/identifications', { systems: ['sis'], samples }],
    ['/v1/searches', { systems: ['sis'], samples }],
    [`${HOME}/subjects/${subjectId}/verifications`, { samples }],
    ['/v1/federated-searches', { systems: ['sis'], samples }],
    ['/v1/systems/eurodac/comparisons', { referenceNumber: 'AT7-1', samples }],
    ['/v1/systems/vis/visa-verifications', { stickerNumber: 'AUT1', samples }],
  ];
  for (const [url, payload] of rows) {
    const answer = await hub.run(url, SIRENE, payload);
    t.match(
      answer,
      {
        status: 422,
        body: {
          code: 'palm-print-not-searched',
          errors: [{ pointer: '/samples/1/position', expected: /Art 13\(1\)\(c\), \(d\)/ }],
        },
      },
      url,
    );
  }
});

t.test('no other system keeps palm prints', async (t) => {
  const hub = await open(t);
  const random = createRandom('palm prints');
  const persona = { identity: IDENTITY };
  const on = localDate(TODAY);
  const rows: readonly (readonly [SystemId, SyntheticEncounter, RegExp])[] = [
    ['ees', entry(random, persona, { entryDate: on }), /EES.*\(EU\) 2017\/2226 Art 3\(1\)\(16\)/],
    [
      'vis',
      visaApplication(random, persona, { appliedOn: on, outcome: 'pending' }),
      /VIS.*\(EC\) 767\/2008 Art 9/,
    ],
    ['ecris-tcn', convictionIndex(random, persona, on), /ECRIS-TCN.*\(EU\) 2019\/816 Art 5/],
    [
      'eurodac',
      eurodacDataSet(random, persona, { category: 'international-protection', eventDate: on }),
      /Eurodac.*\(EU\) 2024\/1358 Art 2\(1\)\(q\)/,
    ],
  ];
  for (const [system, { authorityClass, identity, facts }, expected] of rows) {
    const samples = [SAMPLE, palm('right-full-palm')];
    const payload = { encounterAt: `${TODAY}T08:00:00Z`, identity, facts, samples };
    const answer = await hub.run(`/v1/systems/${system}/encounters`, { as: authorityClass }, payload);
    t.match(
      answer,
      {
        status: 422,
        body: {
          code: 'biometrics-not-permitted',
          errors: [{ pointer: '/samples/1/position', expected }],
        },
      },
      `${system}: ${JSON.stringify(answer.body)}`,
    );
  }
});

t.test('who verifies a link sees the palm prints of SIS', async (t) => {
  const hub = await open(t);
  const { body } = await enter(hub, [SAMPLE, palm('right-full-palm')]);
  const { encounter } = newEncounter({ system: 'vis' });
  await hub.unitOfWork.transaction((tx) => hub.ports.subjects.insertEncounter(tx, encounter));
  const linkId = randomUUID() as LinkId;
  await hub.unitOfWork.transaction((tx) =>
    hub.ports.identityLinks.keep(tx, {
      linkId,
      dataSets: [
        { system: 'sis', subjectId: body.result.subjectId as SubjectId },
        { system: 'vis', subjectId: encounter.subjectId },
      ],
      colour: 'yellow',
      relation: { biometrics: 'same', identity: 'different', document: 'absent' },
      citation: '(EU) 2019/817 Art 30(1)(a)',
      responsible: { memberState: 'AUT', authorityClasses: ['sirene-bureau'] },
    }),
  );
  const compared = await hub.call('GET', `/v1/links/${linkId}/comparison`, SIRENE);
  t.equal(compared.status, 200, JSON.stringify(compared.body));
  const [sis] = compared.body.sides;
  t.match(sis.samples, [{ position: 'right-full-palm' }, { position: 'right-index', quality: 80 }]);
  const shown = await hub.app.inject({
    method: 'GET',
    url: `/v1/links/${linkId}/samples/${sis.samples[0].sampleId}`,
    headers: await bearer('sirene-bureau', { claims: { member_state: 'AUT' } }),
  });
  t.equal(shown.statusCode, 200);
  t.ok(shown.rawPayload.includes(`${MARK}: right-full-palm`), 'the image that was sent');
  const ofOther = await hub.call('GET', `/v1/links/${linkId}/samples/${sis.samples[0].sampleId}`, {
    as: 'sirene-bureau',
    of: 'DEU',
  });
  t.equal(ofOther.status, 404, 'and nobody else');
});

t.test('they are gone when the alert is: by request, and by date', async (t) => {
  const hub = await open(t);
  const kept = async () => (await hub.unitOfWork.sql.query('select 1 from hub.samples')).length;
  const first = (await enterUnknown(hub, [palm('unknown-palm')])).body.result;
  t.equal(await kept(), 1);
  const erased = await hub.call('DELETE', `${HOME}/subjects/${first.subjectId}`, SIRENE);
  t.ok(erased.status < 300, JSON.stringify(erased.body));
  t.equal(await kept(), 0, 'on request');
  t.equal((await readSubject(hub, first.subjectId)).status, 404);

  await enter(hub, [SAMPLE, palm('right-full-palm')], alert('arrest', {}, '2026-09-22'));
  t.equal(await kept(), 2);
  await passDays(hub, 1);
  t.equal(await kept(), 2, 'the last day');
  await passDays(hub, 1);
  t.equal(await kept(), 0, 'the day after');
  t.same(await positionsInGallery(hub), []);
});
