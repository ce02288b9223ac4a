/**
 * A normal day and a crisis day of registrations, an hour each in seconds, with border checks beside them. First the
 * hub is asked what it can register with nothing else to do; a normal day is set to a small part of that, so that
 * thirteen times as much, most of it in working hours, is more than it can do whatever the machine. Offices put a
 * registration in and ask for its result later; one that is refused comes back when it is told to.
 *
 *   node dist/bench/surge/run-surge.js [--hour-seconds 3] [--persons 5000] [--pool 24] [--normal-share 0.15]
 *     [--capacity-seconds 15] [--attempts 5] [--seed 1] [--out FILE]
 */
import type { Agent } from 'undici';
import { localDate } from '../../src/domain/local-date.js';
import { inWorld, type World } from '../hub/open-world.js';
import { readUnfinished } from '../hub/queue-metrics.js';
import { type RunContext, runScenario } from '../hub/scenario-run.js';
import { poissonArrivals, varyingArrivals } from '../load/arrivals.js';
import { runCallers } from '../load/callers.js';
import { type LoadRequest, openAgent, pauseFor, runOpenLoop, sendOnce } from '../load/open-loop.js';
import { parseOptions } from '../parse-options.js';
import { drawRegistration, type FingerPool, openFingerPool } from '../population/finger-pool.js';
import { CRISIS_FACTOR, HOURS, RATE_MAX, rateAtHour } from './day-profile.js';
import {
  RAW_SURGE_FORMAT,
  type RawBacklog,
  type RawPhase,
  type RawRegistration,
  type RawSurge,
} from './raw-surge.js';

const { values } = parseOptions({
  options: {
    'hour-seconds': { type: 'string', default: '3' },
    persons: { type: 'string', default: '5000' },
    pool: { type: 'string', default: '24' },
    'normal-share': { type: 'string', default: '0.15' },
    'capacity-seconds': { type: 'string', default: '15' },
    attempts: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const HOUR_SECONDS = Number(values['hour-seconds']);
const DAY_SECONDS = HOURS * HOUR_SECONDS;
const CALLERS = 4;
const ANSWER_MS_MAX = 90_000;
/** After the day: what was accepted is finished, what was sent away comes back. */
const AFTER_MS_MAX = 240_000;
const SAMPLE_MS = 1_000;
const COUNT_MAX = 20_000;
const FINAL = ['completed', 'rejected', 'failed'];
const FOLLOW_MS = 2_000;
const today = localDate(new Date().toISOString().slice(0, 10));

await runScenario(
  { name: 'surge', out: values.out, minutesMax: 20, libraries: ['bullmq', 'undici', 'fastify', 'pg'] },
  (context) => {
    const world = {
      seed: values.seed,
      persons: Number(values.persons),
      fingers: 1,
      imaged: 4,
      imagedFingers: 1,
    };
    return inWorld(world, context, (opened) => measure(opened, context));
  },
);

async function measure(world: World, context: RunContext): Promise<RawSurge> {
  const { signal, report } = context;
  const pool = await openFingerPool({ seed: values.seed, fingers: Number(values.pool), signal });
  const agent = openAgent();
  try {
    const capacityPerSecond = await measureCapacity(world, { pool, agent, context });
    report(`${capacityPerSecond.toFixed(2)} registrations a second with nothing else to do`);
    const normalPerSecond = capacityPerSecond * Number(values['normal-share']);
    // A border check has one finger where a registration has ten: a tenth of what the machine can do.
    const borderPerSecond = capacityPerSecond;
    const phases: RawPhase[] = [];
    for (const [name, factor] of [
      ['normal day', 1],
      ['crisis day', CRISIS_FACTOR],
    ] as const) {
      signal.throwIfAborted();
      report(name);
      const dayPerSecond = normalPerSecond * factor;
      phases.push(await runDay(world, { name, dayPerSecond, borderPerSecond, pool, agent, context }));
    }
    return {
      format: RAW_SURGE_FORMAT,
      environment: context.environment,
      seed: values.seed,
      persons: Number(values.persons),
      capacityPerSecond,
      normalPerSecond,
      factor: CRISIS_FACTOR,
      borderPerSecond,
      hourSeconds: HOUR_SECONDS,
      phases,
    };
  } finally {
    await agent.destroy();
  }
}

type Tools = { readonly pool: FingerPool; readonly agent: Agent; readonly context: RunContext };

function registrationRequest(
  { hub }: World,
  {
    pool,
    number,
    waitSeconds,
  }: { readonly pool: FingerPool; readonly number: number; readonly waitSeconds: number },
): LoadRequest {
  const kind = number % 3 === 0 ? 'asylum' : 'irregular-crossing';
  const { system, authorityClass, body } = drawRegistration({ seed: values.seed, number, kind, pool, today });
  return {
    kind: 'registration',
    method: 'POST',
    url: `${hub.url}/v1/systems/${system}/encounters`,
    headers: {
      authorization: `Bearer ${hub.tokens[authorityClass]}`,
      'content-type': 'application/json',
      prefer: `wait=${waitSeconds}`,
      'idempotency-key': `${values.seed}-${number}`,
    },
    body,
  };
}

async function measureCapacity(world: World, { pool, agent, context }: Tools): Promise<number> {
  const options = { answerMsMax: ANSWER_MS_MAX, signal: context.signal };
  const { perSecond, done } = await runCallers({
    callers: CALLERS,
    seconds: Number(values['capacity-seconds']),
    signal: context.signal,
    work: async (index) => {
      const number = COUNT_MAX * 10 + index;
      const { status } = await sendOnce(
        agent,
        registrationRequest(world, { pool, number, waitSeconds: 60 }),
        options,
      );
      return status === 200 || status === 201;
    },
  });
  if (done === 0) throw new Error('no registration was done in time: give more --capacity-seconds');
  return perSecond;
}

async function runDay(
  world: World,
  options: Tools & {
    readonly name: RawPhase['name'];
    readonly dayPerSecond: number;
    readonly borderPerSecond: number;
  },
): Promise<RawPhase> {
  const { name, dayPerSecond, borderPerSecond, context } = options;
  const arrivals = varyingArrivals({
    seed: `${values.seed}/${name}`,
    rateAt: (second) => dayPerSecond * rateAtHour(second / HOUR_SECONDS),
    perSecondMax: dayPerSecond * RATE_MAX,
    seconds: DAY_SECONDS,
    countMax: COUNT_MAX,
  });
  const first = name === 'normal day' ? 0 : COUNT_MAX;
  const startedAt = performance.now();
  const backlog: RawBacklog[] = [];
  const sampling = new AbortController();
  const sampled = sampleBacklog(world, { startedAt, backlog, signal: sampling.signal });
  const border = runOpenLoop({
    arrivals: poissonArrivals({
      seed: `${values.seed}/${name}/border`,
      perSecond: borderPerSecond,
      seconds: DAY_SECONDS,
      countMax: COUNT_MAX,
    }),
    requestAt: (index) => borderCheck(world, index),
    answerMsMax: ANSWER_MS_MAX,
    signal: context.signal,
  });
  const registering = arrivals.map((plannedMs, index) =>
    register(world, { ...options, startedAt, plannedMs, number: first + index }),
  );
  const registrations = await Promise.all(registering);
  const answered = await border;
  sampling.abort();
  await sampled;
  return { name, dayMs: DAY_SECONDS * 1000, registrations, border: answered, backlog };
}

function borderCheck({ hub, known, strangers }: World, index: number): LoadRequest {
  const people = [...known, ...strangers];
  const [finger] = people[index % people.length]!.fingers;
  return {
    kind: 'border check',
    method: 'POST',
    url: `${hub.url}/v1/identifications`,
    headers: {
      authorization: `Bearer ${hub.tokens['border-authority']}`,
      'content-type': 'application/json',
      prefer: 'wait=60',
    },
    body: JSON.stringify({
      systems: ['ees'],
      samples: [{ position: finger!.position, image: finger!.probe }],
    }),
  };
}

/** Put in at its time, again when told to, and followed to its end. */
async function register(
  world: World,
  options: Tools & { readonly startedAt: number; readonly plannedMs: number; readonly number: number },
): Promise<RawRegistration> {
  const { agent, pool, context, startedAt, plannedMs, number } = options;
  const { signal } = context;
  const now = () => performance.now() - startedAt;
  const attempts: RawRegistration['attempts'][number][] = [];
  await pauseFor(Math.max(0, plannedMs - now()), signal);
  const endAt = DAY_SECONDS * 1000 + AFTER_MS_MAX;
  while (attempts.length < Number(values.attempts) && !signal.aborted) {
    const atMs = now();
    const request = registrationRequest(world, { pool, number, waitSeconds: 0 });
    const { body, ...said } = await sendOnce(agent, request, { answerMsMax: ANSWER_MS_MAX, signal });
    attempts.push({ atMs, tookMs: now() - atMs, ...said });
    if (said.status === 200 || said.status === 201 || said.status === 202) {
      const ended = await follow(world, { ...options, request, body, endAt });
      return { plannedMs, attempts, ...(ended === undefined ? {} : { ended }) };
    }
    if (said.retryAfterSeconds === undefined) break;
    if (now() + said.retryAfterSeconds * 1000 > endAt) break;
    await pauseFor(said.retryAfterSeconds * 1000, signal);
  }
  return { plannedMs, attempts };
}

type Told = {
  readonly state: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly links: { readonly self: string };
};

/** Undefined where it had no end before the run had. */
async function follow(
  { hub }: World,
  options: Tools & {
    readonly startedAt: number;
    readonly endAt: number;
    readonly request: LoadRequest;
    readonly body: string;
  },
): Promise<RawRegistration['ended']> {
  const { agent, context, startedAt, endAt, request } = options;
  let told = JSON.parse(options.body) as Told;
  let pauseMs = FOLLOW_MS;
  while (!FINAL.includes(told.state)) {
    if (performance.now() - startedAt > endAt || context.signal.aborted) return undefined;
    await pauseFor(pauseMs, context.signal);
    const asked: LoadRequest = {
      kind: 'state',
      method: 'GET',
      url: `${hub.url}${told.links.self}`,
      headers: { authorization: request.headers['authorization']! },
    };
    const { status, body, retryAfterSeconds } = await sendOnce(agent, asked, {
      answerMsMax: ANSWER_MS_MAX,
      signal: context.signal,
    });
    if (status === 200) told = JSON.parse(body) as Told;
    pauseMs = Math.max(FOLLOW_MS, 1000 * (retryAfterSeconds ?? 0));
  }
  return { state: told.state, ms: Date.parse(told.updatedAt) - Date.parse(told.createdAt) };
}

async function sampleBacklog(
  { hub }: World,
  options: { readonly startedAt: number; readonly backlog: RawBacklog[]; readonly signal: AbortSignal },
): Promise<void> {
  const { startedAt, backlog, signal } = options;
  while (!signal.aborted) {
    const atMs = performance.now() - startedAt;
    const unfinished = await readUnfinished(hub);
    // A hub too busy to say leaves a gap, not a zero.
    if (unfinished !== undefined) backlog.push({ atMs, unfinished });
    await pauseFor(SAMPLE_MS, signal);
  }
}
