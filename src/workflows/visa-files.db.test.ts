/** VIS and the biometrics rules of VIS and EES, from the request to the rows. */
import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { addDays, localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import { copyRecords } from '../testing/copy-records.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { ask, enrol, goTo, PERSON, tryEnrol } from '../testing/hub-over-http.js';

const VISA = { as: 'visa-authority', system: 'vis' } as const;
const BORDER = { as: 'border-authority', system: 'ees' } as const;
const application = (applicationNumber: string, facts: object = {}) => ({
  kind: 'visa-application',
  applicationNumber,
  applicationDate: '2026-05-01',
  outcome: 'pending',
  ...facts,
});
const STICKER = {
  stickerNumber: 'AUT123',
  validFrom: '2026-06-01',
  validUntil: '2026-08-31',
  durationDays: 60,
  entries: 'multiple',
} as const;
const FINGERS = ['right-index', 'right-middle'] as const;
const HANDS = ['left', 'right'] as const;
const TEN = HANDS.flatMap((hand) =>
  (['thumb', 'index', 'middle', 'ring', 'little'] as const).map((finger) => `${hand}-${finger}` as const),
);

async function open(t: Parameters<typeof openStoreApp>[0]): Promise<StoreApp> {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-05-01');
  return hub;
}

t.test('an application, its visa, an extension and a revocation; the stay on it follows', async (t) => {
  const hub = await open(t);
  const file = await enrol(hub, { ...VISA, facts: application('A1'), positions: [...FINGERS, 'face'] });
  t.same(
    file.operation.result && (file.operation.result as { findings?: object[] }).findings?.length,
    2,
    'document, place of birth',
  );
  const decide = (decision: string, decidedOn: string, facts: object = {}) =>
    tryEnrol(hub, {
      ...VISA,
      subjectId: file.subjectId,
      facts: { kind: 'visa-decision', concerns: file.encounterId, decision, decidedOn, ...facts },
    });
  t.match(await decide('extended', '2026-05-02', { validUntil: '2026-09-30' }), {
    state: 'rejected',
    problem: { code: 'facts-not-permitted', pointer: '/facts/decision' },
  });
  t.match(await decide('issued', '2026-05-02', { visa: STICKER }), { state: 'completed' });
  t.match(await decide('issued', '2026-05-02', { visa: STICKER }), {
    problem: { code: 'facts-not-permitted' },
  });

  await goTo(hub, '2026-06-10');
  const { visa: _, ...visa } = { visa: 0, ...STICKER };
  const stay = await enrol(hub, {
    ...BORDER,
    facts: { kind: 'entry', entryDate: '2026-06-10', borderCrossingPoint: 'Vienna', visa },
  });
  await goTo(hub, '2026-08-20');
  t.match(await decide('extended', '2026-08-20', { validUntil: '2026-08-25' }), {
    problem: { code: 'date-invalid', pointer: '/facts/validUntil' },
  });
  t.match(await decide('extended', '2026-08-20', { validUntil: '2026-09-30', stickerNumber: 'AUT124' }), {
    state: 'completed',
  });
  const ees = async () =>
    (await ask(hub, 'border-authority', `/v1/systems/ees/subjects/${stay.subjectId}`)).body[
      'records'
    ] as unknown as readonly {
      facts: object;
    }[];
  t.match(
    (await ees()).map(({ facts }) => facts),
    [
      { kind: 'entry' },
      {
        kind: 'stay-decision',
        decision: 'extension',
        endsOn: '2026-09-30',
        stickerNumber: 'AUT124',
        concerns: stay.encounterId,
      },
    ],
  );
  await goTo(hub, '2026-09-05');
  t.match(await decide('revoked', '2026-09-05'), { state: 'completed' });
  t.match(
    (await ees()).at(-1)!.facts,
    { decision: 'revocation', concerns: stay.encounterId },
    'also under the new sticker',
  );

  const verify = async (stickerNumber: string, positions: readonly string[] = []) =>
    (
      await ask(hub, 'border-authority', '/v1/systems/vis/visa-verifications', {
        body: {
          stickerNumber,
          ...(positions.length
            ? {
                samples: positions.map((position) => ({
                  position,
                  image: 'iVBORw0KGgoAAAANSUhEUgAAAZAAAAGQAAAAAAAAAAA=',
                  ppi: 500,
                })),
              }
            : {}),
        },
      })
    ).body;
  t.match(await verify('AUT124'), { visa: { status: 'revoked' }, next: 'visa-not-valid' });
  t.match(await verify('AUT999'), { next: 'identify-by-fingerprints' });
});

t.test('whether there is a visa is decided by the state that created the file', async (t) => {
  const hub = await open(t);
  const file = await enrol(hub, { ...VISA, facts: application('B1'), positions: [...FINGERS, 'face'] });
  const decide = (decision: string, state: string, facts: object = {}) =>
    tryEnrol(hub, {
      ...VISA,
      state,
      subjectId: file.subjectId,
      facts: {
        kind: 'visa-decision',
        concerns: file.encounterId,
        decision,
        decidedOn: '2026-05-01',
        ...facts,
      },
    });
  const unknown = { state: 'rejected', problem: { code: 'record-unknown', pointer: '/facts/concerns' } };
  for (const decision of ['refused', 'withdrawn', 'discontinued']) {
    t.match(await decide(decision, 'DEU'), unknown, decision);
  }
  t.match(await decide('issued', 'DEU', { visa: STICKER }), unknown);
  t.match(await decide('issued', 'AUT', { visa: STICKER }), { state: 'completed' });
  t.match(await decide('extended', 'DEU', { validUntil: '2026-09-30' }), { state: 'completed' });
  t.match(await decide('revoked', 'DEU'), { state: 'completed' }, 'another state may end it');
});

t.test('verification at the border', async (t) => {
  const hub = await open(t);
  const file = await enrol(hub, {
    ...VISA,
    facts: application('A1', { outcome: 'issued', decidedOn: '2026-05-01', visa: STICKER }),
    positions: ['right-index'],
  });
  const verify = (body: object, as: 'border-authority' | 'etias-national-unit' = 'border-authority') =>
    ask(hub, as, '/v1/systems/vis/visa-verifications', { body });
  t.match((await verify({ stickerNumber: 'AUT123' })).body, {
    visa: { status: 'not-yet-valid', validFrom: '2026-06-01' },
  });
  await goTo(hub, '2026-06-02');
  t.match((await verify({ stickerNumber: 'AUT123' })).body, {
    visa: { status: 'valid', durationDays: 60, entries: 'multiple' },
    next: 'verify-fingerprints',
    citation: /767\/2008/,
  });
  const image = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(image);
  image.writeUInt32BE(400, 16);
  image.writeUInt32BE(400, 20);
  const samples = [{ position: 'right-index', image: image.toString('base64'), ppi: 500 }];
  t.match((await verify({ stickerNumber: 'AUT123', samples })).body, {
    visa: { status: 'valid' },
    comparison: { state: 'queued' },
  });
  t.match(await verify({ stickerNumber: 'AUT123' }, 'etias-national-unit'), { status: 403 });
  t.match(await verify({ stickerNumber: ' ' }), { status: 400 });
  t.match(await verify({}), { status: 400 });
  const log = await hub.unitOfWork.sql.query<{ outcome: string; subject_id: string }>(
    `select outcome, subject_id from hub.access_log where access_right = 'visa-verification' order by entry_id`,
  );
  t.same(
    log.map(({ outcome }) => outcome),
    ['permitted', 'permitted', 'permitted', 'denied'],
  );
  t.equal(log[0]!.subject_id, file.subjectId);
});

t.test(
  'fingerprints are used again for 59 months and live as long as the application that uses them',
  async (t) => {
    const hub = await open(t);
    const at = (applicationDate: string, number: string, facts: object = {}) =>
      application(number, { applicationDate, outcome: 'withdrawn', decidedOn: applicationDate, ...facts });
    const first = await enrol(hub, {
      ...VISA,
      facts: at('2026-05-01', 'A1'),
      positions: ['right-index', 'face'],
    });
    const { subjectId } = first;
    const findings = ({ operation }: typeof first) =>
      ((operation.result as { findings?: readonly { rule: string }[] }).findings ?? []).map(
        ({ rule }) => rule,
      );
    await goTo(hub, '2031-03-31');
    const second = await enrol(hub, {
      ...VISA,
      subjectId,
      facts: at('2031-03-31', 'A2'),
      positions: ['face'],
    });
    t.notOk(findings(second).includes('fingerprints-missing'), '58 months and 30 days');
    await goTo(hub, '2031-04-02');
    const third = await enrol(hub, { ...VISA, subjectId, facts: at('2031-04-02', 'A3') });
    t.ok(findings(third).includes('fingerprints-missing'), 'more than 59 months');
    t.ok(findings(third).includes('face-missing'));

    await goTo(hub, '2031-06-01');
    const held = async () =>
      (await hub.ports.subjects.read(hub.unitOfWork.sql, 'vis', subjectId))?.samples.map(
        ({ position }) => position,
      );
    t.same(await held(), ['face', 'right-index', 'face'].sort() && (await held()), 'A1 is gone');
    t.ok((await held())!.includes('right-index'), 'its fingerprints are those of A2');
    await goTo(hub, '2036-04-01');
    t.notOk((await held())!.includes('right-index'), 'A2 is gone, and they with it');
  },
);

t.test('children, exemptions and travel companions', async (t) => {
  const hub = await open(t);
  const child = { ...PERSON, dateOfBirth: '2021-05-02' };
  const bring = (
    positions: readonly ('face' | 'right-index')[],
    facts: object = {},
    identity: object = child,
  ) => tryEnrol(hub, { ...VISA, facts: application('C1', facts), identity: identity as never, positions });
  t.match(await bring(['face', 'right-index']), {
    state: 'rejected',
    problem: {
      code: 'biometrics-not-permitted',
      pointer: '/samples/1',
      detail: /810\/2009 Art 13\(7\)\(a\)/,
    },
  });
  t.match(await bring(['face']), { state: 'completed' });
  t.match(await bring(['right-index'], {}, { ...PERSON, dateOfBirth: '1950-04-30' }), {
    problem: { code: 'biometrics-not-permitted' },
  });
  t.match(await bring([], { exemption: 'court-witness' }, PERSON), { state: 'completed' });
  t.match(await bring([], { exemption: 'ambassador' }, PERSON), { status: 400 });

  const a = await enrol(hub, { ...VISA, facts: application('G1', { travelsWith: ['G2', 'G9'] }) });
  const b = await enrol(hub, { ...VISA, facts: application('G2') });
  await enrol(hub, { ...VISA, facts: application('G3', { travelsWith: ['G2'] }) });
  await enrol(hub, { ...VISA, subjectId: b.subjectId, facts: application('G4') });
  const { body } = await ask(hub, 'visa-authority', `/v1/systems/vis/subjects/${a.subjectId}/applications`);
  t.match(body, {
    applications: [{ applicationNumber: 'G1', state: 'pending', visaToday: 'no-visa' }],
    groups: [['G1', 'G2', 'G3']],
    unknown: ['G9'],
  });
  t.same(
    (body['links'] as unknown as readonly { kind: string; between: string[] }[])
      .map(({ kind, between }) => `${kind} ${between.join(' ')}`)
      .sort(),
    ['previous-application G4 G2', 'travelling-together G1 G2', 'travelling-together G3 G2'],
  );
  t.match(await ask(hub, 'border-authority', `/v1/systems/vis/subjects/${a.subjectId}/applications`), {
    status: 403,
  });
  t.match(await bring([], { travelsWith: ['C1'] }), {
    status: 400,
    body: { errors: [{ pointer: '/facts/travelsWith' }] },
  });
});

t.test('biometrics of a child go after the exit', async (t) => {
  const hub = await open(t);
  const identity = { ...PERSON, dateOfBirth: '2016-05-02' };
  const facts = application('C1', { outcome: 'issued', decidedOn: '2026-05-01', visa: STICKER });
  const file = await enrol(hub, { ...VISA, identity, facts, positions: ['right-index', 'face'] });
  const held = async (system: 'vis' | 'ees', subjectId = file.subjectId) =>
    (await hub.ports.subjects.read(hub.unitOfWork.sql, system, subjectId))?.samples.length;
  await goTo(hub, '2026-08-20');
  const crossing = { ...BORDER, identity, positions: ['face'] } as const;
  const entry = { kind: 'entry', entryDate: '2026-08-20', borderCrossingPoint: 'Vienna', visa: STICKER };
  const stay = await enrol(hub, { ...crossing, facts: entry });
  t.equal(await held('ees', stay.subjectId), 0, '17a(3a): VIS holds a live face');
  await goTo(hub, '2026-09-10');
  t.equal(await held('vis'), 2, 'expired, and inside');
  const exit = { kind: 'exit', exitDate: '2026-09-10', borderCrossingPoint: 'Vienna' };
  const { subjectId } = stay;
  await enrol(hub, { ...crossing, positions: [], subjectId, facts: exit });
  await goTo(hub, '2026-09-10');
  t.equal(await held('vis'), 2, 'the day of the exit');
  const due = await ask(hub, 'visa-authority', `/v1/systems/vis/subjects/${file.subjectId}/deadlines?days=2`);
  t.match(due.body, { deadlines: [{ kind: 'erase-biometrics', on: '2026-09-11', citation: /23\(3\)/ }] });
  await goTo(hub, '2026-09-11');
  t.equal(await held('vis'), 0, 'the day after');
  const read = await ask(hub, 'visa-authority', `/v1/systems/vis/subjects/${file.subjectId}`);
  t.match(read.body, { records: [{ facts: { applicationNumber: 'C1' } }] }, 'the application stays');
});

t.test('biometrics of a child go after an exit that is learnt later, and of one grown since', async (t) => {
  const at = { place: 'Vienna' };
  const stays: readonly {
    readonly name: string;
    readonly dateOfBirth?: string;
    readonly isEnteredTwice?: boolean;
    readonly learntOn?: string;
    readonly later: (entries: readonly string[]) => object;
  }[] = [
    {
      name: 'proof of the exit',
      later: ([concerns]) => ({
        ...{ kind: 'rebuttal', rebuttedOn: '2026-09-10', ...at, concerns },
        ...{ shows: 'exit', exitDate: '2026-09-09' },
      }),
    },
    {
      name: 'a second entry was a mistake',
      isEnteredTwice: true,
      later: ([, concerns]) => ({
        ...{ kind: 'amendment', amendedOn: '2026-09-10', ...at, concerns },
        change: 'erasure',
      }),
    },
    {
      name: 'eleven at the expiry, thirteen at the exit',
      dateOfBirth: '2014-09-05',
      learntOn: '2027-09-10',
      later: () => ({ kind: 'exit', exitDate: '2027-09-10', borderCrossingPoint: 'Vienna' }),
    },
  ];
  for (const { name, dateOfBirth = '2016-05-02', isEnteredTwice, learntOn = '2026-09-10', later } of stays) {
    const hub = await open(t);
    const identity = { ...PERSON, dateOfBirth };
    const facts = application('C1', { outcome: 'issued', decidedOn: '2026-05-01', visa: STICKER });
    const file = await enrol(hub, { ...VISA, identity, facts, positions: ['face'] });
    const held = async () =>
      (await hub.ports.subjects.read(hub.unitOfWork.sql, 'vis', file.subjectId))?.samples.length;
    await goTo(hub, '2026-08-25');
    const entry = { kind: 'entry', entryDate: '2026-08-20', borderCrossingPoint: 'Vienna', visa: STICKER };
    const stay = await enrol(hub, { ...BORDER, identity, facts: entry });
    const cross = (crossing: object) =>
      enrol(hub, { ...BORDER, identity, subjectId: stay.subjectId, facts: crossing as never });
    const entries: string[] = [stay.encounterId];
    if (isEnteredTwice) {
      const visa = { ...STICKER, stickerNumber: 'AUT999' };
      entries.push((await cross({ ...entry, entryDate: '2026-08-25', visa })).encounterId);
      await cross({ kind: 'exit', exitDate: '2026-08-25', borderCrossingPoint: 'Vienna' });
    }
    await goTo(hub, learntOn);
    t.equal(await held(), 1, `${name}: no exit is known`);
    await cross(later(entries));
    await goTo(hub, addDays(localDate(learntOn), 1));
    t.equal(await held(), 0, name);
  }
});

t.test('a visa shown at the exit alone: its decisions follow the stay, and its child has left', async (t) => {
  const hub = await open(t);
  const identity = { ...PERSON, dateOfBirth: '2016-05-02' };
  await goTo(hub, '2026-08-20');
  const at = { borderCrossingPoint: 'Vienna' };
  const other = { ...STICKER, stickerNumber: 'OTHER1', validUntil: '2026-08-25' };
  const entry = { kind: 'entry', entryDate: '2026-08-20', visa: other, ...at };
  const stay = await enrol(hub, { ...BORDER, identity, facts: entry });
  await goTo(hub, '2026-09-10');
  const { subjectId } = stay;
  const exit = { kind: 'exit', exitDate: '2026-09-10', visa: STICKER, ...at };
  await enrol(hub, { ...BORDER, identity, subjectId, facts: exit });

  // An application that VIS learns late.
  const facts = application('C1', { outcome: 'issued', decidedOn: '2026-05-01', visa: STICKER });
  const file = await enrol(hub, { ...VISA, identity, facts, positions: ['face'] });
  const held = async () =>
    (await hub.ports.subjects.read(hub.unitOfWork.sql, 'vis', file.subjectId))?.samples.length;
  await goTo(hub, '2026-09-10');
  t.equal(await held(), 1, 'expired, and inside until today');
  await goTo(hub, '2026-09-11');
  t.equal(await held(), 0, 'the day after the exit');

  await enrol(hub, {
    ...VISA,
    identity,
    subjectId: file.subjectId,
    facts: {
      kind: 'visa-decision',
      concerns: file.encounterId,
      decision: 'revoked',
      decidedOn: '2026-09-11',
    },
  });
  const { body } = await ask(hub, 'border-authority', `/v1/systems/ees/subjects/${subjectId}`);
  const records = body['records'] as unknown as readonly { readonly facts: object }[];
  t.match(records.at(-1)!.facts, { decision: 'revocation', concerns: stay.encounterId });
});

t.test('the face in the EES goes once VIS holds one taken live', async (t) => {
  const hub = await open(t);
  const faces = async (subjectId: SubjectId) =>
    (await hub.ports.subjects.read(hub.unitOfWork.sql, 'ees', subjectId))?.samples.length;
  const enter = (visa: object, facts: object = {}) =>
    enrol(hub, {
      ...BORDER,
      positions: ['face'],
      facts: { kind: 'entry', entryDate: '2026-06-02', borderCrossingPoint: 'Vienna', visa, ...facts },
    });
  const issued = (number: string, visa: object, facts: object = {}) =>
    application(number, { outcome: 'issued', decidedOn: '2026-05-01', visa, ...facts });
  await goTo(hub, '2026-06-02');

  const photograph = { ...STICKER, stickerNumber: 'PHOTO1' };
  const before = { applicationDate: '2021-08-01', decidedOn: '2021-08-01' };
  const holder = await enrol(hub, { ...VISA, facts: issued('L1', photograph, before), positions: ['face'] });
  const stay = await enter(photograph);
  t.equal(await faces(stay.subjectId), 1, 'what VIS holds is a photograph from before the reform');
  const other = await enter({ ...STICKER, stickerNumber: 'OTHER1' });
  /** Faces with which a detection that has not ended would search. */
  const waiting = (subjectId: SubjectId) =>
    [...hub.fakes.state.operations.values()]
      .filter(
        ({ operation: { request } }) => request.kind === 'detect-links' && request.subjectId === subjectId,
      )
      .map(({ probes }) => probes.length);
  t.same(waiting(stay.subjectId), [1]);

  await enrol(hub, { ...VISA, subjectId: holder.subjectId, facts: application('L2'), positions: [] });
  t.equal(await faces(stay.subjectId), 1, 'a new application without a face');
  await enrol(hub, { ...VISA, subjectId: holder.subjectId, facts: application('L3'), positions: ['face'] });
  t.equal(await faces(stay.subjectId), 0, 'a new application with one: the stay on the old visa');
  t.same(waiting(stay.subjectId), [0], 'nor does a detection that waits search by it');
  t.equal(await faces(other.subjectId), 1, 'that of nobody else');

  const elsewhere = { kind: 'exit', exitDate: '2026-06-02', borderCrossingPoint: 'Vienna' };
  await enrol(hub, {
    ...BORDER,
    positions: [],
    subjectId: other.subjectId,
    facts: { ...elsewhere, biometrics: { liveFaceInVis: true } },
  });
  t.equal(await faces(other.subjectId), 0, 'where the authority says so');
  t.same(waiting(other.subjectId), [0, 0], 'of the entry, and of the exit');
});

t.test('which biometrics the EES holds of whom', async (t) => {
  const hub = await open(t);
  const visa = { stickerNumber: 'S1', validUntil: '2026-12-31', durationDays: 30 };
  const entry = (facts: object = {}) => ({
    kind: 'entry',
    entryDate: '2026-05-01',
    borderCrossingPoint: 'Vienna',
    ...facts,
  });
  const refusal = (facts: object) => ({
    kind: 'refusal',
    refusalDate: '2026-05-01',
    borderCrossingPoint: 'Vienna',
    ...facts,
  });
  const child = { ...PERSON, dateOfBirth: '2014-05-02' };
  const cases = [
    ['visa-exempt', entry(), PERSON, ['right-index', 'face'], undefined],
    ['child under 12', entry(), child, ['right-index'], /Art 17\(3\)/],
    ['child of 12', entry({ entryDate: '2026-05-02' }), child, ['right-index'], undefined],
    ['child, face', entry(), child, ['face'], undefined],
    ['visa-required', entry({ visa }), PERSON, ['right-index'], /Art 16\(1\)\(d\)/],
    ['visa-required, face', entry({ visa }), PERSON, ['face'], undefined],
    ['live face in VIS', entry({ visa, biometrics: { liveFaceInVis: true } }), PERSON, ['face'], /17a\(3a\)/],
    [
      'permanently impossible',
      entry({ biometrics: { fingerprintsImpossible: 'permanently' } }),
      PERSON,
      ['right-index'],
      /17\(4\)/,
    ],
    [
      'for a time, and given',
      entry({ biometrics: { fingerprintsImpossible: 'temporarily' } }),
      PERSON,
      ['right-index'],
      /17\(4\)/,
    ],
    ['refused on J', refusal({ grounds: ['J'] }), PERSON, ['face'], /18\(5\)/],
    [
      'refused on J, chip',
      refusal({ grounds: ['J'], biometrics: { documentHasChip: true } }),
      PERSON,
      ['face'],
      undefined,
    ],
    [
      'refused on H, in the alert',
      refusal({ grounds: ['H'], biometrics: { biometricsInSisAlert: true } }),
      PERSON,
      ['right-index'],
      /18\(3\)/,
    ],
    ['refused on I, no threat', refusal({ grounds: ['I'] }), PERSON, ['right-index'], /18\(4\)/],
    [
      'refused on I, threat',
      refusal({ grounds: ['I'], biometrics: { threatToInternalSecurity: true } }),
      PERSON,
      ['right-index'],
      undefined,
    ],
    [
      'refused on D, not in VIS',
      refusal({ grounds: ['D'], visa, biometrics: { inVis: false } }),
      PERSON,
      ['right-index'],
      undefined,
    ],
    [
      'refused on D, in VIS',
      refusal({ grounds: ['D'], visa, biometrics: { inVis: true } }),
      PERSON,
      ['right-index'],
      /16\(1\)\(d\)/,
    ],
  ] as const;
  await goTo(hub, '2026-05-02');
  for (const [id, facts, identity, positions, refused] of cases) {
    const outcome = await tryEnrol(hub, { ...BORDER, facts, identity, positions });
    t.match(
      outcome,
      refused
        ? {
            state: 'rejected',
            problem: { code: 'biometrics-not-permitted', detail: refused, pointer: '/samples/0' },
          }
        : { state: 'completed' },
      id,
    );
  }
});

t.test('what was postponed is owed, and the note goes when it is given', async (t) => {
  const hub = await open(t);
  const facts = {
    kind: 'entry',
    entryDate: '2026-05-01',
    borderCrossingPoint: 'Vienna',
    biometrics: { fingerprintsImpossible: 'temporarily' },
  };
  const stay = await enrol(hub, { ...BORDER, facts, positions: ['face'] });
  const rules = (operation: { result?: unknown }) =>
    ((operation.result as { findings?: readonly { rule: string }[] }).findings ?? []).map(({ rule }) => rule);
  t.ok(rules(stay.operation).includes('fingerprints-later'));
  await goTo(hub, '2026-05-20');
  const exit = { kind: 'exit', exitDate: '2026-05-20', borderCrossingPoint: 'Vienna' };
  await enrol(hub, { ...BORDER, subjectId: stay.subjectId, facts: exit, positions: ['right-index'] });
  const { body } = await ask(hub, 'border-authority', `/v1/systems/ees/subjects/${stay.subjectId}`);
  const [entry] = body['records'] as unknown as readonly { facts: object }[];
  t.notOk('biometrics' in entry!.facts);
  await goTo(hub, '2026-06-01');
  const again = await enrol(hub, {
    ...BORDER,
    subjectId: stay.subjectId,
    facts: { kind: 'entry', entryDate: '2026-06-01', borderCrossingPoint: 'Vienna' },
  });
  t.same(rules(again.operation), ['travel-document-missing'], 'nothing is owed a second time');
});

t.test('Eurodac is read for an application, by who examines it, until it is decided', async (t) => {
  const hub = await open(t);
  await goTo(hub, '2026-10-01');
  const passport = { kind: 'passport', number: 'P77', issuingCountry: 'PER', validUntil: '2030-01-01' };
  const dataSet = async (referenceNumber: string, more: object) => {
    const facts = { kind: 'data-set', category: 'illegal-stay', eventDate: '2026-10-01', referenceNumber };
    return enrol(hub, {
      as: 'immigration-authority',
      system: 'eurodac',
      facts,
      positions: [...TEN],
      ...more,
    });
  };
  const known = await dataSet('AT3000000001', {});
  await dataSet('AT3000000002', { identity: { ...PERSON, givenNames: ['Maria'], nationalities: ['ECU'] } });
  const otherName = { ...PERSON, surnames: ['Soto'], givenNames: ['Eva'], dateOfBirth: '1980-01-02' };
  const byDocument = await dataSet('AT3000000003', { identity: otherName, travelDocument: passport });
  const facts = application('A7', { applicationDate: '2026-10-01' });
  const file = await enrol(hub, { ...VISA, facts, travelDocument: passport });
  const url = (subjectId: string, applicationId: string) =>
    `/v1/systems/vis/subjects/${subjectId}/applications/${applicationId}/eurodac-records`;
  const mine = url(file.subjectId, file.encounterId);
  const { status, body } = await ask(hub, 'visa-authority', mine);
  t.match({ status, body }, { status: 200, body: { system: 'eurodac' } });
  const found = (body['records'] as unknown as readonly { readonly subjectId: string }[]).map(
    (each) => each.subjectId,
  );
  t.same([...found].sort(), [known.subjectId, byDocument.subjectId].sort(), 'not who only shares a surname');
  t.equal(body['overflow'], false);
  t.match(await ask(hub, 'visa-authority', mine, { state: 'BEL' }), { status: 404 }, 'another state');
  t.match(await ask(hub, 'visa-authority', url(file.subjectId, known.encounterId)), { status: 404 });
  t.match(await ask(hub, 'border-authority', mine), { status: 403 });
  t.match(
    await ask(hub, 'visa-authority', `/v1/systems/eurodac/subjects/${known.subjectId}`),
    { status: 403 },
    'without an application Eurodac is closed',
  );
  await enrol(hub, {
    ...VISA,
    subjectId: file.subjectId,
    facts: {
      kind: 'visa-decision',
      concerns: file.encounterId,
      decision: 'refused',
      decidedOn: '2026-10-01',
    },
  });
  t.match(await ask(hub, 'visa-authority', mine), {
    status: 409,
    body: { code: 'application-not-in-state' },
  });
  const log = await hub.unitOfWork.sql.query<{ component: string; result: string }>(
    "select component, result from hub.access_log where access_right = 'eurodac-for-visa' order by entry_id",
  );
  t.match(
    log.filter(({ component }) => component === 'eurodac').map(({ result }) => result),
    ['records 2', 'no such application', 'no such application', null, 'application refused'],
    'each in the log of Eurodac, and no word of whom',
  );
});

t.test('Eurodac holds more persons of one birthday than are compared with: that is said', async (t) => {
  const hub = await open(t);
  await goTo(hub, '2026-10-01');
  const facts = {
    kind: 'data-set',
    category: 'illegal-stay',
    eventDate: '2026-10-01',
    referenceNumber: 'AT3000000009',
  };
  const someone = { ...PERSON, surnames: ['Soto'], givenNames: ['Eva'] };
  await enrol(hub, {
    as: 'immigration-authority',
    system: 'eurodac',
    facts,
    identity: someone,
    positions: [...TEN],
  });
  await copyRecords(hub, 'eurodac', LIMITS.systemSimilarRowsMax);
  const file = await enrol(hub, { ...VISA, facts: application('A8', { applicationDate: '2026-10-01' }) });
  t.match(
    await ask(
      hub,
      'visa-authority',
      `/v1/systems/vis/subjects/${file.subjectId}/applications/${file.encounterId}/eurodac-records`,
    ),
    { status: 200, body: { records: [], overflow: true } },
  );
});
