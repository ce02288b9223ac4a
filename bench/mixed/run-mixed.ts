/**
 * All kinds of work in the proportions of `yearly-figures.ts`. First as fast as a few callers can, which gives what the
 * machine does of this mix; then Poisson arrivals at a share of that, each latency from its planned moment.
 *
 *   node dist/bench/mixed/run-mixed.js [--persons 20000] [--imaged 8] [--pool 16] [--capacity-seconds 15] [--seconds 40]
 *     [--share 0.5] [--seed 1] [--out FILE]
 */

import { localDate } from '../../src/domain/local-date.js';
import { createRandom } from '../../src/testing/synthetic/random.js';
import { inWorld, type World } from '../hub/open-world.js';
import { type RunContext, runScenario } from '../hub/scenario-run.js';
import { readStages, stagesBetween } from '../hub/stage-metrics.js';
import { poissonArrivals } from '../load/arrivals.js';
import { runCallers } from '../load/callers.js';
import { type LoadRequest, openAgent, runOpenLoop, sendOnce } from '../load/open-loop.js';
import { parseOptions } from '../parse-options.js';
import { drawPerson } from '../population/draw-person.js';
import {
  drawRegistration,
  type FingerPool,
  openFingerPool,
  type RegistrationKind,
} from '../population/finger-pool.js';
import { RAW_MIXED_FORMAT, type RawMixed } from './raw-mixed.js';
import { PER_YEAR, WORK, type WorkKind } from './yearly-figures.js';

const { values } = parseOptions({
  options: {
    persons: { type: 'string', default: '20000' },
    imaged: { type: 'string', default: '8' },
    pool: { type: 'string', default: '16' },
    'capacity-seconds': { type: 'string', default: '15' },
    seconds: { type: 'string', default: '40' },
    share: { type: 'string', default: '0.5' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const PERSONS = Number(values.persons);
const CALLERS = 8;
const ANSWER_MS_MAX = 60_000;
const COUNT_MAX = 20_000;
const FINGERS = 4;
const REGISTERED_AS: Readonly<Partial<Record<WorkKind, RegistrationKind>>> = {
  'first registration': 'first-entry',
  'visa application': 'visa',
  'asylum application': 'asylum',
  'irregular crossing': 'irregular-crossing',
};
const today = localDate(new Date().toISOString().slice(0, 10));

await runScenario(
  { name: 'mixed', out: values.out, minutesMax: 15, libraries: ['bullmq', 'undici', 'fastify', 'pg'] },
  (context) => {
    const imaged = Number(values.imaged);
    const options = { seed: values.seed, persons: PERSONS, fingers: FINGERS, imaged, imagedFingers: FINGERS };
    return inWorld(options, context, (world) => measure(world, context));
  },
);

async function measure(world: World, context: RunContext): Promise<RawMixed> {
  const { signal, report } = context;
  const pool = await openFingerPool({ seed: values.seed, fingers: Number(values.pool), signal });
  const agent = openAgent();
  try {
    const { perSecond: capacityPerSecond } = await runCallers({
      callers: CALLERS,
      seconds: Number(values['capacity-seconds']),
      signal,
      work: async (index) => {
        const request = requestAt(world, pool, index);
        const { status } = await sendOnce(agent, request, { answerMsMax: ANSWER_MS_MAX, signal });
        // As the arrivals are counted: 202 was not done within the wait.
        return status === 200 || status === 201;
      },
    });
    signal.throwIfAborted();
    const perSecond = capacityPerSecond * Number(values.share);
    report(`${capacityPerSecond.toFixed(1)} a second at most; arrivals at ${perSecond.toFixed(1)}`);
    const seconds = Number(values.seconds);
    const before = await readStages(world.hub);
    const arrivals = poissonArrivals({ seed: values.seed, perSecond, seconds, countMax: COUNT_MAX });
    const answers = await runOpenLoop({
      arrivals,
      requestAt: (index) => requestAt(world, pool, COUNT_MAX + index),
      answerMsMax: ANSWER_MS_MAX,
      signal,
    });
    return {
      format: RAW_MIXED_FORMAT,
      environment: context.environment,
      seed: values.seed,
      persons: PERSONS,
      capacityPerSecond,
      perSecond,
      seconds,
      answers,
      stages: stagesBetween(before, await readStages(world.hub)),
    };
  } finally {
    await agent.destroy();
  }
}

/** Request number n: the same kind and content every time. */
function requestAt(world: World, pool: FingerPool, number: number): LoadRequest {
  const random = createRandom(`mixed/${values.seed}/${number}`);
  const kind = WORK[random.weighted(WORK.map((each) => PER_YEAR[each]))]!;
  const registered = REGISTERED_AS[kind];
  if (registered !== undefined) {
    const drawn = drawRegistration({ seed: values.seed, number, kind: registered, pool, today });
    return request(world, { ...drawn, kind, path: `/v1/systems/${drawn.system}/encounters` });
  }
  const role = { kind, authorityClass: 'border-authority' } as const;
  if (kind === 'identification') {
    const people = [...world.known, ...world.strangers];
    const samples = random.pick(people).fingers.map(({ position, probe }) => ({ position, image: probe }));
    return request(world, {
      ...role,
      path: '/v1/identifications',
      body: JSON.stringify({ systems: ['ees'], samples }),
    });
  }
  const person = drawPerson({ seed: values.seed, number: number % PERSONS, today, fingers: 1 });
  if (kind === 'search by document') {
    const { number: documentNumber, issuingCountry } = person.travelDocument;
    const body = JSON.stringify({ document: { number: documentNumber, issuingCountry } });
    return request(world, { ...role, path: '/v1/searches', body });
  }
  const { identity, travelDocument, subjectId } = person;
  const facts = { kind: 'exit', exitDate: today, borderCrossingPoint: 'Vienna airport' };
  const encounterAt = `${today}T00:00:00Z`;
  const body = JSON.stringify({ subjectId, encounterAt, identity, travelDocument, facts });
  return request(world, { ...role, path: '/v1/systems/ees/encounters', body });
}

function request(
  { hub }: World,
  options: {
    readonly kind: WorkKind;
    readonly authorityClass: keyof World['hub']['tokens'];
    readonly path: string;
    readonly body: string;
  },
): LoadRequest {
  const { kind, authorityClass, path, body } = options;
  return {
    kind,
    method: 'POST',
    url: `${hub.url}${path}`,
    headers: {
      authorization: `Bearer ${hub.tokens[authorityClass]}`,
      'content-type': 'application/json',
      prefer: 'wait=60',
    },
    body,
  };
}
