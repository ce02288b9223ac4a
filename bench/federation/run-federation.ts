/**
 * The search portal, one search after the other, streamed: when each system's answer is there, against the time the
 * system itself took. Then the same with systems kept elsewhere: one slow, one failing, one
 * lying, one silent, as far as the authority sees so many.
 *
 *   node dist/bench/federation/run-federation.js [--persons 100000] [--searches 300] [--slow-ms 1000] [--seed 1]
 *     [--out FILE]
 */
import { type Agent, request } from 'undici';
import type { AuthorityClass } from '../../src/domain/authorities.js';
import { localDate } from '../../src/domain/local-date.js';
import { SYSTEMS } from '../../src/domain/systems.js';
import { inWorld, type World } from '../hub/open-world.js';
import { type RunContext, runScenario } from '../hub/scenario-run.js';
import { type RunningHub, startHub } from '../hub/start-hub.js';
import { openAgent } from '../load/open-loop.js';
import { parseOptions } from '../parse-options.js';
import { drawPerson } from '../population/draw-person.js';
import {
  FAULTS,
  type Fault,
  RAW_FEDERATION_FORMAT,
  type RawFederation,
  type RawSearch,
} from './raw-federation.js';
import { type StandIn, startStandIn } from './stand-in.js';

const { values } = parseOptions({
  options: {
    persons: { type: 'string', default: '100000' },
    searches: { type: 'string', default: '300' },
    'slow-ms': { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const PERSONS = Number(values.persons);
const SEARCHES = Number(values.searches);
const SLOW_MS = Number(values['slow-ms']);
const WARM_UP = 10;
const SEARCH_MS_MAX = 60_000;
/** With faults each search lasts as long as the slowest deadline. */
const FAULTY_SEARCHES_MAX = 20;
/** Asked first, to see who is shown the persons of the EES, and among those who sees most of the six. */
const CLASSES: readonly AuthorityClass[] = [
  'border-authority',
  'etias-central-unit',
  'screening-authority',
  'law-enforcement-authority',
];
const today = localDate(new Date().toISOString().slice(0, 10));

await runScenario(
  {
    name: 'federation',
    out: values.out,
    minutesMax: 15,
    libraries: ['fastify', 'undici', 'cockatiel', 'pg'],
  },
  (context) => {
    const options = { seed: values.seed, persons: PERSONS, fingers: 1, imaged: 0, imagedFingers: 0 };
    return inWorld(options, context, (world) => measure(world, context));
  },
);

async function measure(world: World, context: RunContext): Promise<RawFederation> {
  const agent = openAgent();
  try {
    const askedAs = await widestClass(world.hub, agent);
    context.report(`asked by ${askedAs}, all systems here`);
    const allHere = await searchAll(world.hub, { agent, askedAs, count: SEARCHES, context });
    await world.hub.stop();
    const faults = faultsOf(allHere);
    const withFaults = await withStandIns(faults, async (variables) => {
      const hub = await startHub(world.services, variables);
      context.report(
        `elsewhere: ${Object.entries(faults)
          .map((each) => each.join(' '))
          .join(', ')}`,
      );
      const count = Math.min(FAULTY_SEARCHES_MAX, SEARCHES);
      const found = await searchAll(hub, { agent, askedAs, count, context });
      await hub.stop();
      return found;
    });
    return {
      format: RAW_FEDERATION_FORMAT,
      environment: context.environment,
      seed: values.seed,
      persons: PERSONS,
      askedAs,
      slowMs: SLOW_MS,
      allHere,
      withFaults,
      faults,
    };
  } finally {
    await agent.destroy();
  }
}

type Faults = Readonly<Partial<Record<string, Fault>>>;

/** One fault for each system the authority sees, but for the EES, as far as faults go. */
function faultsOf(searches: readonly RawSearch[]): Faults {
  const seen = [...new Set(searches.flatMap(({ answers }) => answers.map(({ system }) => system)))];
  const others = seen.filter((system) => system !== 'ees').sort();
  return Object.fromEntries(
    others.flatMap((system, index) => (FAULTS[index] ? [[system, FAULTS[index]]] : [])),
  );
}

async function withStandIns<T>(
  faults: Faults,
  work: (variables: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const standIns: StandIn[] = [];
  const variables: Record<string, string> = {};
  try {
    for (const [system, fault] of Object.entries(faults)) {
      const standIn = await startStandIn(fault!, SLOW_MS);
      standIns.push(standIn);
      variables[`HUB_REMOTE_${system.toUpperCase().replaceAll('-', '_')}_URL`] = standIn.url;
    }
    return await work(variables);
  } finally {
    await Promise.all(standIns.map((each) => each.close()));
  }
}

async function widestClass(hub: RunningHub, agent: Agent): Promise<AuthorityClass> {
  let widest: { readonly askedAs: AuthorityClass; readonly worth: number } | undefined;
  for (const askedAs of CLASSES) {
    const { status, hasEnded, answers } = await search(hub, { agent, askedAs, number: 0 });
    if (status !== 200 || !hasEnded) continue;
    const isFound = answers.some(({ system, hits }) => system === 'ees' && hits > 0);
    const worth = answers.length + (isFound ? SYSTEMS.length : 0);
    if (widest === undefined || worth > widest.worth) widest = { askedAs, worth };
  }
  if (widest === undefined) throw new Error('no class of authority may use the portal');
  return widest.askedAs;
}

async function searchAll(
  hub: RunningHub,
  options: {
    readonly agent: Agent;
    readonly askedAs: AuthorityClass;
    readonly count: number;
    readonly context: RunContext;
  },
): Promise<readonly RawSearch[]> {
  const { agent, askedAs, count, context } = options;
  const searches: RawSearch[] = [];
  for (let index = -WARM_UP; index < count; index++) {
    context.signal.throwIfAborted();
    const searched = await search(hub, { agent, askedAs, number: index + WARM_UP });
    if (index >= 0) searches.push(searched);
  }
  return searches;
}

type Event = {
  readonly event: string;
  readonly answer?: {
    readonly system: string;
    readonly status: string;
    readonly reason?: string;
    readonly tookMs?: number;
    readonly hits?: readonly unknown[];
  };
};

async function search(
  hub: RunningHub,
  options: { readonly agent: Agent; readonly askedAs: AuthorityClass; readonly number: number },
): Promise<RawSearch> {
  const { agent, askedAs, number } = options;
  // Spread over the population, so that no search finds its pages warm from the one before.
  const person = drawPerson({ seed: values.seed, number: (number * 7919) % PERSONS, today, fingers: 1 });
  const by = number % 2 === 0 ? 'document' : 'identity';
  const startedAt = performance.now();
  const answers: RawSearch['answers'][number][] = [];
  const { statusCode, body } = await request(`${hub.url}/v1/federated-searches`, {
    dispatcher: agent,
    method: 'POST',
    headers: {
      authorization: `Bearer ${hub.tokens[askedAs]}`,
      'content-type': 'application/json',
      accept: 'application/x-ndjson',
    },
    body: JSON.stringify(
      by === 'document' ? { document: documentOf(person) } : { identity: identityOf(person) },
    ),
    signal: AbortSignal.timeout(SEARCH_MS_MAX),
  });
  let rest = '';
  let hasEnded = false;
  for await (const chunk of body) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    const arrivedMs = performance.now() - startedAt;
    for (const line of lines) {
      if (line.trim() === '') continue;
      const { event, answer } = JSON.parse(line) as Event;
      if (event === 'end') hasEnded = true;
      if (event !== 'system' || answer === undefined) continue;
      const { system, status, reason, tookMs = 0, hits = [] } = answer;
      answers.push({
        system,
        status,
        ...(reason === undefined ? {} : { reason }),
        arrivedMs,
        tookMs,
        hits: hits.length,
      });
    }
  }
  return { by, status: statusCode, hasEnded, totalMs: performance.now() - startedAt, answers };
}

function documentOf({ travelDocument }: ReturnType<typeof drawPerson>): object {
  return { number: travelDocument.number, issuingCountry: travelDocument.issuingCountry };
}

function identityOf({ identity }: ReturnType<typeof drawPerson>): object {
  return {
    surname: identity.surnames[0],
    givenName: identity.givenNames[0],
    dateOfBirth: identity.dateOfBirth,
  };
}
