import t from 'tap';
import type { AuthorityClass, Requester } from '../domain/authorities.js';
import type { EncounterId, LinkId, SubjectId } from '../domain/ids.js';
import type { LinkColour } from '../domain/law/link-table.js';
import { localDate } from '../domain/local-date.js';
import type { AnyFacts, SystemRecord } from '../domain/system-record.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import { FAKE_IDENTITY, fakeEntry, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts, type FakePorts } from '../testing/fakes/fake-ports.js';
import { createCorrectLink } from './correct-link.js';
import { createListLinkNotices } from './link-letters.js';
import type { IdentityLink } from './ports/identity-links.js';
import type { SystemHit } from './ports/systems.js';
import { linksOfHits } from './query-systems.js';
import { createReadLink } from './read-link.js';
import { createReadLinkedData } from './read-linked-data.js';
import { flagsOfAccess, flagsWithoutSource } from './repository-flags.js';
import type { SystemAnswer } from './results.js';
import { createSearchPortal } from './search-portal.js';
import { seenLinks } from './sides-of-links.js';

const LINK_ID = '0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2a03' as LinkId;
const NEVER = new AbortController().signal;
const VISA: AnyFacts = {
  kind: 'visa-application',
  applicationNumber: 'V-1',
  applicationDate: localDate('2026-08-01'),
  outcome: 'pending',
};
const REFUSED_FOR_SECURITY: AnyFacts = {
  kind: 'visa-decision',
  concerns: 'vis 0' as EncounterId,
  decision: 'refused',
  decidedOn: localDate('2026-08-05'),
  grounds: ['12(2)(a)(vi)'],
};
const CONVICTION: AnyFacts = {
  kind: 'conviction-index',
  convictingMemberState: 'BEL',
  referenceCode: 'R1',
};
const ENTRY = fakeEntry('2026-09-01');
const ARREST = alert('arrest');
const REFUSAL = alert('refusal-of-entry');

function alert(alertKind: 'arrest' | 'refusal-of-entry' | 'check'): AnyFacts {
  const [issuedOn, reviewBy] = [localDate('2026-01-01'), localDate('2029-01-01')];
  return { kind: 'alert', alertKind, issuedOn, reviewBy, actionToBeTaken: 'as the kind says' };
}

type Side = readonly [SystemId, readonly AnyFacts[]];

/** A hub with one link between two persons who have these records; it is between the systems in their order. */
function openHub(colour: LinkColour, sides: readonly [Side, Side], given: Partial<IdentityLink> = {}) {
  const ports = createFakePorts();
  ports.state.records = sides.flatMap(([system, facts]) =>
    facts.map(
      (each, index): SystemRecord => ({
        system,
        subjectId: subjectIn(system),
        encounterId: `${system} ${index}` as EncounterId,
        memberState: 'BEL',
        encounterAt: '2026-09-01T10:00:00Z',
        identity: FAKE_IDENTITY,
        facts: each as never,
      }),
    ),
  );
  const [first, second] = sides.map(([system]) => ({ system, subjectId: subjectIn(system) }));
  const link: IdentityLink = {
    linkId: LINK_ID,
    dataSets: [first!, second!],
    colour,
    origin: colour === 'red' || colour === 'green' ? 'manual' : 'automatic',
    relation: { biometrics: 'same', identity: 'same', document: 'same' },
    citation: 'Art 33',
    responsible: { memberState: 'BEL', authorityClasses: ['sirene-bureau'] },
    createdAt: '2026-09-01T10:00:00Z',
    updatedAt: '2026-09-01T10:00:00Z',
    ...given,
  };
  ports.state.links = [link];
  return ports;
}

function subjectIn(system: SystemId): SubjectId {
  return `0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2b0${SYSTEMS.indexOf(system)}` as SubjectId;
}

/** Every alert for arrest is hidden since an hour ago, in France. */
function hideArrests(ports: FakePorts, hoursAgo = 1): void {
  const at = new Date(ports.clock.nowMs() - hoursAgo * 3_600_000).toISOString();
  ports.sis.alerts.hiddenSince = async (_, alertIds, since) =>
    at < since
      ? []
      : alertIds.map((alertId) => ({
          eventId: alertId,
          alertId,
          memberState: 'BEL',
          at,
          kind: 'hidden',
          inStates: ['FRA'],
        }));
}

/** What is told of the link: to who reads it, and to who found one of its sides. */
async function told(ports: FakePorts, asker: Requester, found: SystemId) {
  const read = await createReadLink(ports)(asker, LINK_ID);
  const visible = read.kind === 'found' ? read.link.dataSets : undefined;
  const [hit] = await linksOfHits(ports, asker, [answer(ports, found)]);
  if (JSON.stringify(hit?.dataSets) !== JSON.stringify(visible)) throw new Error('a reply and a file differ');
  return visible?.map(({ system, subjectId }) => (subjectId ? system : `(${system})`)).join(' ');
}

function answer({ state }: FakePorts, system: SystemId): SystemAnswer {
  const records = state.records.filter((record) => record.system === system);
  const hit: SystemHit = { system, subjectId: subjectIn(system), foundBy: ['document'], records };
  return {
    system,
    status: 'answered',
    location: 'local',
    askedBy: ['document'],
    tookMs: 1,
    hits: [hit],
    overflow: false,
  };
}

t.test('a side whose every record is hidden is as closed as its system would be', async (t) => {
  const rows: readonly (readonly [string, AuthorityClass, LinkColour, Side, Side, string | undefined])[] = [
    ['all alerts are a guard’s', 'border-authority', 'white', ['ees', [ENTRY]], ['sis', [ARREST]], 'ees sis'],
    [
      'an arrest is not a visa officer’s',
      'visa-authority',
      'white',
      ['vis', [VISA]],
      ['sis', [ARREST]],
      undefined,
    ],
    ['a refusal of entry is', 'visa-authority', 'white', ['vis', [VISA]], ['sis', [REFUSAL]], 'vis sis'],
    ['so is who has both', 'visa-authority', 'white', ['vis', [VISA]], ['sis', [ARREST, REFUSAL]], 'vis sis'],
    ['red names the system alone', 'visa-authority', 'red', ['vis', [VISA]], ['sis', [ARREST]], 'vis (sis)'],
    ['red, with an alert of theirs', 'visa-authority', 'red', ['vis', [VISA]], ['sis', [REFUSAL]], 'vis sis'],
    ['red, nothing is open', 'screening-authority', 'red', ['ees', [ENTRY]], ['vis', [VISA]], undefined],
    [
      'a file without grounds of security',
      'screening-authority',
      'white',
      ['vis', [VISA]],
      ['sis', [REFUSAL]],
      undefined,
    ],
    [
      'a refusal for security',
      'screening-authority',
      'white',
      ['vis', [VISA, REFUSED_FOR_SECURITY]],
      ['sis', [REFUSAL]],
      'vis sis',
    ],
    [
      'a conviction that is not flagged',
      'screening-authority',
      'white',
      ['sis', [REFUSAL]],
      ['ecris-tcn', [CONVICTION]],
      undefined,
    ],
    ['alerts are gone', 'border-authority', 'white', ['ees', [ENTRY]], ['sis', []], undefined],
  ];
  for (const [name, authorityClass, colour, first, second, expected] of rows) {
    const ports = openHub(colour, [first, second]);
    // Found is what the reader may see: where that is nothing, nobody asks for links of it.
    const found = expected === undefined ? undefined : (expected.split(' ')[0] as SystemId);
    const asker = fakeRequester(authorityClass, 'FRA');
    if (found) t.equal(await told(ports, asker, found), expected, `${authorityClass}: ${name}`);
    else
      t.same(
        await createReadLink(ports)(asker, LINK_ID),
        { kind: 'not-found' },
        `${authorityClass}: ${name}`,
      );
  }
});

t.test('a flagged conviction is open to a screening authority for as long as the flag lasts', async (t) => {
  const ports = openHub('white', [
    ['sis', [REFUSAL]],
    ['ecris-tcn', [CONVICTION]],
  ]);
  const screening = fakeRequester('screening-authority');
  const flag = (lastDay: string) => {
    ports.convictionFlags.ofSubjects = async (_, subjectIds) =>
      subjectIds.map((subjectId) => ({
        subjectId,
        encounterId: 'ecris-tcn 0' as EncounterId,
        memberState: 'BEL',
        kind: 'serious-offence',
        createdOn: localDate('2020-01-01'),
        lastDay: localDate(lastDay),
      }));
  };
  flag('2026-09-21');
  t.equal(await told(ports, screening, 'sis'), 'sis ecris-tcn');
  flag('2026-09-20');
  t.equal(await told(ports, screening, 'sis'), undefined);
});

t.test('an alert for arrest that is hidden leaves no trace in a link, whatever its colour', async (t) => {
  for (const colour of ['white', 'red'] as const) {
    const ports = openHub(colour, [
      ['ees', [ENTRY]],
      ['sis', [ARREST]],
    ]);
    const here = fakeRequester('border-authority', 'FRA');
    t.equal(await told(ports, here, 'ees'), 'ees sis', `${colour}, before`);
    hideArrests(ports);
    t.equal(await told(ports, here, 'ees'), undefined, `${colour}, in the state of the operation`);
    t.equal(await told(ports, fakeRequester('border-authority', 'DEU'), 'ees'), 'ees sis', 'in another');
    const bureau = await createReadLink(ports)(fakeRequester('sirene-bureau', 'FRA'), LINK_ID);
    t.equal(
      bureau.kind,
      colour === 'red' ? 'found' : 'not-found',
      'a SIRENE Bureau sees what it has access to',
    );
    hideArrests(ports, 49);
    t.equal(await told(ports, here, 'ees'), 'ees sis', `${colour}, after 48 hours`);
  }
});

t.test('nor in a red link for who has no access to SIS at all', async (t) => {
  const ports = openHub('red', [
    ['vis', [VISA]],
    ['sis', [ARREST]],
  ]);
  const reader = fakeRequester('etias-national-unit', 'FRA');
  const asylum = fakeRequester('asylum-authority', 'FRA');
  for (const asker of [reader, asylum]) {
    hideArrests(ports, 49);
    const before = await createReadLink(ports)(asker, LINK_ID);
    hideArrests(ports);
    const during = await createReadLink(ports)(asker, LINK_ID);
    t.match(before, { kind: 'found' }, asker.authorityClass);
    t.same(during, { kind: 'not-found' }, asker.authorityClass);
  }
});

t.test('another alert on the person keeps the link', async (t) => {
  const ports = openHub('white', [
    ['ees', [ENTRY]],
    ['sis', [ARREST, alert('check')]],
  ]);
  hideArrests(ports);
  t.equal(await told(ports, fakeRequester('border-authority', 'FRA'), 'ees'), 'ees sis');
});

t.test('who verifies a link, or has, keeps all of it; who made one automatically does not', async (t) => {
  const responsible = { memberState: 'FRA', authorityClasses: ['border-authority'] } as const;
  const border = fakeRequester('border-authority', 'FRA');
  const rows = [
    ['yellow', 'automatic', 'found'],
    ['white', 'manual', 'found'],
    ['red', 'manual', 'found'],
    ['white', 'automatic', 'not-found'],
  ] as const;
  for (const [colour, origin, expected] of rows) {
    const sides = [
      ['ees', [ENTRY]],
      ['sis', [ARREST]],
    ] as const;
    const ports = openHub(colour, sides, { origin, responsible });
    hideArrests(ports);
    t.equal((await createReadLink(ports)(border, LINK_ID)).kind, expected, `${colour}, ${origin}`);
  }
});

t.test(
  'a link nobody verified is not there for its authority either while its alert is hidden',
  async (t) => {
    const responsible = { memberState: 'FRA', authorityClasses: ['border-authority'] } as const;
    const border = fakeRequester('border-authority', 'FRA');
    for (const isHidden of [true, false]) {
      const sides = [
        ['ees', [ENTRY]],
        ['sis', [ARREST]],
      ] as const;
      const ports = openHub('white', sides, { origin: 'automatic', responsible });
      if (isHidden) hideArrests(ports);
      const report = {
        decisionId: 'd',
        linkId: LINK_ID,
        authorityId: 'BEL',
        role: 'reporting',
        conclusion: 'different-persons-justified',
        reason: 'Twins.',
      } as const;
      await ports.linkDecisions.keep(ports.unitOfWork.sql, report);
      const read = await createReadLink(ports)(border, LINK_ID);
      t.match(read, isHidden ? { kind: 'not-found' } : { kind: 'found', reports: [{ reason: 'Twins.' }] });
      const { kind } = await createCorrectLink(ports)(border, LINK_ID, { remove: true });
      t.equal(kind, isHidden ? 'not-found' : 'removed');
    }
  },
);

t.test('what is hidden of many sides is asked for at once', async (t) => {
  const sides = [
    ['ees', [ENTRY]],
    ['sis', [ARREST]],
  ] as const;
  const ports = openHub('red', sides);
  const [link] = ports.state.links;
  const [alertRecord] = ports.state.records.filter(({ system }) => system === 'sis');
  const others = Array.from({ length: 20 }, (_, index): IdentityLink => {
    const subjectId = `0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2c${10 + index}` as SubjectId;
    const encounterId = `sis ${subjectId}` as EncounterId;
    ports.state.records = [...ports.state.records, { ...alertRecord!, subjectId, encounterId }];
    return {
      ...link!,
      linkId: subjectId as string as LinkId,
      dataSets: [link!.dataSets[0], { system: 'sis', subjectId }],
    };
  });
  let asked = 0;
  const { hiddenSince } = ports.sis.alerts;
  ports.sis.alerts.hiddenSince = (...args) => {
    asked += 1;
    return hiddenSince(...args);
  };
  const requester = fakeRequester('visa-authority', 'FRA');
  await seenLinks(ports, ports.unitOfWork.sql, { requester }, [link!, ...others]);
  t.ok(asked <= 2, `${asked}`);
});

t.test('no flag, no notice and no linked data tell of what the link hides', async (t) => {
  const ports = openHub('red', [
    ['vis', [VISA]],
    ['sis', [ARREST]],
  ]);
  const visa = fakeRequester('visa-authority', 'FRA');
  const police = fakeRequester('police-authority', 'FRA');
  await ports.identityLinks.notice(ports.unitOfWork.sql, {
    noticeId: 'n',
    linkId: LINK_ID,
    system: 'vis',
    memberState: 'FRA',
    authorityClasses: ['visa-authority'],
  });
  const hits = (answer(ports, 'vis') as Extract<SystemAnswer, { status: 'answered' }>).hits;
  const seen = async () => ({
    flags: (await flagsWithoutSource(ports, police, hits)).length,
    access: await flagsOfAccess(ports, fakeRequester('law-enforcement-authority', 'FRA'), {
      system: 'vis',
      answer: answer(ports, 'vis'),
    }).then(({ flags, links }) => [flags.length, links.length]),
    notices: (await createListLinkNotices(ports)(visa)).length,
    data: (await createReadLinkedData(ports)(visa, LINK_ID)).kind,
  });
  t.same(await seen(), { flags: 1, access: [1, 1], notices: 1, data: 'found' });
  hideArrests(ports);
  t.same(await seen(), { flags: 0, access: [0, 0], notices: 0, data: 'not-found' });
});

t.test('linked data are those of the open sides', async (t) => {
  const ports = openHub('red', [
    ['ees', [ENTRY]],
    ['vis', [VISA, REFUSED_FOR_SECURITY]],
  ]);
  const read = createReadLinkedData({
    ...ports,
    subjects: { ...ports.subjects, read: async () => undefined },
  });
  const screening = await read(fakeRequester('screening-authority'), LINK_ID);
  t.match(screening, { kind: 'found', link: { dataSets: [{ system: 'ees' }, { system: 'vis' }] } });
  t.same(screening.kind === 'found' && screening.dataSets.map(({ system }) => system), ['vis']);
  t.notMatch(JSON.stringify(screening), subjectIn('ees'));
});

t.test('the portal shows no link to an alert it has hidden', async (t) => {
  const ports = openHub('red', [
    ['ees', [ENTRY]],
    ['sis', [ARREST]],
  ]);
  ports.answers.query = async (system) => {
    const { hits } = answer(ports, system) as Extract<SystemAnswer, { status: 'answered' }>;
    return { hits, overflow: false };
  };
  const search = () =>
    createSearchPortal(ports)(
      fakeRequester('border-authority', 'FRA'),
      {
        systems: ['ees', 'sis'],
        document: { number: 'AB123', issuingCountry: 'PER' },
        candidatesMax: 10,
        falsePositiveIdentificationRate: 0.01,
      },
      [],
      { signal: NEVER },
    );
  t.match(await search(), { kind: 'answered', reply: { links: [{ linkId: LINK_ID }] } });
  hideArrests(ports);
  const hidden = await search();
  t.match(hidden, { kind: 'answered', reply: { links: [] } });
  t.notMatch(JSON.stringify(hidden), LINK_ID);
  t.notMatch(JSON.stringify(hidden), subjectIn('sis'));
});
