/** Links after some of their data have gone or come: what they rest on, what waits, and who is told. */
import t from 'tap';
import type { IdentityData } from '../domain/identity-data.js';
import type { EncounterId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { AnyFacts, SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { FAKE_IDENTITY, FAKE_SAMPLE, fakeEntry, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { createHubWorkflows } from './create-hub-workflows.js';
import { JOB_WORKFLOWS } from './create-job-workflows.js';
import { compareAnew, eraseRecords, stopDetections } from './erase-records.js';
import type { Candidate } from './ports/gallery.js';
import type { NewEncounter } from './ports/operations.js';
import type { SystemQuery } from './ports/systems.js';
import { startDetection } from './start-detection.js';

const NEVER = new AbortController().signal;
const OTHER_IDENTITY: IdentityData = {
  ...FAKE_IDENTITY,
  surnames: ['Muster'],
  dateOfBirth: localDate('1971-02-03'),
};
const ALERT: AnyFacts = {
  kind: 'alert',
  alertKind: 'refusal-of-entry',
  issuedOn: localDate('2026-01-01'),
  reviewBy: localDate('2029-01-01'),
  actionToBeTaken: 'refuse entry',
};

type Entered = {
  readonly subjectId?: SubjectId;
  readonly memberState?: string;
  readonly identity?: IdentityData;
  readonly facts?: AnyFacts;
  readonly fingers?: 'right-index'[];
};

/** A hub whose matching service says of every subject what `decisions` has for it. */
function open() {
  const ports = createFakePorts();
  const decisions = new Map<SubjectId, Candidate['decision']>();
  const empty = ports.answers.search({
    probes: [],
    systems: [],
    candidatesMax: 1,
    falsePositiveIdentificationRate: 0.1,
  });
  ports.answers.search = ({ systems }) => ({
    ...empty,
    candidates: ports.state.encounters.flatMap(({ system, subjectId, references }) => {
      const decision = decisions.get(subjectId);
      if (!decision || references.length === 0 || !systems.includes(system)) return [];
      return [{ system, subjectId, rank: 1, similarityScore: 20, decision, positions: [] }];
    }),
  });
  const asked: SystemQuery[] = [];
  ports.answers.query = async (system, query) => {
    const { candidates, identity } = query;
    asked.push(query);
    const records = ports.state.records.filter((record) => record.system === system);
    const found = records.filter(
      (record) =>
        candidates.some(({ subjectId }) => subjectId === record.subjectId) ||
        (identity !== undefined && record.identity.surnames.join(' ') === identity.surname),
    );
    return {
      hits: [...new Set(found.map(({ subjectId }) => subjectId))].map((subjectId) => ({
        system,
        subjectId,
        foundBy: ['identity'],
        records: [],
      })),
      overflow: false,
    };
  };
  let count = 0;
  return {
    ports,
    decisions,
    asked,
    async enter(
      system: SystemId,
      {
        memberState = 'AUT',
        identity = FAKE_IDENTITY,
        facts = system === 'sis' ? ALERT : fakeEntry('2026-09-01'),
        fingers = ['right-index'],
        ...known
      }: Entered = {},
    ): Promise<SystemRecord> {
      const number = ++count;
      const subjectId = known.subjectId ?? (`subject-${number}` as SubjectId);
      const encounterId = `encounter-${number}` as EncounterId;
      const encounterAt = `2026-09-01T10:00:${String(number).padStart(2, '0')}Z`;
      const samples = fingers.map((position) => ({
        sampleId: `sample-${number}` as SampleId,
        sample: { ...FAKE_SAMPLE, position },
        image: { mediaType: 'image/png', widthPx: 400, heightPx: 500, ppi: 500 },
      }));
      const encounter = {
        system,
        subjectId,
        encounterId,
        memberState,
        authorityId: 'authority',
        encounterAt,
        samples,
        references: samples.map(({ sampleId, sample }) => ({
          templateId: `template-${number}` as TemplateId,
          sampleId,
          template: {
            position: sample.position,
            templateVersion: 'fake-1',
            quality: 80,
            embedding: new Int8Array(256).fill(number),
          },
        })),
      } as unknown as NewEncounter;
      const record: SystemRecord = {
        system,
        subjectId,
        encounterId,
        memberState,
        encounterAt,
        identity,
        facts,
      };
      await ports.unitOfWork.transaction(async (tx) => {
        await ports.subjects.insertEncounter(tx, encounter);
        await ports.adapters.get(system)!.record(tx, record);
      });
      return record;
    },
    detect: (record: SystemRecord) =>
      ports.unitOfWork.transaction((tx) =>
        startDetection(ports, tx, { requester: fakeRequester('border-authority'), record }),
      ),
    erase: (record: SystemRecord) =>
      ports.unitOfWork.transaction(async (tx) => {
        const before = await stopDetections(ports, tx, record);
        await eraseRecords(ports, tx, [{ record, biometricsOf: [record.encounterId] }]);
        await compareAnew(ports, tx, record, before);
      }),
    async workOnce() {
      await ports.outbox.relay();
      const job = ports.handedOver.shift()!;
      await JOB_WORKFLOWS[job.queue](ports)(job.operationId, NEVER);
    },
    async work() {
      await ports.outbox.relay();
      for (let job = ports.handedOver.shift(); job; job = ports.handedOver.shift()) {
        if (!ports.state.operations.has(job.operationId)) continue;
        await JOB_WORKFLOWS[job.queue](ports)(job.operationId, NEVER);
        await ports.outbox.relay();
      }
    },
  };
}

/** An EES file and an alert on another identity, found to be of one person by the fingerprints of both. */
async function linked() {
  const hub = open();
  const traveller = await hub.enter('ees');
  hub.decisions.set(traveller.subjectId, 'match');
  const alert = await hub.enter('sis', { identity: OTHER_IDENTITY });
  await hub.detect(alert);
  await hub.work();
  return { ...hub, traveller, alert, links: () => hub.ports.state.links };
}

t.test('a link that biometrics alone made goes with them', async (t) => {
  const { ports, enter, erase, work, alert, links } = await linked();
  t.match(links(), [{ colour: 'yellow', relation: { biometrics: 'same' } }]);
  const { subjectId } = alert;
  await enter('sis', { subjectId, identity: OTHER_IDENTITY, memberState: 'DEU', fingers: [] });
  await erase(alert);
  await work();
  t.same(links(), [], 'what is left has no fingerprints');
  t.match(ports.state.log.at(-1), { right: 'link-detection', result: 'no link from sis', subjectId });
});

t.test('what is erased while its detection is at work makes no link', async (t) => {
  const { ports, enter, detect, erase, work, decisions } = open();
  const traveller = await enter('ees');
  const german: Entered = { identity: OTHER_IDENTITY, memberState: 'DEU' };
  const { subjectId } = await enter('sis', german);
  const alert = await enter('sis', { subjectId, identity: OTHER_IDENTITY });
  decisions.set(traveller.subjectId, 'match');
  await detect(alert);
  const { query } = ports.answers;
  ports.answers.query = async (system, question, signal) => {
    const answer = await query(system, question, signal);
    if (decisions.delete(traveller.subjectId)) await erase(alert);
    return answer;
  };
  await work();
  t.same(ports.state.links, [], 'the alert that matched has gone, the other one did not');
});

t.test('one found by biometrics that are erased before it is judged is sought by what is left', async (t) => {
  for (const isFoundAgain of [false, true]) {
    const { ports, enter, detect, erase, workOnce, work, decisions } = open();
    const { subjectId } = await enter('sis', { identity: OTHER_IDENTITY, memberState: 'DEU' });
    const alert = await enter('sis', { subjectId, identity: OTHER_IDENTITY, memberState: 'BEL' });
    const traveller = await enter('ees');
    decisions.set(subjectId, 'match');
    await detect(traveller);
    await workOnce();
    ports.time.nowMs += 1_000;
    if (!isFoundAgain) decisions.delete(subjectId);
    await erase(alert);
    ports.time.nowMs += 1_000;
    await work();
    const relations = ports.state.links.map(({ relation }) => relation.biometrics);
    t.same(relations, isFoundAgain ? ['same'] : []);
    const detections = [...ports.state.operations.values()].map(({ operation }) => operation);
    t.match(detections, [
      { state: 'completed', request: { subjectId: traveller.subjectId } },
      { state: 'completed', request: { subjectId: traveller.subjectId } },
    ]);
  }
});

t.test('what an authority concluded stays where the law erases what it rested on', async (t) => {
  for (const conclusion of ['same-person-justified', 'same-person-unjustified'] as const) {
    const { ports, work, traveller, links } = await linked();
    const { linkId, responsible } = links()[0]!;
    const verifier = {
      ...fakeRequester(responsible.authorityClasses[0]!),
      memberState: responsible.memberState,
    };
    t.match(await createHubWorkflows(ports).verifyLink(verifier, linkId, conclusion), { kind: 'verified' });
    const verified = links();
    const { subjectId } = traveller;
    await ports.unitOfWork.transaction(async (tx) => {
      const before = await stopDetections(ports, tx, traveller);
      await ports.subjects.eraseBiometrics(tx, 'ees', subjectId, {});
      await compareAnew(ports, tx, traveller, before);
    });
    await work();
    t.same(links(), verified, conclusion);
  }
});

t.test('a detection whose process stops judges no more pairs', async (t) => {
  const { ports, enter, detect, decisions } = open();
  const traveller = await enter('ees');
  decisions.set(traveller.subjectId, 'match');
  await detect(await enter('sis', { identity: OTHER_IDENTITY }));
  await ports.outbox.relay();
  const search = ports.handedOver.shift()!;
  await JOB_WORKFLOWS.search(ports)(search.operationId, NEVER);
  const stopping = new AbortController();
  stopping.abort();
  await t.rejects(JOB_WORKFLOWS.federation(ports)(search.operationId, stopping.signal));
  t.same(ports.state.links, []);
});

t.test('a red link that is removed while its detection is at work is told to nobody', async (t) => {
  const { ports, enter, detect, work, alert, links } = await linked();
  const { linkId, responsible } = links()[0]!;
  const verifier = {
    ...fakeRequester(responsible.authorityClasses[0]!),
    memberState: responsible.memberState,
  };
  const hub = createHubWorkflows(ports);
  await hub.verifyLink(verifier, linkId, 'same-person-unjustified');
  const told: unknown[] = [];
  ports.identityLinks.notice = async (_, notice) => void told.push(notice);
  // Read a moment before it would still be there; whoever waits for who removes it finds nothing.
  ports.identityLinks.lockPair = async () => undefined;
  const { subjectId } = alert;
  await detect(await enter('sis', { subjectId, identity: OTHER_IDENTITY, memberState: 'FRA' }));
  await work();
  t.same(told, []);
});

t.test('what is left is compared with what is left, and a match of what has gone is none', async (t) => {
  for (const [decision, expected] of [
    ['match', 'same'],
    ['inconclusive', 'same'],
    ['no-match', undefined],
  ] as const) {
    const { enter, erase, work, decisions, traveller, alert, links } = await linked();
    const { subjectId } = alert;
    await enter('sis', { subjectId, identity: OTHER_IDENTITY, memberState: 'DEU' });
    decisions.set(traveller.subjectId, decision);
    await erase(alert);
    await work();
    t.equal(links()[0]?.relation.biometrics, expected, decision);
  }
});

t.test(
  'a later capture that is too poor to match changes nothing, nor does an erasure without biometrics',
  async (t) => {
    const { enter, detect, erase, work, decisions, traveller, alert, links } = await linked();
    const before = links();
    decisions.delete(traveller.subjectId);
    const { subjectId } = alert;
    const later = await enter('sis', { subjectId, identity: OTHER_IDENTITY });
    await detect(later);
    await work();
    t.same(links(), before);
    const last = await enter('sis', { subjectId, identity: OTHER_IDENTITY, fingers: [] });
    await erase(last);
    await work();
    t.same(links(), before);
  },
);

t.test('a detection that waits does not search by templates that are erased, and goes on', async (t) => {
  const { ports, enter, detect, erase, work, decisions } = open();
  const traveller = await enter('ees');
  const first = await enter('sis', { identity: OTHER_IDENTITY });
  const { subjectId } = first;
  const second = await enter('sis', { subjectId, identity: OTHER_IDENTITY });
  await detect(first);
  await detect(second);
  const waiting = () =>
    [...ports.state.operations.values()].filter(({ operation }) => operation.state === 'extracted');
  t.equal(waiting().length, 2);
  await erase(first);
  t.match(waiting(), [
    {
      operation: {
        request: { kind: 'detect-links', encounterId: second.encounterId, isAfresh: true },
        requester: { authorityClass: 'border-authority' },
      },
      probes: [{ views: [new Int8Array(256).fill(3)] }],
    },
  ]);
  decisions.set(traveller.subjectId, 'match');
  await work();
  t.match(ports.state.links, [{ relation: { biometrics: 'same' } }]);
});

t.test(
  'what is left of a Eurodac data set starts no detection, and its links follow it all the same',
  async (t) => {
    const { ports, enter, erase, work, decisions } = open();
    const traveller = await enter('ees');
    const dataSet: AnyFacts = {
      kind: 'data-set',
      category: 'international-protection',
      eventDate: localDate('2026-09-01'),
      referenceNumber: 'AT1',
    };
    const first = await enter('eurodac', { identity: OTHER_IDENTITY, facts: dataSet });
    const { subjectId } = first;
    await enter('eurodac', { subjectId, identity: OTHER_IDENTITY, facts: dataSet });
    const dataSets = [
      { system: 'ees', subjectId: traveller.subjectId },
      { system: 'eurodac', subjectId },
    ] as const;
    await ports.unitOfWork.transaction((tx) =>
      ports.identityLinks.keep(tx, {
        linkId: 'link' as never,
        dataSets,
        colour: 'yellow',
        relation: { biometrics: 'same', identity: 'different', document: 'absent' },
        citation: '',
        responsible: { memberState: 'AUT', authorityClasses: [] },
      }),
    );
    const other = await enter('sis', { identity: OTHER_IDENTITY });
    decisions.set(other.subjectId, 'match');
    await erase(first);
    await work();
    t.same(ports.state.links, [], 'and nobody else is looked for');
  },
);

t.test('a name is asked by with its aliases, of everybody, and where it agrees', async (t) => {
  const { asked, enter, detect, work } = open();
  for (const otherNames of [['Rivera', 'Ana'], undefined]) {
    await detect(
      await enter('sis', { identity: { ...OTHER_IDENTITY, ...(otherNames ? { otherNames } : {}) } }),
    );
    await work();
    const { dateOfBirth } = OTHER_IDENTITY;
    const name = { surname: 'Muster', givenName: 'Ana', dateOfBirth, isNameEqual: true };
    t.same(
      asked.splice(0).map(({ identity, isWhole }) => ({ identity, isWhole })),
      Array.from({ length: 5 }, () => ({
        identity: { ...name, ...(otherNames ? { otherNames } : {}) },
        isWhole: true,
      })),
    );
  }
});

t.test('an alert under another name takes nothing away from the alert that was verified', async (t) => {
  const { ports, enter, detect, work } = open();
  const traveller = await enter('ees');
  const alert = await enter('sis');
  await detect(alert);
  await work();
  t.match(ports.state.links, [{ colour: 'yellow', relation: { biometrics: 'different', identity: 'same' } }]);
  const { linkId, responsible } = ports.state.links[0]!;
  const verifier = {
    ...fakeRequester(responsible.authorityClasses[0]!),
    memberState: responsible.memberState,
  };
  const hub = createHubWorkflows(ports);
  t.match(await hub.verifyLink(verifier, linkId, 'different-persons-justified'), { kind: 'verified' });
  const { subjectId } = alert;
  const second = await enter('sis', { subjectId, identity: OTHER_IDENTITY, memberState: 'DEU' });
  await detect(second);
  await work();
  t.match(ports.state.links, [{ linkId, colour: 'green', origin: 'manual' }]);
  const namesake = await enter('ees');
  await detect(namesake);
  await work();
  t.match(
    ports.state.links.find(({ dataSets }) => dataSets[0].subjectId === namesake.subjectId),
    { colour: 'yellow', relation: { identity: 'same' } },
    'the first alert still stands',
  );
  const married = await enter('ees', { subjectId: traveller.subjectId, identity: OTHER_IDENTITY });
  await detect(married);
  await work();
  t.match(
    ports.state.links.find((link) => link.linkId === linkId),
    { colour: 'green', relation: { identity: 'same' } },
    'the newest name of a traveller is that of the second',
  );
});

t.test('a red link is told to every state of which something stands in the linked data', async (t) => {
  const { ports, enter, detect, erase, work, decisions, alert, traveller } = await linked();
  const { subjectId } = alert;
  const german: Entered = { subjectId, identity: OTHER_IDENTITY, memberState: 'DEU' };
  await enter('sis', german);
  await erase(alert);
  await work();
  t.match(ports.state.links, [{ relation: { biometrics: 'same' } }]);
  await enter('sis', { ...german, memberState: 'BEL', fingers: [] });
  const { linkId, responsible } = ports.state.links[0]!;
  const verifier = {
    ...fakeRequester(responsible.authorityClasses[0]!),
    memberState: responsible.memberState,
  };
  const told = async (authorityClass: 'sirene-bureau' | 'border-authority') => {
    const listed = ['AUT', 'BEL', 'DEU', 'FRA'].map((memberState) =>
      ports.identityLinks.notices(ports.unitOfWork.sql, { authorityClass, memberState, limit: 10 }),
    );
    const ofSystem = authorityClass === 'sirene-bureau' ? 'sis' : 'ees';
    const notices = (await Promise.all(listed)).flat().filter(({ system }) => system === ofSystem);
    return notices.map(({ memberState }) => memberState);
  };
  t.same(await told('sirene-bureau'), [], 'it is yellow');
  const verified = await createHubWorkflows(ports).verifyLink(verifier, linkId, 'same-person-unjustified');
  t.match(verified, { kind: 'verified', link: { colour: 'red' } });
  t.same(await told('sirene-bureau'), ['BEL', 'DEU'], 'not the state whose alert is gone');
  t.same(await told('border-authority'), ['AUT']);
  decisions.set(traveller.subjectId, 'match');
  await detect(await enter('sis', { ...german, memberState: 'FRA' }));
  await work();
  t.same(await told('sirene-bureau'), ['BEL', 'DEU', 'FRA'], 'and who enters something afterwards');
});
