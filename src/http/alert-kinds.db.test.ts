/** Which kinds of alert reach whom: searches, the portal, a peer, candidates, objects. */
import t from 'tap';
import type { Requester } from '../domain/authorities.js';
import type { SubjectId } from '../domain/ids.js';
import { openWorkingHub, type WorkingHub } from '../testing/working-hub.js';
import { hiddenSubjects } from '../workflows/hide-alerts.js';

const TODAY = '2026-09-21';
const NOW = `${TODAY}T10:00:00Z`;
const SIRENE = (of = 'AUT') => ({ as: 'sirene-bureau', of }) as const;
const VISA = { as: 'visa-authority' } as const;
const VISA_AT_BORDER = { as: 'border-authority', purpose: 'visa-examination' } as const;
const EUROJUST = { as: 'eurojust', of: 'EUE' } as const;
type Asker = Parameters<WorkingHub['call']>[2];

const IDENTITY = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: '1990-05-06',
  sex: 'female',
  nationalities: ['PER'],
};

async function open(t: Parameters<typeof openWorkingHub>[0]): Promise<WorkingHub> {
  const hub = await openWorkingHub(t);
  hub.time.today = TODAY;
  hub.time.nowMs = Date.parse(NOW);
  return hub;
}

async function enter(hub: WorkingHub, alertKind: string, of = 'AUT', subjectId?: string) {
  const facts = {
    kind: 'alert',
    alertKind,
    issuedOn: '2026-09-20',
    reviewBy: '2027-09-20',
    actionToBeTaken: 'as the kind says',
    details: { reason: 'a reason', decisionReference: 'D-1', isProportionate: true, consultedOn: TODAY },
  };
  const payload = { encounterAt: NOW, identity: IDENTITY, facts, ...(subjectId ? { subjectId } : {}) };
  const { body } = await hub.run('/v1/systems/sis/encounters', SIRENE(of), payload);
  if (body.state !== 'completed') throw new Error(JSON.stringify(body));
  return body.result as { readonly subjectId: SubjectId; readonly encounterId: string };
}

type Systems = readonly {
  readonly status: string;
  readonly hits: readonly {
    readonly records: readonly { readonly facts: { readonly alertKind: string } }[];
  }[];
}[];

function kindsIn(systems: Systems): readonly string[] {
  return systems
    .flatMap(({ hits }) => hits)
    .flatMap(({ records }) => records.map(({ facts }) => facts.alertKind))
    .sort();
}

async function search(hub: WorkingHub, as: Asker) {
  const body = { identity: { surname: 'Rivera' }, systems: ['sis'] };
  return (await hub.run('/v1/searches', as, body)).body.result.systems as Systems;
}

async function portal(hub: WorkingHub, as: Asker) {
  const body = { identity: { surname: 'Rivera' }, systems: ['sis'] };
  return (await hub.call('POST', '/v1/federated-searches', as, body)).body.systems as Systems;
}

const ALL = ['arrest', 'check', 'judicial-procedure', 'missing-person', 'refusal-of-entry', 'return'];

t.test('a search shows the kinds of the article that opens it', async (t) => {
  const hub = await open(t);
  for (const kind of ALL) await enter(hub, kind);
  const rows: readonly (readonly [Asker, readonly string[]])[] = [
    [VISA, ['refusal-of-entry', 'return']],
    [VISA_AT_BORDER, ['refusal-of-entry', 'return']],
    [EUROJUST, ['arrest', 'judicial-procedure', 'missing-person']],
    [{ as: 'border-authority' }, ALL],
    [{ as: 'immigration-authority' }, ALL],
    [{ as: 'police-authority' }, ALL],
    [{ as: 'law-enforcement-authority' }, ALL],
    [{ as: 'frontex-team' }, ALL],
    [{ as: 'screening-authority' }, ALL],
    [{ as: 'etias-national-unit' }, ALL],
    [{ as: 'europol', of: 'EUE' }, ALL],
    [SIRENE(), ALL],
  ];
  for (const [asker, kinds] of rows) {
    const systems = await search(hub, asker);
    t.same(kindsIn(systems), kinds, `${asker.as} ${asker.purpose ?? ''}`);
    t.ok(
      systems.every(({ hits }) => hits.every(({ records }) => records.length > 0)),
      'who has nothing else is no hit',
    );
    t.same(kindsIn(await portal(hub, asker)), kinds, `${asker.as}, through the portal`);
  }
});

t.test('of one person only the alerts of those kinds', async (t) => {
  const hub = await open(t);
  const arrest = await enter(hub, 'arrest');
  t.match(await search(hub, VISA), [{ status: 'answered', hits: [] }], 'as if nobody were there');
  await enter(hub, 'refusal-of-entry', 'DEU', arrest.subjectId);
  t.same(kindsIn(await search(hub, VISA)), ['refusal-of-entry']);
  t.same(kindsIn(await search(hub, EUROJUST)), ['arrest']);
  t.same(kindsIn(await search(hub, { as: 'border-authority' })), ['arrest', 'refusal-of-entry']);
});

t.test('what another hub answers goes no further than the kinds', async (t) => {
  const hub = await open(t);
  for (const kind of ALL) await enter(hub, kind);
  const local = hub.ports.adapters.get('sis')!;
  const remote = { ...local, location: 'remote' as const };
  Object.assign(hub.ports, { adapters: new Map([...hub.ports.adapters, ['sis', remote]]) });
  t.same(kindsIn(await search(hub, VISA)), ['refusal-of-entry', 'return']);
  t.same(kindsIn(await search(hub, EUROJUST)), ['arrest', 'judicial-procedure', 'missing-person']);
  t.same(kindsIn(await search(hub, { as: 'police-authority' })), ALL);
});

t.test('nobody is a candidate by alerts of other kinds alone', async (t) => {
  const hub = await open(t);
  const [arrest, check, refusal] = [
    await enter(hub, 'arrest'),
    await enter(hub, 'check'),
    await enter(hub, 'refusal-of-entry'),
  ].map(({ subjectId }) => subjectId);
  const hidden = async (asker: Pick<Requester, 'authorityClass' | 'purpose' | 'memberState'>) => [
    ...(await hiddenSubjects(hub.ports, hub.unitOfWork.sql, { ...asker, authorityId: 'A' }, [
      arrest!,
      check!,
      refusal!,
    ])),
  ];
  const visa = { authorityClass: 'visa-authority', purpose: 'visa-examination', memberState: 'AUT' } as const;
  t.same((await hidden(visa)).sort(), [arrest, check].sort());
  t.same(
    (
      await hidden({ authorityClass: 'eurojust', purpose: 'judicial-cooperation', memberState: 'EUE' })
    ).sort(),
    [check, refusal].sort(),
  );
  t.same(
    await hidden({ authorityClass: 'border-authority', purpose: 'border-check', memberState: 'AUT' }),
    [],
  );
});

t.test('a visa authority finds documents to be seized, and none that are watched', async (t) => {
  const hub = await open(t);
  const ADDRESS = '/v1/systems/sis/object-alerts';
  const passport = {
    category: 'travel-document',
    number: 'P123456',
    issuedOn: '2026-09-01',
    reason: 'lost',
    actionToBeTaken: 'as the kind says',
    isConsulted: true,
  };
  for (const [of, kind] of [
    ['AUT', 'object-seizure'],
    ['DEU', 'object-check'],
  ] as const) {
    const { status, body } = await hub.call('POST', ADDRESS, SIRENE(of), { ...passport, kind });
    t.equal(status, 201, JSON.stringify(body));
  }
  const found = async (as: Asker) => {
    const query = { category: 'travel-document', number: 'P123456' };
    const { body } = await hub.call('POST', `${ADDRESS}/search`, as, query);
    return body.alerts.map(({ kind }: { readonly kind: string }) => kind).sort();
  };
  t.same(await found(VISA), ['object-seizure']);
  t.same(await found({ as: 'border-authority' }), ['object-check', 'object-seizure']);
});
