import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { EncounterId, OperationId, SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { EurodacStatusMessage } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { OperationalError } from '../platform/operational-error.js';
import {
  FAKE_IDENTITY,
  FAKE_SAMPLE,
  fakeEnrolment,
  fakeEntry,
  fakeRequester,
} from '../testing/fakes/fake-people.js';
import { createFakePorts, type FakePorts } from '../testing/fakes/fake-ports.js';
import { createHubWorkflows } from './create-hub-workflows.js';
import { JOB_WORKFLOWS } from './create-job-workflows.js';
import { createFailOperation } from './fail-operation.js';
import type { CaptureReport } from './ports/captures.js';
import type { Candidate } from './ports/gallery.js';
import type { EnrolRequest, OperationRequest } from './ports/operations.js';
import type { AnySample, ExtractionOutcome, RecordFacts } from './ports/samples.js';
import type { SystemHit } from './ports/systems.js';
import type { EnrolResult, SearchSystemsResult } from './results.js';

const BORDER = fakeRequester('border-authority');
const NEVER = new AbortController().signal;
const ALL = ['ees', 'vis', 'etias', 'sis', 'ecris-tcn', 'eurodac'] as const;

async function accept(
  ports: FakePorts,
  request: OperationRequest,
  samples: readonly AnySample[] = [FAKE_SAMPLE],
  as?: AuthorityClass,
) {
  const requester = as === undefined ? BORDER : fakeRequester(as);
  const outcome = await createHubWorkflows(ports).accept(requester, request, samples, { waitMs: 0 });
  if (outcome.kind !== 'accepted') throw new Error(`expected to be accepted, was ${outcome.kind}`);
  return outcome.operation.operationId;
}

/** Runs what lies in the queues until nothing is left, as the workers would. */
async function work(ports: FakePorts): Promise<void> {
  for (let job = ports.handedOver.shift(); job; job = ports.handedOver.shift()) {
    await JOB_WORKFLOWS[job.queue](ports)(job.operationId, NEVER);
  }
}

const operationOf = (ports: FakePorts, operationId: OperationId) =>
  ports.state.operations.get(operationId)!.operation;

t.test('enrolment makes subject, record and result at once', async (t) => {
  const ports = createFakePorts();
  const operationId = await accept(ports, fakeEnrolment());
  await work(ports);
  const { state, result } = operationOf(ports, operationId);
  t.equal(state, 'completed');
  const { subjectId, encounterId } = result as EnrolResult;
  t.match(ports.state.encounters, [{ subjectId, encounterId, memberState: 'AUT', references: [{}] }]);
  t.match(ports.state.records, [{ subjectId, encounterId, system: 'ees' }]);
  t.equal(ports.announced[0], operationId);
});

t.test('a job that runs twice does its work once', async (t) => {
  const ports = createFakePorts();
  const operationId = await accept(ports, fakeEnrolment());
  const extract = JOB_WORKFLOWS.extraction(ports);
  await extract(operationId, NEVER);
  await extract(operationId, NEVER);
  t.equal(ports.state.encounters.length, 1);
  await extract('unknown' as OperationId, NEVER);
});

t.test('two workers that hold the same job at once do its work once', async (t) => {
  const ports = createFakePorts();
  const operationId = await accept(ports, fakeEnrolment());
  const extract = JOB_WORKFLOWS.extraction(ports);
  await Promise.all([extract(operationId, NEVER), extract(operationId, NEVER)]);
  t.equal(ports.state.encounters.length, 1);
});

t.test('a crash in the middle leaves nothing, and the next attempt does all of it', async (t) => {
  const ports = createFakePorts();
  const operationId = await accept(ports, fakeEnrolment());
  const ees = ports.adapters.get('ees')!;
  const crashing = {
    ...ports,
    adapters: new Map([
      ['ees' as SystemId, { ...ees, record: () => Promise.reject(new Error('power cut')) }],
    ]),
  };
  await t.rejects(JOB_WORKFLOWS.extraction(crashing)(operationId, NEVER), /power cut/);
  t.same([ports.state.encounters.length, operationOf(ports, operationId).state], [0, 'queued']);
  await JOB_WORKFLOWS.extraction(ports)(operationId, NEVER);
  t.same([ports.state.encounters.length, operationOf(ports, operationId).state], [1, 'completed']);
});

t.test('a slap is enrolled as its fingers; one that another sample is of too is refused', async (t) => {
  const slapSample = {
    ...FAKE_SAMPLE,
    position: 'unknown-finger',
    slap: { position: 'right-slap', missing: ['right-ring', 'right-little'] },
  } as const;
  const ports = createFakePorts();
  const good = ports.answers.extract;
  ports.answers.extract = (sample) => {
    if (!sample.slap) return good(sample);
    const fingers = (['right-index', 'right-middle'] as const).flatMap((position) => {
      const finger = { ...FAKE_SAMPLE, position };
      const outcome = good(finger);
      return outcome.kind === 'template' ? [{ sample: finger, outcome }] : [];
    });
    return { kind: 'slap', fingers };
  };
  await accept(ports, fakeEnrolment(), [slapSample, { ...FAKE_SAMPLE, position: 'face' }]);
  await work(ports);
  t.same(
    ports.state.encounters.flatMap(({ references }) => references.map(({ template }) => template.position)),
    ['right-index', 'right-middle', 'face'],
  );
  const otherHand = await accept(ports, fakeEnrolment(), [
    slapSample,
    { ...FAKE_SAMPLE, position: 'left-index' },
  ]);
  await work(ports);
  t.match(operationOf(ports, otherHand), {
    state: 'rejected',
    problem: { code: 'biometrics-not-permitted', pointer: '/samples/1' },
  });
  const repeated = await accept(ports, fakeEnrolment(), [slapSample, FAKE_SAMPLE]);
  await work(ports);
  t.match(operationOf(ports, repeated), {
    state: 'rejected',
    problem: { code: 'position-repeated', detail: /right-index/, pointer: '/samples' },
  });
});

t.test('minutiae without an image verify, and neither search nor enrol', async (t) => {
  const ports = createFakePorts();
  const good = ports.answers.extract;
  ports.answers.extract = (sample) => {
    const outcome = good(sample);
    return outcome.kind === 'template'
      ? { ...outcome, template: { ...outcome.template, views: [] } }
      : outcome;
  };
  for (const request of [fakeEnrolment(), { ...SEARCH_ALL, systems: ['ees'] as const }]) {
    const operationId = await accept(ports, request, [FAKE_SAMPLE]);
    await work(ports);
    t.match(operationOf(ports, operationId), {
      state: 'rejected',
      problem: { code: 'not-an-image', detail: /compared with one person/, pointer: '/samples/0' },
    });
  }
  t.same([ports.state.encounters.length, ports.state.outbox.length], [0, 0]);
});

t.test('a sample without a template rejects the whole request with its place', async (t) => {
  const ports = createFakePorts();
  const good = ports.answers.extract;
  ports.answers.extract = (sample) =>
    sample.position === 'left-index'
      ? { kind: 'rejected', defect: 'no-finger-found', detail: 'No ridges.' }
      : good(sample);
  const operationId = await accept(ports, fakeEnrolment(), [
    FAKE_SAMPLE,
    { ...FAKE_SAMPLE, position: 'left-index' },
  ]);
  await work(ports);
  t.match(operationOf(ports, operationId), {
    state: 'rejected',
    problem: { code: 'no-finger-found', detail: 'No ridges.', pointer: '/samples/1' },
  });
  t.equal(ports.state.encounters.length, 0, 'nothing stored');
});

t.test('an encounter of a subject nobody knows is rejected', async (t) => {
  const ports = createFakePorts();
  const operationId = await accept(ports, { ...fakeEnrolment(), subjectId: 'nobody' as SubjectId });
  await work(ports);
  t.match(operationOf(ports, operationId), { state: 'rejected', problem: { code: 'subject-unknown' } });
});

t.test('a correction of a record that is erased changes nothing and says so', async (t) => {
  const ports = createFakePorts();
  await accept(ports, fakeEnrolment());
  await work(ports);
  const { subjectId, encounterId } = ports.state.encounters[0]!;
  const correction = (concerns: string) => ({
    ...fakeEnrolment(),
    subjectId,
    facts: {
      kind: 'amendment' as const,
      amendedOn: localDate('2026-09-20'),
      place: 'Vienna',
      concerns: concerns as EncounterId,
      change: 'rectification' as const,
      eventDate: localDate('2026-09-02'),
    },
  });
  const gone = await accept(ports, correction('00000000-0000-4000-8000-00000000dead'), []);
  const known = await accept(ports, correction(encounterId), []);
  await work(ports);
  t.match(operationOf(ports, gone), {
    state: 'rejected',
    problem: { code: 'record-unknown', pointer: '/facts/concerns' },
  });
  t.match(operationOf(ports, known), { state: 'completed' });
  t.equal(ports.state.records.length, 2, 'the entry and its correction');
});

t.test('a status message is for the state of origin, about a data set that is there', async (t) => {
  const ports = createFakePorts();
  const dataSet: EnrolRequest = {
    ...fakeEnrolment(),
    system: 'eurodac',
    facts: {
      kind: 'data-set',
      category: 'illegal-stay',
      eventDate: localDate('2026-09-01'),
      referenceNumber: 'AT3-1',
    },
  };
  await accept(ports, dataSet);
  await work(ports);
  const { subjectId, encounterId } = ports.state.encounters[0]!;
  const message = (status: EurodacStatusMessage['status'], concerns: string = encounterId): EnrolRequest => ({
    ...dataSet,
    subjectId,
    facts: {
      kind: 'status-message',
      status,
      statusDate: localDate('2026-09-20'),
      concerns: concerns as EncounterId,
    },
  });
  const gone = await accept(ports, message('departure', '00000000-0000-4000-8000-00000000dead'), []);
  const ofApplicants = await accept(ports, message('protection-granted'), []);
  const permitted = await accept(ports, message('departure'), []);
  await work(ports);
  t.match(operationOf(ports, gone), {
    state: 'rejected',
    problem: { code: 'record-unknown', pointer: '/facts/concerns' },
  });
  t.match(operationOf(ports, ofApplicants), {
    state: 'rejected',
    problem: { code: 'facts-not-permitted', pointer: '/facts/status', detail: /Art 31/ },
  });
  t.match(operationOf(ports, permitted), { state: 'completed' });
  t.equal(ports.state.records.length, 2, 'the data set and the one message');
});

t.test('verification', async (t) => {
  const ports = createFakePorts();
  await accept(ports, fakeEnrolment());
  await work(ports);
  const { subjectId } = ports.state.encounters[0]!;
  const verify = { kind: 'verify', system: 'ees', subjectId, falseMatchRate: 0.001 } as const;
  const good = await accept(ports, verify);
  const nobody = await accept(ports, { ...verify, subjectId: 'nobody' as SubjectId });
  await work(ports);
  t.match(operationOf(ports, good), { state: 'completed', result: { decision: 'match', subjectId } });
  t.match(operationOf(ports, nobody), { state: 'rejected', problem: { code: 'subject-unknown' } });
  ports.answers.compare = () => ({ decision: 'no-match', similarityScore: 0, threshold: 6, positions: [] });
  const apart = await accept(ports, verify);
  await work(ports);
  t.match(operationOf(ports, apart), { state: 'rejected', problem: { code: 'no-common-position' } });
});

t.test('a verification of mirrored images stays one that failed, and says so', async (t) => {
  const ports = createFakePorts();
  await accept(ports, fakeEnrolment());
  await work(ports);
  const { subjectId } = ports.state.encounters[0]!;
  const compared = ports.answers.compare();
  ports.answers.compare = () => ({
    ...compared,
    decision: 'no-match',
    mirrorCheck: { outcome: 'mirrored-image', probeIndexes: [0] },
  });
  const told = await accept(ports, { kind: 'verify', system: 'ees', subjectId, falseMatchRate: 0.001 });
  await work(ports);
  t.match(operationOf(ports, told), {
    state: 'completed',
    result: {
      decision: 'no-match',
      mirrorCheck: {
        outcome: 'mirrored-image',
        samples: [{ probeIndex: 0, position: FAKE_SAMPLE.position }],
        detail: /check the device/,
      },
    },
  });
  t.match(await ports.metrics.registry.metrics(), /hub_flags_total\{flag="mirrored-image"[^}]*\} 1/);
});

t.test('a search says whether mirror images were looked at', async (t) => {
  const ports = createFakePorts();
  const asked: (number | undefined)[] = [];
  const { extract } = ports.extractor;
  const extractor: FakePorts['extractor'] = {
    extract: async (samples, options) => {
      asked.push(options.mirroredMax);
      return extract(samples, options);
    },
  };
  const asking = { ...ports, extractor };
  const identify = { systems: ['ees'], candidatesMax: 5, falsePositiveIdentificationRate: 0.01 } as const;
  const silent = await accept(asking, { kind: 'identify', ...identify });
  const looked = await accept(asking, { kind: 'identify', ...identify, checkMirrored: true });
  await work(asking);
  t.same(asked, [0, 14], 'all samples there may be');
  t.match(operationOf(asking, silent), { result: { mirrorCheck: { outcome: 'not-asked' } } });
  t.match(operationOf(asking, looked), { result: { mirrorCheck: { outcome: 'not-possible' } } });
});

t.test('a palm print is kept with an encounter, and nobody is looked for by one', async (t) => {
  const ports = createFakePorts();
  const palm = { position: 'right-full-palm', image: FAKE_SAMPLE.image, ppi: 500 } as const;
  const elsewhere = await accept(ports, fakeEnrolment(), [FAKE_SAMPLE, palm]);
  const alert: EnrolRequest = {
    kind: 'enrol',
    system: 'sis',
    encounterAt: '2026-09-01T10:00:00Z',
    identity: FAKE_IDENTITY,
    facts: {
      kind: 'alert',
      alertKind: 'arrest',
      issuedOn: localDate('2026-09-01'),
      reviewBy: localDate('2027-09-01'),
      actionToBeTaken: 'arrest',
    },
  };
  const enrolled = await accept(ports, alert, [palm, FAKE_SAMPLE], 'sirene-bureau');
  await work(ports);
  t.match(operationOf(ports, elsewhere), {
    state: 'rejected',
    problem: { code: 'biometrics-not-permitted', pointer: '/samples/1', detail: /^EES:.*Art/ },
  });
  t.match(operationOf(ports, enrolled), {
    state: 'completed',
    result: {
      samples: [
        { position: 'right-full-palm', notSearched: { citation: /Art 13\(1\)/ } },
        { position: FAKE_SAMPLE.position, quality: 80 },
      ],
    },
  });
  const [{ samples, references }] = ports.state.encounters as [(typeof ports.state.encounters)[number]];
  t.same(
    samples.map(({ sample }) => sample.position),
    ['right-full-palm', FAKE_SAMPLE.position],
  );
  t.same(
    references.map(({ template }) => template.position),
    [FAKE_SAMPLE.position],
  );
  const { subjectId } = ports.state.encounters[0]!;
  const searches: readonly OperationRequest[] = [
    { kind: 'verify', system: 'sis', subjectId, falseMatchRate: 0.001 },
    { kind: 'identify', systems: ['sis'], falsePositiveIdentificationRate: 0.01, candidatesMax: 10 },
  ];
  for (const request of searches) {
    const searched = await accept(ports, request, [FAKE_SAMPLE, palm], 'sirene-bureau');
    await work(ports);
    t.match(
      operationOf(ports, searched),
      { state: 'rejected', problem: { code: 'palm-print-not-searched', pointer: '/samples/1' } },
      request.kind,
    );
  }
});

t.test(
  'what a record says against its sample ends the operation, but where prints of a scene are entered or searched with',
  async (t) => {
    const ports = createFakePorts();
    const { extract } = ports.answers;
    let record: RecordFacts = { isLatent: true };
    ports.answers.extract = (sample) => ({ ...extract(sample), record }) as ExtractionOutcome;
    const identify = { systems: ['sis'], falsePositiveIdentificationRate: 0.01, candidatesMax: 10 } as const;
    const alert = (alertKind: 'arrest' | 'unknown-wanted'): EnrolRequest => ({
      kind: 'enrol',
      system: 'sis',
      encounterAt: '2026-09-01T10:00:00Z',
      identity: FAKE_IDENTITY,
      facts: {
        kind: 'alert',
        alertKind,
        issuedOn: localDate('2026-09-01'),
        reviewBy: localDate('2027-09-01'),
        actionToBeTaken: 'what is to be done',
      },
    });
    const send = async (request: OperationRequest, as?: AuthorityClass) => {
      const operationId = await accept(ports, request, [FAKE_SAMPLE], as);
      await work(ports);
      return operationOf(ports, operationId);
    };
    t.match(await send(alert('arrest'), 'sirene-bureau'), {
      state: 'rejected',
      problem: { code: 'latent-impression', pointer: '/samples/0', detail: /Art 40/ },
    });
    t.match(await send(fakeEnrolment()), { state: 'rejected', problem: { code: 'latent-impression' } });
    const search = { kind: 'identify', ...identify } as const;
    for (const authority of ['sirene-bureau', 'law-enforcement-authority'] as const)
      t.match(await send(search, authority), { state: 'completed' }, `a search by ${authority}`);
    t.match(await send({ ...search, systems: ['ees', 'sis'] }), {
      state: 'rejected',
      problem: { code: 'latent-impression', detail: /in: EES, SIS\. .*2017\/2226 Art 32.*Art 43\(3\)/ },
    });
    t.match(await send(alert('unknown-wanted'), 'sirene-bureau'), { state: 'completed' });
    record = { otherSize: 'two sizes' };
    t.match(await send(alert('unknown-wanted'), 'sirene-bureau'), {
      state: 'rejected',
      problem: { code: 'image-damaged', pointer: '/samples/0', detail: /two sizes/ },
    });
  },
);

t.test('identification searches the local systems and names the others', async (t) => {
  const ports = createFakePorts();
  const vis = ports.adapters.get('vis')!;
  const adapters = new Map([...ports.adapters, ['vis' as SystemId, { ...vis, location: 'remote' as const }]]);
  const remote: FakePorts = { ...ports, adapters };
  const asked: (readonly SystemId[])[] = [];
  const answer = ports.answers.search;
  ports.answers.search = (search) => {
    asked.push(search.systems);
    return answer(search);
  };
  const operationId = await accept(remote, {
    kind: 'identify',
    systems: ['ees', 'vis'],
    candidatesMax: 5,
    falsePositiveIdentificationRate: 0.01,
  });
  await work(remote);
  t.same(asked, [['ees']]);
  t.match(operationOf(ports, operationId).result, {
    systemsSearched: ['ees'],
    systemsNotSearched: ['vis'],
    gallery: { complete: true },
  });
});

const SEARCH_ALL = {
  kind: 'search-systems',
  systems: ALL,
  candidatesMax: 10,
  falsePositiveIdentificationRate: 0.01,
} as const;

function candidate(system: SystemId): Candidate {
  const subjectId = `${system}-subject` as SubjectId;
  return { system, subjectId, rank: 1, similarityScore: 30, decision: 'match', positions: [] };
}

function hit(system: SystemId, surname: string, entryDate: string): SystemHit {
  const { subjectId } = candidate(system);
  return {
    system,
    subjectId,
    foundBy: ['fingerprint'],
    candidate: candidate(system),
    records: [
      {
        system,
        subjectId,
        encounterId: `${system}-encounter` as never,
        memberState: 'AUT',
        encounterAt: '2026-03-01T10:00:00Z',
        identity: { ...FAKE_IDENTITY, surnames: [surname] },
        facts:
          system === 'ees'
            ? fakeEntry(entryDate)
            : {
                kind: 'visa-application',
                applicationNumber: 'V1',
                applicationDate: localDate('2026-01-01'),
                outcome: 'refused',
              },
      },
    ],
  };
}

t.test('a federated search asks each system by the keys it has', async (t) => {
  const ports = createFakePorts();
  const asked = new Map<SystemId, readonly string[]>();
  ports.answers.query = async (system, query) => {
    asked.set(system, [
      ...(query.probes.length > 0 ? ['biometrics'] : []),
      ...(query.identity ? ['identity'] : []),
      ...(query.document ? ['document'] : []),
    ]);
    return { hits: [], overflow: false };
  };
  const operationId = await accept(ports, {
    ...SEARCH_ALL,
    document: { number: 'X1', issuingCountry: 'PER' },
  });
  await work(ports);
  const result = operationOf(ports, operationId).result as SearchSystemsResult;
  t.same(asked.get('ees'), ['biometrics', 'document']);
  t.notOk(asked.get('etias')?.includes('biometrics'), 'ETIAS has no biometrics');
  t.equal(result.complete, true);
  t.same(
    result.systems.map(({ system }) => system),
    ALL.filter((system) => asked.has(system) || result.systems.some((answer) => answer.system === system)),
  );
  t.notOk(result.systems.some(({ system }) => system === 'ecris-tcn'));
});

t.test('a federated search by fingers compares only where the requester may identify', async (t) => {
  const ports = createFakePorts();
  const asked: (readonly SystemId[])[] = [];
  const answer = ports.answers.search;
  ports.answers.search = (search) => {
    asked.push(search.systems);
    return answer(search);
  };
  await accept(ports, { ...SEARCH_ALL, document: { number: 'X1', issuingCountry: 'PER' } });
  await work(ports);
  t.same(asked, [['ees', 'vis', 'sis']], 'a border authority asks ETIAS by document only');
});

t.test('candidates of one system do not crowd out those of another', async (t) => {
  const ports = createFakePorts();
  const answer = ports.answers.search;
  ports.answers.search = (search) => {
    const all = ['ees', 'ees', 'ees', 'vis'].map((system) => candidate(system as SystemId));
    return { ...answer(search), candidates: all.slice(0, search.candidatesMax) };
  };
  const got = new Map<SystemId, number>();
  ports.answers.query = async (system, { candidates }) => {
    got.set(system, candidates.length);
    return { hits: [], overflow: false };
  };
  await accept(ports, { ...SEARCH_ALL, candidatesMax: 2, systems: ['ees', 'vis'] });
  await work(ports);
  t.same(
    [...got],
    [
      ['ees', 2],
      ['vis', 1],
    ],
  );
});

t.test('one system that fails costs its own answer only', async (t) => {
  const ports = createFakePorts();
  ports.answers.query = async (system) => {
    if (system === 'vis') throw new OperationalError('system-unreachable', 'VIS cannot be reached.');
    return { hits: system === 'ees' ? [hit('ees', 'Rivera', '2026-03-01')] : [], overflow: false };
  };
  const operationId = await accept(ports, { ...SEARCH_ALL, systems: ['ees', 'vis'] });
  await work(ports);
  t.match(operationOf(ports, operationId).result, {
    complete: false,
    systems: [
      { system: 'ees', status: 'answered', hits: [{ subjectId: 'ees-subject' }] },
      {
        system: 'vis',
        status: 'not-answered',
        reason: 'system-unreachable',
        detail: 'VIS cannot be reached.',
      },
    ],
    flags: [{ kind: 'overstay' }],
  });
});

t.test('the same person under two names is flagged, an inconclusive candidate is not', async (t) => {
  const ports = createFakePorts();
  const visHit = hit('vis', 'Okonkwo', '2026-09-10');
  let decision: Candidate['decision'] = 'match';
  ports.answers.query = async (system) => {
    if (system === 'ees') return { hits: [hit('ees', 'Rivera', '2026-09-10')], overflow: false };
    return { hits: [{ ...visHit, candidate: { ...candidate('vis'), decision } }], overflow: false };
  };
  const search = { ...SEARCH_ALL, systems: ['ees', 'vis'] as const };
  const flagged = await accept(ports, search);
  await work(ports);
  t.match(operationOf(ports, flagged).result, {
    flags: [
      {
        kind: 'multiple-identity',
        restsOn: [{ system: 'ees' }, { system: 'vis' }],
        facts: { linkColour: 'yellow', differingCategories: ['names'] },
      },
    ],
  });
  decision = 'inconclusive';
  const unflagged = await accept(ports, search);
  await work(ports);
  t.same((operationOf(ports, unflagged).result as SearchSystemsResult).flags, []);
});

t.test('an adapter that never answers is left behind at its deadline', async (t) => {
  const ports = createFakePorts();
  const ees = { ...ports.adapters.get('ees')!, deadlineMs: 10 };
  ports.answers.query = (_, __, signal) => pause(60_000, { hits: [], overflow: false }, { signal });
  const operationId = await accept(
    ports,
    {
      ...SEARCH_ALL,
      systems: ['ees'],
      document: { number: 'X1', issuingCountry: 'PER' },
    },
    [],
  );
  await JOB_WORKFLOWS.federation({ ...ports, adapters: new Map([['ees', ees]]) })(operationId, NEVER);
  t.match(operationOf(ports, operationId).result, {
    complete: false,
    systems: [{ system: 'ees', status: 'not-answered', reason: 'system-deadline-exceeded' }],
  });
});

t.test('each system is told whether anybody waits', async (t) => {
  const document = { number: 'X1', issuingCountry: 'PER' };
  for (const [serviceClass, isBulk] of [
    ['border', undefined],
    ['interactive', undefined],
    ['batch', true],
  ] as const) {
    const ports = createFakePorts();
    const told: unknown[] = [];
    ports.answers.query = async (_, query) => {
      told.push(query.isBulk);
      return { hits: [], overflow: false };
    };
    const operationId = await accept(ports, { ...SEARCH_ALL, systems: ['ees'], document }, []);
    const kept = ports.state.operations.get(operationId)!;
    ports.state.operations.set(operationId, { ...kept, operation: { ...kept.operation, serviceClass } });
    await work(ports);
    t.same(told, [isBulk], serviceClass);
  }
});

t.test('bulk has more time at another hub, which does it last', async (t) => {
  const ports = createFakePorts();
  ports.answers.query = (_, __, signal) => pause(60, { hits: [], overflow: false }, { signal });
  const document = { number: 'X1', issuingCountry: 'PER' };
  for (const [location, serviceClass, status] of [
    ['remote', 'batch', 'answered'],
    ['remote', 'interactive', 'not-answered'],
    ['local', 'batch', 'not-answered'],
  ] as const) {
    const ees = { ...ports.adapters.get('ees')!, location, deadlineMs: 10 };
    const operationId = await accept(ports, { ...SEARCH_ALL, systems: ['ees'], document }, []);
    const kept = ports.state.operations.get(operationId)!;
    ports.state.operations.set(operationId, { ...kept, operation: { ...kept.operation, serviceClass } });
    await JOB_WORKFLOWS.federation({ ...ports, adapters: new Map([['ees', ees]]) })(operationId, NEVER);
    const { systems } = operationOf(ports, operationId).result as SearchSystemsResult;
    t.equal(systems[0]?.status, status, `${location} ${serviceClass}`);
  }
});

t.test('questions broken off by a process that stops are no answers: others ask again', async (t) => {
  const ports = createFakePorts();
  ports.answers.query = () => new Promise(() => {});
  const document = { number: 'X1', issuingCountry: 'PER' };
  const operationId = await accept(ports, { ...SEARCH_ALL, systems: ['ees'], document }, []);
  const abort = new AbortController();
  const running = JOB_WORKFLOWS.federation(ports)(operationId, abort.signal);
  abort.abort();
  await t.rejects(running, { name: 'AbortError' });
  t.match(operationOf(ports, operationId), { state: 'queued', result: undefined });
  ports.answers.query = async () => ({ hits: [], overflow: false });
  await JOB_WORKFLOWS.federation(ports)(operationId, NEVER);
  t.match(operationOf(ports, operationId), { state: 'completed', result: { complete: true } });
});

t.test('a programmer error in an adapter is no answer: the job fails', async (t) => {
  const ports = createFakePorts();
  ports.answers.query = () => Promise.reject(new TypeError('impossible'));
  const operationId = await accept(
    ports,
    {
      ...SEARCH_ALL,
      systems: ['ees'],
      document: { number: 'X1', issuingCountry: 'PER' },
    },
    [],
  );
  await t.rejects(JOB_WORKFLOWS.federation(ports)(operationId, NEVER), /impossible/);
  await createFailOperation(ports)(operationId, {
    code: 'internal-error',
    detail: 'Could not be carried out.',
  });
  t.match(operationOf(ports, operationId), { state: 'failed', problem: { code: 'internal-error' } });
  await createFailOperation(ports)(operationId, { code: 'worker-crashed', detail: 'Later.' });
  t.match(operationOf(ports, operationId), { problem: { code: 'internal-error' } }, 'what ended stays ended');
});

t.test('an erasure ends when the gallery has been compacted', async (t) => {
  const ports = createFakePorts();
  await accept(ports, fakeEnrolment());
  await work(ports);
  const { subjectId } = ports.state.encounters[0]!;
  let compacted = 0;
  ports.answers.compact = async () => {
    compacted++;
  };
  const erased = await createHubWorkflows(ports).eraseSubject(BORDER, 'ees', subjectId, { waitMs: 0 });
  await work(ports);
  t.equal(compacted, 1);
  const operationId = erased.kind === 'erased' ? erased.operation.operationId : ('' as OperationId);
  t.match(operationOf(ports, operationId), { state: 'completed', result: { physicallyRemoved: true } });
});

t.test('an erasure that cannot be compacted yet never ends as failed', async (t) => {
  const ports = createFakePorts();
  await accept(ports, fakeEnrolment());
  await work(ports);
  const { subjectId } = ports.state.encounters[0]!;
  const erased = await createHubWorkflows(ports).eraseSubject(BORDER, 'ees', subjectId, { waitMs: 0 });
  const operationId = erased.kind === 'erased' ? erased.operation.operationId : ('' as OperationId);
  const problem = { code: 'gallery-files', detail: 'Disk full.' };
  for (const mayPass of [true, false]) {
    await createFailOperation(ports)(operationId, problem, { mayPass });
    t.equal(operationOf(ports, operationId).state, 'queued');
  }
  await work(ports);
  t.match(operationOf(ports, operationId), { state: 'completed', result: { physicallyRemoved: true } });
});

t.test('what the rules of a system say of the form of an image is told with its enrolment', async (t) => {
  const ports = createFakePorts();
  const { extract } = ports.answers;
  ports.answers.extract = (sample) => {
    const outcome = extract(sample);
    const form = {
      encoding: 'jpeg',
      widthPx: 400,
      heightPx: 500,
      ppi: 500,
      levels: 256,
      encodedBytes: 9_000,
      pixelBytes: 200_000,
      isLossless: false,
    } as const;
    return outcome.kind === 'template' ? { ...outcome, form } : outcome;
  };
  const operationId = await accept(ports, fakeEnrolment());
  await work(ports);
  const { result } = operationOf(ports, operationId);
  const [sample] = (result as EnrolResult).samples;
  t.ok(sample!.findings.length > 0, 'JPEG at 22:1 is no form of a fingerprint');
  for (const { citation } of sample!.findings) t.match(citation, '2019/329');
});

t.test('of a finger cut from a slap the rules are held against the slap as it was sent', async (t) => {
  const ports = createFakePorts();
  const { extract } = ports.answers;
  const size = { widthPx: 400, heightPx: 500, ppi: 500, levels: 256, pixelBytes: 200_000 } as const;
  const sent = { ...size, encoding: 'wsq', encodedBytes: 20_000, isLossless: false } as const;
  const kept = { ...size, encoding: 'none', encodedBytes: 200_015, isLossless: true } as const;
  ports.answers.extract = (sample) => ({ ...extract(sample), form: kept }) as ExtractionOutcome;
  const report = { format: 'ansi-nist', fingersMissing: [], omitted: [], findings: [] };
  const findingsWith = async (capture: CaptureReport) => {
    const operationId = await accept(ports, { ...fakeEnrolment(), capture });
    await work(ports);
    return (operationOf(ports, operationId).result as EnrolResult).samples[0]!.findings;
  };
  t.match(await findingsWith(report), [{ reason: /encoded as none/ }], 'a file that was sent so');
  t.same(await findingsWith({ ...report, cut: [{ position: FAKE_SAMPLE.position, form: sent }] }), []);
  const other = FAKE_SAMPLE.position === 'left-thumb' ? 'left-index' : 'left-thumb';
  t.match(await findingsWith({ ...report, cut: [{ position: other, form: sent }] }), [{ reason: /none/ }]);
});
