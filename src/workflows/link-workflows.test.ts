import t from 'tap';
import type { AuthorityClass, Requester } from '../domain/authorities.js';
import type { IdentityData, TravelDocument } from '../domain/identity-data.js';
import type { LinkId, SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { AnyFacts } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { FAKE_IDENTITY, FAKE_SAMPLE, fakeEntry, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts, type FakePorts } from '../testing/fakes/fake-ports.js';
import { createHubWorkflows } from './create-hub-workflows.js';
import { JOB_WORKFLOWS } from './create-job-workflows.js';
import { createFailOperation } from './fail-operation.js';
import type { Candidate } from './ports/gallery.js';
import type { Sample } from './ports/samples.js';
import type { SystemHit } from './ports/systems.js';
import type { EnrolResult, SearchSystemsResult } from './results.js';

const NEVER = new AbortController().signal;
const OTHER_IDENTITY: IdentityData = {
  ...FAKE_IDENTITY,
  surnames: ['Muster'],
  dateOfBirth: localDate('1971-02-03'),
};
const PASSPORT: TravelDocument = { kind: 'passport', number: 'AB123', issuingCountry: 'PER' };
const VISA_FACTS: AnyFacts = {
  kind: 'visa-application',
  applicationNumber: 'V-1',
  applicationDate: localDate('2026-08-01'),
  outcome: 'pending',
};
const ALERT_FACTS: AnyFacts = {
  kind: 'alert',
  alertKind: 'arrest',
  issuedOn: localDate('2026-01-01'),
  reviewBy: localDate('2029-01-01'),
  actionToBeTaken: 'arrest for surrender',
};

type Person = {
  readonly identity?: IdentityData;
  readonly travelDocument?: TravelDocument;
  readonly samples?: readonly Sample[];
  readonly subjectId?: SubjectId;
};

const ENROLLERS: Readonly<Record<'ees' | 'vis' | 'sis', readonly [Requester, AnyFacts]>> = {
  ees: [fakeRequester('border-authority'), fakeEntry('2026-09-01')],
  vis: [fakeRequester('visa-authority', 'FRA'), VISA_FACTS],
  sis: [fakeRequester('sirene-bureau', 'BEL'), ALERT_FACTS],
};

/** A hub whose matching service says "one person" of every two subjects named in `samePerson`. */
function openHub() {
  const ports = createFakePorts();
  const samePerson = new Set<SubjectId>();
  ports.answers.search = ({ systems }) => ({
    ...createFakePorts().answers.search({
      probes: [],
      systems: [],
      candidatesMax: 1,
      falsePositiveIdentificationRate: 0.1,
    }),
    candidates: ports.state.encounters
      .filter(({ system, subjectId }) => systems.includes(system) && samePerson.has(subjectId))
      .map(({ system, subjectId }) => candidate(system, subjectId)),
  });
  ports.answers.query = async (system, query) => ({ hits: hitsOf(ports, system, query), overflow: false });
  const hub = createHubWorkflows(ports);
  return {
    ports,
    hub,
    samePerson,
    async enrol(system: 'ees' | 'vis' | 'sis', person: Person = {}): Promise<SubjectId> {
      const [requester, facts] = ENROLLERS[system];
      const { identity = FAKE_IDENTITY, travelDocument, samples = [FAKE_SAMPLE], subjectId } = person;
      const request = {
        kind: 'enrol',
        system,
        encounterAt: '2026-09-01T10:00:00Z',
        identity,
        facts,
        ...(travelDocument ? { travelDocument } : {}),
        ...(subjectId ? { subjectId } : {}),
      } as const;
      const outcome = await hub.accept(requester, request, samples, { waitMs: 0 });
      if (outcome.kind !== 'accepted') throw new Error(`was ${outcome.kind}`);
      await work(ports);
      const { result } = ports.state.operations.get(outcome.operation.operationId)!.operation;
      return (result as EnrolResult).subjectId;
    },
  };
}

function candidate(system: SystemId, subjectId: SubjectId): Candidate {
  return { system, subjectId, rank: 1, similarityScore: 20, decision: 'match', positions: [] };
}

function hitsOf(
  ports: FakePorts,
  system: SystemId,
  { candidates, document }: Parameters<FakePorts['answers']['query']>[1],
): readonly SystemHit[] {
  const records = ports.state.records.filter((record) => record.system === system);
  const found = records.filter(
    ({ subjectId, travelDocument }) =>
      candidates.some((each) => each.subjectId === subjectId) ||
      (document !== undefined && travelDocument?.number === document.number),
  );
  return [...new Set(found.map(({ subjectId }) => subjectId))].map((subjectId) => ({
    system,
    subjectId,
    foundBy: ['document'],
    records: records.filter((record) => record.subjectId === subjectId),
  }));
}

async function work(ports: FakePorts): Promise<void> {
  for (let job = ports.handedOver.shift(); job; job = ports.handedOver.shift()) {
    await JOB_WORKFLOWS[job.queue](ports)(job.operationId, NEVER);
  }
}

const requester = (authorityClass: AuthorityClass, memberState = 'AUT') =>
  fakeRequester(authorityClass, memberState);

t.test(
  'one person under two identities gets a yellow link, verified by who entered the second',
  async (t) => {
    const { ports, hub, samePerson, enrol } = openHub();
    const visa = await enrol('vis');
    t.same(ports.state.links, [], 'nobody else is there');
    samePerson.add(visa);
    const traveller = await enrol('ees', { identity: OTHER_IDENTITY });
    t.match(ports.state.links, [
      {
        dataSets: [
          { system: 'ees', subjectId: traveller },
          { system: 'vis', subjectId: visa },
        ],
        colour: 'yellow',
        relation: { biometrics: 'same', identity: 'different', document: 'absent' },
        responsible: { memberState: 'AUT' },
      },
    ]);
    const { linkId } = ports.state.links[0]!;
    const border = requester('border-authority');
    t.match(await hub.listLinks(border, { limit: 10 }), {
      links: [{ linkId, says: 'verification-pending' }],
    });
    t.same(await hub.listLinks(requester('border-authority', 'DEU'), { limit: 10 }), { links: [] });
    t.same(await hub.readLink(requester('border-authority', 'DEU'), linkId), { kind: 'not-found' });
    t.match(await hub.readLink(border, linkId), {
      kind: 'found',
      records: [{ system: 'ees' }, { system: 'vis' }],
    });

    const impossible = await hub.verifyLink(border, linkId, 'different-persons-justified');
    t.match(impossible, { kind: 'refused', reason: /Art 30/ });
    t.same(await hub.verifyLink(requester('asylum-authority'), linkId, 'same-person-unjustified'), {
      kind: 'not-found',
    });
    const twice = await Promise.all([
      hub.verifyLink(border, linkId, 'same-person-unjustified'),
      hub.verifyLink(border, linkId, 'same-person-justified'),
    ]);
    t.match(twice, [
      { kind: 'verified', link: { colour: 'red' } },
      { kind: 'already-verified', colour: 'red' },
    ]);
    t.match(await hub.listLinks(border, { limit: 10 }), { links: [] });
    const read = await hub.readLink(border, linkId);
    t.equal(read.kind === 'found' && read.records, undefined, 'who has verified reads references only');
    const rights = ports.state.log.filter(({ linkId: about }) => about === linkId);
    t.match(rights, [
      { right: 'link-read', outcome: 'permitted', requester: { memberState: 'AUT' } },
      { right: 'link-read', outcome: 'denied' },
      { right: 'link-read', outcome: 'permitted' },
      { right: 'link-verification', outcome: 'permitted' },
      { right: 'link-verification', outcome: 'denied' },
      { right: 'link-verification', outcome: 'permitted' },
      { right: 'link-verification', outcome: 'permitted' },
      { right: 'link-read', outcome: 'permitted' },
    ]);
  },
);

t.test('a key of an earlier conclusion is none for a link that is yellow again', async (t) => {
  const { ports, hub, samePerson, enrol } = openHub();
  samePerson.add(await enrol('vis'));
  await enrol('ees', { identity: OTHER_IDENTITY });
  const { linkId } = ports.state.links[0]!;
  const border = requester('border-authority');
  const conclude = (idempotencyKey: string) =>
    hub.verifyLink(border, linkId, 'same-person-unjustified', { idempotencyKey });
  t.match(await conclude('first'), { kind: 'verified', link: { colour: 'red' } });
  t.match(await conclude('first'), { kind: 'verified' }, 'a repeat is told what it did');
  ports.state.links = ports.state.links.map((link) => ({ ...link, colour: 'yellow' }));
  t.match(await conclude('first'), { kind: 'idempotency-conflict' });
  t.match(await conclude('second'), { kind: 'verified' });
});

t.test('where red takes a second operator, changed data let the first conclusion fall', async (t) => {
  const { ports, samePerson, enrol } = openHub();
  const hub = createHubWorkflows({ ...ports, secondOperatorColours: ['red'] });
  samePerson.add(await enrol('vis', { travelDocument: PASSPORT }));
  const traveller = await enrol('ees', { identity: OTHER_IDENTITY });
  const { linkId } = ports.state.links[0]!;
  const by = (operatorId: string): Requester => ({ ...requester('border-authority'), operatorId });
  const conclude = (operatorId: string) =>
    hub.verifyLink(by(operatorId), linkId, 'same-person-unjustified', { reason: 'Seen.' });
  t.match(await conclude('a'), { kind: 'proposed', verification: { state: 'awaits-second-operator' } });
  t.match(await hub.listLinks(by('b'), { limit: 10 }), {
    links: [{ linkId, verificationState: 'awaits-second-operator' }],
  });
  t.match(await conclude('a'), { kind: 'not-this-operator', because: 'same-operator' });
  await enrol('ees', { subjectId: traveller, identity: OTHER_IDENTITY, travelDocument: PASSPORT });
  t.match(ports.state.links, [{ linkId, relation: { document: 'same' } }]);
  const file = await hub.readLink(by('b'), linkId);
  t.equal(file.kind === 'found' && file.verification, undefined);
  t.match(await conclude('b'), { kind: 'proposed' }, 'the second is the first now');
  t.match(await conclude('a'), { kind: 'verified', link: { colour: 'red' } });
  t.same(
    ports.state.log.flatMap(({ right, requester: { operatorId } }) =>
      right === 'link-verification' ? [operatorId] : [],
    ),
    ['a', 'a', 'b', 'a'],
  );
});

t.test('a conclusion about a link that has changed since it was seen decides nothing', async (t) => {
  const { ports, samePerson, enrol } = openHub();
  const hub = createHubWorkflows({ ...ports, secondOperatorColours: ['red'] });
  const by = (operatorId: string): Requester => ({ ...requester('border-authority'), operatorId });
  samePerson.add(await enrol('vis', { travelDocument: PASSPORT }));
  const traveller = await enrol('ees', { identity: OTHER_IDENTITY });
  const { linkId } = ports.state.links[0]!;
  const look = async () => {
    const file = await hub.readLink(by('a'), linkId);
    return file.kind === 'found' ? file.link.updatedAt! : '';
  };
  const conclude = (operatorId: string, seen: string, key: { readonly idempotencyKey?: string } = {}) =>
    hub.verifyLink(by(operatorId), linkId, 'same-person-unjustified', { seen, ...key });
  const changeData = async (person: Person) => {
    ports.time.nowMs += 60_000;
    await enrol('ees', { subjectId: traveller, identity: OTHER_IDENTITY, ...person });
  };

  const first = await look();
  await changeData({});
  t.equal(await look(), first, 'data that relate as before are no change');
  t.match(await conclude('a', first), { kind: 'proposed' });
  t.equal(await look(), first, 'nor is the conclusion of one of two operators');
  await changeData({ travelDocument: PASSPORT });
  const links = ports.state.links;
  t.match(links, [{ colour: 'yellow', relation: { document: 'same' } }]);
  const second = await look();
  t.not(second, first);
  t.same(await conclude('b', first), { kind: 'changed' }, 'the second operator saw the old data');
  t.same(await conclude('a', first), { kind: 'changed' }, 'and what the first concluded has fallen');
  t.same(
    await hub.verifyLink(by('b'), linkId, 'different-persons-justified', { seen: first }),
    { kind: 'changed' },
    'said before anything of how the data relate now',
  );
  t.equal(ports.state.links, links);
  const file = await hub.readLink(by('b'), linkId);
  t.equal(file.kind === 'found' && file.verification, undefined, 'nothing was proposed');

  t.match(await conclude('b', second), { kind: 'proposed' });
  ports.time.nowMs += 60_000;
  const key = { idempotencyKey: 'one' };
  t.match(await conclude('c', second, key), { kind: 'verified', link: { colour: 'red' } });
  t.match(await conclude('c', second, key), { kind: 'verified' }, 'a repeat is told what it did');
  t.match(await conclude('a', second), { kind: 'already-verified' }, 'who comes late is told of the colour');

  const red = await look();
  const correct = (seen?: string) =>
    hub.correctLink(
      by('a'),
      linkId,
      { conclusion: 'same-person-justified' },
      seen === undefined ? {} : { seen },
    );
  t.same(await correct(second), { kind: 'changed' }, 'the correction of what was not seen');
  t.same(await hub.correctLink(by('a'), linkId, { remove: true }, { seen: second }), { kind: 'changed' });
  t.match(ports.state.links, [{ colour: 'red', updatedAt: red }]);
  t.match(await correct(red), { kind: 'corrected', link: { colour: 'white' } });
  t.match(await correct(), { kind: 'corrected' }, 'who does not say what was seen is not asked');
});

t.test('the same person under the same identity gets a white link and no flag', async (t) => {
  const { ports, samePerson, enrol } = openHub();
  samePerson.add(await enrol('vis'));
  await enrol('ees');
  t.match(ports.state.links, [{ colour: 'white', origin: 'automatic' }]);
});

t.test('a link to an alert for arrest is the SIRENE Bureau of the state of the alert', async (t) => {
  const { ports, samePerson, enrol } = openHub();
  samePerson.add(await enrol('sis'));
  await enrol('ees', { identity: OTHER_IDENTITY });
  t.match(ports.state.links, [
    { colour: 'yellow', responsible: { memberState: 'BEL', authorityClasses: ['sirene-bureau'] } },
  ]);
});

t.test('a link that waits stays with its authority and its clock until an alert takes it', async (t) => {
  const { ports, samePerson, enrol } = openHub();
  const applicant = await enrol('vis');
  samePerson.add(applicant);
  const traveller = await enrol('ees', { identity: OTHER_IDENTITY });
  const [made] = ports.state.links;
  t.match(made, { colour: 'yellow', verifyBy: String, responsible: { memberState: 'AUT' } });
  t.ok(made!.responsible.authorityClasses.includes('border-authority'));
  samePerson.clear();
  samePerson.add(traveller);
  ports.time.nowMs += 3_600_000;
  await enrol('vis', { subjectId: applicant });
  t.same(ports.state.links, [made], 'the other file was entered again: nothing about the link has changed');
});

t.test('a document in common makes a link without biometrics', async (t) => {
  const { ports, enrol } = openHub();
  await enrol('vis', { travelDocument: PASSPORT, samples: [] });
  await enrol('ees', { travelDocument: PASSPORT, identity: OTHER_IDENTITY });
  t.match(ports.state.links, [
    { colour: 'yellow', relation: { biometrics: 'not-comparable', identity: 'different', document: 'same' } },
  ]);
});

t.test('data that change are judged again, and a link without ground goes', async (t) => {
  const { ports, enrol } = openHub();
  await enrol('vis', { travelDocument: PASSPORT, samples: [] });
  const traveller = await enrol('ees', { travelDocument: PASSPORT, samples: [] });
  t.match(ports.state.links, [{ colour: 'white' }]);
  await enrol('ees', { subjectId: traveller, identity: OTHER_IDENTITY, samples: [] });
  t.match(ports.state.links, [{ colour: 'yellow', relation: { identity: 'different' } }]);
});

t.test('detection that finds the gallery incomplete comes again', async (t) => {
  const { ports, samePerson, enrol } = openHub();
  samePerson.add(await enrol('vis'));
  const { search } = ports.answers;
  ports.answers.search = (query) => ({ ...search(query), complete: false });
  await t.rejects(enrol('ees', { identity: OTHER_IDENTITY }), { code: 'gallery-not-ready', retryable: true });
  t.same(ports.state.links, []);
});

t.test(
  'detection whose second stage was late comes again, and one that looked as far as it goes ends',
  async (t) => {
    const { ports, samePerson, enrol } = openHub();
    samePerson.add(await enrol('vis'));
    const { search } = ports.answers;
    const secondStage = { personsCompared: 9, personsNotCompared: 1 };
    ports.answers.search = (query) => ({ ...search(query), secondStage: { ...secondStage, personsLate: 1 } });
    await t.rejects(enrol('ees', { identity: OTHER_IDENTITY }), { code: 'worker-timeout', retryable: true });
    t.same(ports.state.links, []);
    ports.answers.search = (query) => ({ ...search(query), secondStage });
    await enrol('ees', { identity: OTHER_IDENTITY });
    t.match(ports.state.links, [{ colour: 'yellow' }]);
  },
);

t.test('a reply shows a red link and flags it, to who may see it', async (t) => {
  const { ports, hub, samePerson, enrol } = openHub();
  samePerson.add(await enrol('vis'));
  await enrol('ees', { identity: OTHER_IDENTITY });
  const { linkId } = ports.state.links[0]!;
  const search = async (asker: Requester) => {
    const request = {
      kind: 'search-systems',
      systems: ['ees', 'vis'],
      candidatesMax: 10,
      falsePositiveIdentificationRate: 0.01,
    } as const;
    const outcome = await hub.accept(asker, request, [FAKE_SAMPLE], { waitMs: 0 });
    if (outcome.kind !== 'accepted') throw new Error(`was ${outcome.kind}`);
    await work(ports);
    return ports.state.operations.get(outcome.operation.operationId)!.operation.result as SearchSystemsResult;
  };
  const border = requester('border-authority');
  const elsewhere = requester('border-authority', 'DEU');
  t.match((await search(border)).links, [{ colour: 'yellow', says: 'verification-pending' }]);
  t.same((await search(elsewhere)).links, [], 'yellow is for its verifier');
  await hub.verifyLink(border, linkId, 'same-person-unjustified');
  ports.answers.query = async (system) => ({
    overflow: false,
    hits: hitsOf(ports, system, {
      candidates: ports.state.encounters.map((each) => candidate(each.system, each.subjectId)),
    } as never).map((hit) => ({ ...hit, candidate: candidate(hit.system, hit.subjectId) })),
  });
  const { links, flags } = await search(elsewhere);
  t.match(links, [{ linkId, colour: 'red', says: 'unjustified' }]);
  const identityFlags = flags.filter(({ kind }) => kind === 'multiple-identity');
  t.match(identityFlags, [{ facts: { linkColour: 'red', linkId } }]);
  t.equal(identityFlags.length, 1, 'and nobody is told to verify what has been verified');
});

t.test('who may only enter data into a system learns nothing of links to it', async (t) => {
  const { ports, hub, samePerson, enrol } = openHub();
  samePerson.add(await enrol('vis'));
  const traveller = await enrol('ees');
  const eurodac = { system: 'eurodac', subjectId: 'applicant' as SubjectId } as const;
  const white = ports.state.links[0]!;
  ports.state.links = [{ ...white, dataSets: [{ system: 'ees', subjectId: traveller }, eurodac] }];
  t.same(await hub.readLink(requester('border-authority', 'DEU'), white.linkId), { kind: 'not-found' });
});

t.test('with access to one system a red link names the other, and nothing more', async (t) => {
  const { ports, hub, samePerson, enrol } = openHub();
  samePerson.add(await enrol('sis'));
  await enrol('ees', { identity: OTHER_IDENTITY });
  const { linkId } = ports.state.links[0]!;
  await hub.verifyLink(requester('sirene-bureau', 'BEL'), linkId, 'same-person-unjustified');
  const elsewhere = await hub.readLink(requester('sirene-bureau', 'DEU'), linkId);
  t.same(elsewhere.kind === 'found' && Object.keys(elsewhere.link).sort(), [
    'citation',
    'colour',
    'dataSets',
    'linkId',
    'says',
  ]);
  t.match(elsewhere, { link: { dataSets: [{ system: 'ees' }, { system: 'sis' }] } });
  t.notMatch(JSON.stringify(elsewhere), ports.state.encounters.at(-1)!.subjectId, 'no subject of EES');
});

t.test('another purpose than that of the class verifies nothing', async (t) => {
  const { ports, hub, samePerson, enrol } = openHub();
  samePerson.add(await enrol('vis'));
  await enrol('ees', { identity: OTHER_IDENTITY });
  const strange: Requester = { ...requester('border-authority'), purpose: 'law-enforcement' };
  t.same(await hub.readLink(strange, ports.state.links[0]!.linkId), { kind: 'not-found' });
});

t.test('a detection whose tries are used up is not given up while it may pass', async (t) => {
  const { ports, samePerson, enrol } = openHub();
  samePerson.add(await enrol('vis'));
  await enrol('ees', { identity: OTHER_IDENTITY });
  const kept = [...ports.state.operations.values()].findLast(
    ({ operation }) => operation.request.kind === 'detect-links',
  )!;
  const { operationId } = kept.operation;
  const stateNow = () => ports.state.operations.get(operationId)!.operation.state;
  ports.state.operations.set(operationId, { ...kept, operation: { ...kept.operation, state: 'extracted' } });
  const problem = { code: 'gallery-not-ready', detail: 'Later.' };
  await createFailOperation(ports)(operationId, problem, { mayPass: true });
  t.equal(stateNow(), 'extracted');
  t.equal(ports.state.operations.get(operationId)?.postponedMs, undefined);
  await createFailOperation(ports)(operationId, problem, { mayPass: true, postponedMs: 60_000 });
  t.equal(stateNow(), 'extracted');
  t.equal(ports.state.operations.get(operationId)?.postponedMs, 60_000, 'left alone for as long as that');
  await createFailOperation(ports)(operationId, problem);
  t.equal(stateNow(), 'failed');
});

t.test('the work of the hub itself is nobody’s operation', async (t) => {
  const { ports, hub, enrol } = openHub();
  await enrol('ees');
  const own = [...ports.state.operations.values()].find(
    ({ operation }) => operation.request.kind === 'detect-links',
  );
  t.equal(own?.operation.state, 'completed');
  t.equal(await hub.readOperation(own!.operation.requester, own!.operation.operationId), undefined);
});

t.test('a link nobody knows', async (t) => {
  const { hub } = openHub();
  const linkId = 'unknown' as LinkId;
  t.same(await hub.readLink(requester('border-authority'), linkId), { kind: 'not-found' });
  t.same(await hub.verifyLink(requester('border-authority'), linkId, 'same-person-justified'), {
    kind: 'not-found',
  });
});

t.test(
  'mirror images make no link; where the images match as they are, nothing is said of them',
  async (t) => {
    const MIRRORED_VIEW = new Int8Array(256).fill(9);
    for (const matchesAsItIs of [false, true]) {
      const { ports, enrol } = openHub();
      const { extract } = ports.answers;
      ports.answers.extract = (sample) => {
        const outcome = extract(sample);
        if (outcome.kind !== 'template') return outcome;
        return { ...outcome, template: { ...outcome.template, mirroredView: MIRRORED_VIEW } };
      };
      const visa = await enrol('vis');
      const nobody = ports.answers.search;
      ports.answers.search = (search) => {
        const isMirrored = search.probes[0]!.views[0]![0] === MIRRORED_VIEW[0];
        return { ...nobody(search), candidates: isMirrored || matchesAsItIs ? [candidate('vis', visa)] : [] };
      };
      await enrol('ees', { identity: OTHER_IDENTITY });
      t.equal(ports.state.links.length, matchesAsItIs ? 1 : 0);
      const { values } = await ports.metrics.flags.get();
      const told = values.filter(({ labels }) => labels['flag'] === 'mirrored-image');
      t.equal(told.length, matchesAsItIs ? 0 : 1);
    }
  },
);
