/** Mirrored images over HTTP: a verification and a search say so, make no match of it and disclose nobody by it. */
import t from 'tap';
import { Compile } from 'typebox/compile';
import { Operation as OperationShape } from '../../schemas/operation.js';
import { mirrorMinutiaeBytes } from '../domain/mirror-minutiae.js';
import { createSecondStage } from '../engine/second-stage/compare-candidates.js';
import { createTwoStageComparator } from '../engine/second-stage/compare-in-two-stages.js';
import { openMinutiaePool } from '../engine/second-stage/minutiae-pool.js';
import { randomMinutiaeBytes } from '../testing/random-minutiae.js';
import { seededRandom } from '../testing/seeded-random.js';
import { openWorkingHub, SAMPLE, type WorkingHub } from '../testing/working-hub.js';
import type { Candidate, GallerySearch } from '../workflows/ports/gallery.js';
import type { ExtractionOutcome } from '../workflows/ports/samples.js';

const pool = openMinutiaePool({ threads: 1 });
t.teardown(() => pool.close());
const REAL = { comparator: createTwoStageComparator(pool), secondStage: createSecondStage(pool) };
const BORDER = { as: 'border-authority' } as const;
const IDENTIFY = '/v1/identifications';

const [AS_IT_IS, IN_MIRROR] = [view(1), view(2)];

function view(seed: number): Int8Array {
  const random = seededRandom(seed);
  return Int8Array.from({ length: 256 }, () => Math.round(200 * (random() - 0.5)));
}

const minutiae = (bytes: Uint8Array) => ({ templateVersion: 'minutiae-test', bytes });

/** What extraction finds from now on: a finger, or its mirror image. */
function shows(hub: WorkingHub, finger: number, isMirrored: boolean, isAsked = true): void {
  const bytes = randomMinutiaeBytes(finger, isMirrored ? 2 : 0);
  hub.answers.extract = ({ position }): ExtractionOutcome => ({
    kind: 'template',
    template: {
      position,
      templateVersion: 'fake-1',
      quality: 90,
      views: [isMirrored ? IN_MIRROR : AS_IT_IS],
      ...(isAsked ? { mirroredView: isMirrored ? AS_IT_IS : IN_MIRROR } : {}),
      minutiae: minutiae(isMirrored ? mirrorMinutiaeBytes(bytes) : bytes),
    },
    image: { mediaType: 'image/png', widthPx: 400, heightPx: 500, ppi: 500 },
  });
}

const ENTRY = {
  encounterAt: '2026-09-21T10:00:00Z',
  identity: {
    surnames: ['Rivera'],
    givenNames: ['Ana'],
    dateOfBirth: '1990-05-06',
    sex: 'female',
    nationalities: ['PER'],
  },
  facts: { kind: 'entry', entryDate: '2026-09-21', borderCrossingPoint: 'AUT-VIE' },
  samples: [SAMPLE],
};
const ARREST = {
  ...ENTRY,
  facts: {
    kind: 'alert',
    alertKind: 'arrest',
    issuedOn: '2026-09-20',
    reviewBy: '2027-09-20',
    actionToBeTaken: 'as the kind says',
    details: { reason: 'a reason', decisionReference: 'D-1', isProportionate: true },
  },
};

/** A gallery of one person: found by the embedding of the finger as it was enrolled, and by no other. */
async function enrol(
  hub: WorkingHub,
  system: 'ees' | 'sis',
  payload: object,
): Promise<{ subjectId: string; encounterId: string }> {
  shows(hub, 1, false);
  const caller = system === 'ees' ? BORDER : ({ as: 'sirene-bureau' } as const);
  const { body } = await hub.run(`/v1/systems/${system}/encounters`, caller, payload);
  const { subjectId, encounterId } = body.result;
  const [reference] = await hub.ports.subjects.references(hub.unitOfWork.sql, system, subjectId);
  hub.answers.search = (search) => ({
    snapshot: 'test',
    complete: true,
    referencesCompared: 1000,
    comparisons: [1000],
    threshold: 11,
    overflow: false,
    candidates: search.systems.includes(system)
      ? [candidate(search, { system, subjectId, templateId: reference!.templateId } as Found)]
      : [],
  });
  return { subjectId, encounterId };
}

type Found = Pick<Candidate, 'system' | 'subjectId'> & Pick<Candidate['positions'][number], 'templateId'>;

function candidate({ probes }: GallerySearch, { system, subjectId, templateId }: Found): Candidate {
  const [probe] = probes;
  const isFound = probe!.views[0]![0] === AS_IT_IS[0];
  return {
    system,
    subjectId,
    rank: 1,
    similarityScore: isFound ? 9 : 4,
    decision: isFound ? 'inconclusive' : 'no-match',
    positions: [
      {
        probeIndex: 0,
        probePosition: probe!.position,
        referencePosition: 'right-index',
        templateId,
        similarityScore: isFound ? 0.5 : 0,
        logLikelihoodRatio: isFound ? 5 : -3,
        probeQuality: 90,
        referenceQuality: 90,
      },
    ],
  };
}

t.test('a verification by mirrored images fails, and says why', async (t) => {
  const hub = await openWorkingHub(t, REAL);
  const { subjectId } = await enrol(hub, 'ees', ENTRY);
  const verify = async (finger: number, isMirrored: boolean) => {
    shows(hub, finger, isMirrored);
    const url = `/v1/systems/ees/subjects/${subjectId}/verifications`;
    const { body } = await hub.run(url, BORDER, { samples: [SAMPLE] });
    t.ok(Compile(OperationShape).Check(body), 'as described');
    return body.result;
  };
  t.match(await verify(1, false), { decision: 'match', mirrorCheck: { outcome: 'not-needed' } });
  t.match(await verify(7, false), { decision: 'no-match', mirrorCheck: { outcome: 'nothing-found' } });
  const mirrored = await verify(1, true);
  t.equal(mirrored.decision, 'no-match');
  t.match(mirrored.mirrorCheck, {
    outcome: 'mirrored-image',
    samples: [{ probeIndex: 0, position: 'right-index' }],
    detail: /check the device/,
  });
  const [logged] = await hub.unitOfWork.sql.query<{ result: string }>(
    `select result from hub.access_log where access_right = 'biometric-comparison' order by entry_id desc limit 1`,
  );
  t.equal(logged?.result, 'no-match', 'in the log it is what it is');
});

t.test('a search of mirrored images finds nobody, and says why where it was asked', async (t) => {
  const hub = await openWorkingHub(t, REAL);
  const { subjectId } = await enrol(hub, 'ees', ENTRY);
  const identify = async (finger: number, isMirrored: boolean, checkMirrored = true) => {
    shows(hub, finger, isMirrored, checkMirrored);
    const payload = { systems: ['ees'], samples: [SAMPLE], ...(checkMirrored ? { checkMirrored } : {}) };
    const { body } = await hub.run(IDENTIFY, BORDER, payload);
    t.ok(Compile(OperationShape).Check(body), 'as described');
    return body.result;
  };
  const match = { candidates: [{ subjectId, decision: 'match' }] };
  t.match(await identify(1, false), { ...match, mirrorCheck: { outcome: 'not-needed' } });
  t.match(await identify(1, false, false), { ...match, mirrorCheck: { outcome: 'not-asked' } });
  t.match(await identify(7, false), { mirrorCheck: { outcome: 'nothing-found' } });
  const mirrored = await identify(1, true);
  t.match(mirrored.mirrorCheck, { outcome: 'mirrored-image', samples: [{ probeIndex: 0 }] });
  t.not(mirrored.candidates[0]?.decision, 'match', 'a mirror image makes no match');
  t.notOk('mirrored' in mirrored.gallery);
});

t.test('somebody who is hidden is not disclosed by a mirror image', async (t) => {
  const hub = await openWorkingHub(t, REAL);
  hub.time.today = '2026-09-21';
  hub.time.nowMs = Date.parse('2026-09-21T10:00:00Z');
  const { encounterId } = await enrol(hub, 'sis', ARREST);
  const identify = async (of: string, isMirrored: boolean) => {
    shows(hub, 1, isMirrored);
    const payload = { systems: ['sis'], samples: [SAMPLE], checkMirrored: true };
    const { body } = await hub.run(IDENTIFY, { ...BORDER, of }, payload);
    return [body.result.candidates.length, body.result.mirrorCheck.outcome];
  };
  t.same(await identify('DEU', true), [1, 'mirrored-image']);
  t.same(await identify('DEU', false), [1, 'not-needed']);
  const hidden = { kind: 'hidden', inStates: ['DEU'] };
  await hub.call('POST', `/v1/systems/sis/alerts/${encounterId}/events`, { as: 'sirene-bureau' }, hidden);
  t.same(await identify('DEU', true), [0, 'nothing-found']);
  t.same(await identify('DEU', false), [0, 'nothing-found'], 'nor by what was not needed');
  t.same(await identify('FRA', true), [1, 'mirrored-image']);
});

t.test(
  'an enrolment of mirrored images is counted where the quality of data is, and makes no link',
  async (t) => {
    const hub = await openWorkingHub(t, REAL);
    hub.time.today = '2026-09-21';
    hub.time.nowMs = Date.parse('2026-09-21T10:00:00Z');
    await enrol(hub, 'sis', ARREST);
    const enter = async (finger: number, isMirrored: boolean, surname: string) => {
      shows(hub, finger, isMirrored);
      const identity = { ...ENTRY.identity, surnames: [surname], givenNames: [surname] };
      const { body } = await hub.run('/v1/systems/ees/encounters', BORDER, { ...ENTRY, identity });
      const [quality] = await hub.unitOfWork.sql.query<{ rules: readonly string[] }>(
        'select rules from hub.record_quality where encounter_id = $1',
        [body.result.encounterId],
      );
      const links = await hub.unitOfWork.sql.query('select from hub.identity_links');
      return [quality!.rules.includes('images-mirrored'), links.length];
    };
    t.same(await enter(7, false, 'Stranger'), [false, 0]);
    t.same(await enter(1, true, 'Mirrored'), [true, 0]);
    t.same(await enter(1, false, 'Other'), [false, 1], 'as they are they make the link they are to make');
    t.match(await hub.ports.metrics.registry.metrics(), /hub_flags_total\{flag="mirrored-image"[^}]*\} 1/);
  },
);
