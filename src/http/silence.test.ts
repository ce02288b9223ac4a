/**
 * A system the caller may not ask leaves no trace: over random authorities, purposes and data, and at every place where
 * persons are searched for, the reply is the same byte for byte whether or not such a system holds a record of the person.
 * It comes as soon, too: nothing is done there, and what is done elsewhere is the same, call for call.
 */
import fc from 'fast-check';
import t from 'tap';
import { AUTHORITY_CLASSES, PURPOSES, type Requester } from '../domain/authorities.js';
import type { Designation } from '../domain/cir/identification.js';
import { decideAccess } from '../domain/law/access.js';
import { PURPOSE_OF } from '../domain/law/access-table.js';
import { GATEWAY_ROWS } from '../domain/law/cir-table.js';
import { localDate } from '../domain/local-date.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import { FAKE_IDENTITY } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { openPortalHub } from '../testing/portal-hub.js';
import { askIn, type Caller, SEARCH_KEYS, type World } from '../testing/silent-world.js';
import { accessibleSystems } from '../workflows/link-access.js';

const RUNS = 80;

type Asked = Caller & {
  readonly accept: string;
  readonly identity: boolean;
  readonly document: boolean;
  readonly samples: boolean;
  readonly systems: readonly SystemId[] | undefined;
  readonly onBehalfOf: string | undefined;
  readonly holders: readonly SystemId[];
};

/** Where persons are searched for: who is likely to be let in, what goes with the keys, and which systems may not show. */
type Place = {
  readonly url: string;
  readonly asking: readonly Caller['authorityClass'][];
  readonly streams: boolean;
  readonly payload: (asked: Asked) => object;
  readonly forbidden: (asked: Asked) => readonly SystemId[];
};

const OPEN_PLACE = { streams: false, asking: AUTHORITY_CLASSES.slice(0, 7), forbidden: forbiddenByMatrix };

const PLACES: readonly Place[] = [
  {
    ...OPEN_PLACE,
    url: '/v1/federated-searches',
    streams: true,
    payload: (asked) => ({
      ...keysOf(asked),
      ...(asked.onBehalfOf ? { onBehalfOf: asked.onBehalfOf } : {}),
    }),
  },
  { ...OPEN_PLACE, url: '/v1/searches', payload: keysOf },
  {
    ...OPEN_PLACE,
    url: '/v1/identifications',
    payload: ({ systems }) => ({ samples: SEARCH_KEYS.samples, ...(systems ? { systems } : {}) }),
    forbidden: (asked) => forbiddenByMatrix({ ...asked, samples: true, identity: false, document: false }),
  },
  {
    streams: false,
    url: '/v1/cir/identifications',
    asking: ['police-authority', 'screening-authority'],
    payload: (asked) => ({
      ...keysOf({ ...asked, systems: undefined }),
      ground: 'no-document',
      personPresent: true,
      biometricsUnusable: true,
      reference: 'R1',
      operatorId: 'O1',
    }),
    forbidden: () => outsideGateway('police'),
  },
  {
    streams: false,
    url: '/v1/cir/consultations',
    asking: ['law-enforcement-authority', 'europol'],
    payload: (asked) => ({
      ...keysOf({ ...asked, systems: undefined }),
      offence: 'serious',
      isSpecificCase: true,
      reasonableGrounds: 'grounds',
      fileReference: 'F1',
      operatorId: 'O1',
      orderedBy: 'O2',
    }),
    forbidden: () => outsideGateway('law-enforcement'),
  },
];

const asked = (asking: Place['asking']): fc.Arbitrary<Asked> =>
  fc.record({
    authorityClass: fc.oneof(fc.constantFrom(...AUTHORITY_CLASSES), fc.constantFrom(...asking)),
    purpose: fc.constantFrom(...PURPOSES),
    memberState: fc.constantFrom('AUT', 'AUT', 'AUT', 'IRL', 'CHE', 'EUE'),
    accept: fc.constantFrom('application/json', 'application/x-ndjson', 'text/event-stream'),
    identity: fc.boolean(),
    document: fc.boolean(),
    samples: fc.boolean(),
    systems: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.subarray([...SYSTEMS], { minLength: 1 }) },
    ),
    onBehalfOf: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('FRA', 'AUT') },
    ),
    holders: fc.subarray([...SYSTEMS]),
  });

const KEPT = {
  designations: ['AUT', 'IRL', 'CHE'].map(
    (memberState): Designation => ({
      authorityId: 'AUT-police-authority',
      memberState,
      empowers: ['identification'],
      nationalLaw: 'a law',
      from: localDate('2020-01-01'),
    }),
  ),
  lawEnforcement: { ...createFakePorts().lawEnforcement, keepQuery: async () => {} },
};

for (const place of PLACES) {
  t.test(`a forbidden system leaves no trace in ${place.url}`, async (t) => {
    const calls: string[] = [];
    const hub = await openPortalHub(t, { ports: KEPT, onCall: (name) => calls.push(name) });
    let permittedRuns = 0;
    await fc.assert(
      fc.asyncProperty(asked(place.asking), fc.integer({ min: 0, max: 3 }), async (generated, choice) => {
        const given = likely(generated, choice, place);
        const forbidden = place.forbidden(given);
        const accept = place.streams ? given.accept : 'application/json';
        const ask = (world: World) =>
          askIn(hub, world, { caller: given, url: place.url, accept, payload: place.payload(given), calls });
        const without = await ask({
          holders: given.holders.filter((each) => !forbidden.includes(each)),
          linked: pairs(SYSTEMS.filter((each) => !outOfReach(given, forbidden).includes(each))),
        });
        const withRecords = await ask({
          holders: [...new Set([...given.holders, ...forbidden])],
          linked: pairs(SYSTEMS),
        });
        t.same(withRecords, without, 'the same answer, by the same calls');
        t.notOk(
          without.touched.some((system) => forbidden.includes(system)),
          'nothing is done in a forbidden system',
        );
        if (without.status >= 300) return;
        permittedRuns += 1;
        for (const system of outOfReach(given, forbidden)) {
          t.notOk(without.body.includes(`"${system}"`), system);
        }
      }),
      { numRuns: RUNS },
    );
    t.ok(permittedRuns > RUNS / 10, `${permittedRuns} of ${RUNS} were permitted`);
  });
}

t.test('nothing of a search through the portal is kept but its log entry', async (t) => {
  const hub = await openPortalHub(t);
  const caller: Caller = {
    authorityClass: 'border-authority',
    purpose: 'border-check',
    memberState: 'AUT',
  };
  const { identity, samples } = SEARCH_KEYS;
  const answer = await askIn(
    hub,
    { holders: ['ees'], linked: [] },
    {
      caller,
      url: '/v1/federated-searches',
      accept: 'application/json',
      payload: { identity, samples },
      calls: [],
    },
  );
  t.equal(answer.status, 200);
  t.match(answer.body, FAKE_IDENTITY.surnames[0]!);
  t.equal(hub.ports.state.operations.size, 0, 'no operation is left');
  t.same(hub.ports.state.outbox, []);
  t.match(hub.ports.state.log, [
    { right: 'identify', outcome: 'permitted', components: ['esp'], dataUsed: ['fingerprints', 'identity'] },
  ]);
  t.notMatch(JSON.stringify(hub.ports.state.log[0]!.result ?? ''), FAKE_IDENTITY.surnames[0]!);
});

/** Most tokens name the purpose of their class, and most gateways are asked by whom they are for. */
function likely(generated: Asked, choice: number, { asking }: Place): Asked {
  if (choice === 0) return generated;
  const authorityClass = choice === 3 ? asking[0]! : generated.authorityClass;
  return { ...generated, authorityClass, purpose: PURPOSE_OF[authorityClass] };
}

function keysOf({ identity, document, samples, systems }: Asked): object {
  return {
    ...(identity ? { identity: SEARCH_KEYS.identity } : {}),
    ...(document ? { document: SEARCH_KEYS.document } : {}),
    ...(samples ? { samples: SEARCH_KEYS.samples } : {}),
    ...(systems ? { systems } : {}),
  };
}

/** Said by the matrix alone, as a search must not be asked what a search may ask. */
function forbiddenByMatrix({ authorityClass, purpose, memberState, ...keys }: Asked): readonly SystemId[] {
  const requester: Requester = { authorityId: 'A', authorityClass, memberState, purpose };
  return SYSTEMS.filter((system) => {
    const biometric = keys.samples && decideAccess(requester, 'identify', system).permitted;
    const alphanumeric =
      (keys.identity || keys.document) && decideAccess(requester, 'search', system).permitted;
    return !biometric && !alphanumeric;
  });
}

function outsideGateway(gateway: (typeof GATEWAY_ROWS)[number]['gateway']): readonly SystemId[] {
  const row = GATEWAY_ROWS.find((each) => each.gateway === gateway)!;
  return SYSTEMS.filter((system) => !row.systems.includes(system));
}

/** Of forbidden systems those the caller may not consult in any way: links to them are hidden as well. */
function outOfReach(
  { authorityClass, purpose, memberState }: Caller,
  forbidden: readonly SystemId[],
): readonly SystemId[] {
  const accessible = accessibleSystems({ authorityId: 'A', authorityClass, memberState, purpose });
  return forbidden.filter((system) => !accessible.includes(system));
}

function pairs(systems: readonly SystemId[]): World['linked'] {
  return systems.flatMap((a, index) => systems.slice(index + 1).map((b) => [a, b] as const));
}
