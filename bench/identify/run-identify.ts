/**
 * Identifications end to end over HTTP against a hub of its own, as `npm start` runs it, in galleries of several sizes
 * of the synthetic population. For each kind of probe: whether persons are found; a closed loop at several numbers of
 * callers (what the hub can do at most, and what it spends its processor time on), after a load that nobody counts: a hub
 * runs for weeks, and in its first half minute a tenth of its processor time compiles JavaScript; then arrivals that wait for nobody
 * (Poisson, open loop) at shares of that.
 *
 *   node dist/bench/identify/run-identify.js [--gallery 10000,100000] [--fingers 4] [--connections 1,2,4,8,16]
 *     [--warm-seconds 10] [--seconds 6] [--open-seconds 20] [--shares 0.5,0.8] [--probes one,four,four+face,ten] [--persons 8]
 *     [--face-models FOLDER] [--seed 1] [--out FILE]
 *
 * `--fingers` are those of each gallery's persons, in the order of `--gallery`; the last counts for the rest.
 * `--gallery 1000000 --fingers 1` is the million. Where the probe `four+face` is asked for and the face models are there
 * (`--face-models`, else the folder of HUB_FACE_MODELS, else models/cache), each person of a gallery has a face beside the
 * fingers; where they are not, that probe is left out and the result says why. Stops by itself: counts and times are bounded.
 */
import { readFileSync } from 'node:fs';
import { localDate } from '../../src/domain/local-date.js';
import { createLog } from '../../src/platform/log.js';
import { findFaceModels } from '../hub/face-models.js';
import { type PrivateServices, startPrivateServices } from '../hub/private-services.js';
import {
  hasProcessorTime,
  type ObservedProcesses,
  observeProcesses,
  processorTime,
  spentBetween,
} from '../hub/processor-time.js';
import { untilIdle } from '../hub/queue-metrics.js';
import { type RunContext, runScenario, wholeNumbers } from '../hub/scenario-run.js';
import { readStages, stagesBetween } from '../hub/stage-metrics.js';
import { type RunningHub, startHub } from '../hub/start-hub.js';
import { poissonArrivals } from '../load/arrivals.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { runOpenLoop } from '../load/open-loop.js';
import { parseOptions } from '../parse-options.js';
import { fillDatabase } from '../population/fill-database.js';
import { enrolPersons, imagePersons, type ProbePerson } from '../population/probe-persons.js';
import { FACE_DISTRIBUTION_FILE, readTemplateDistribution } from '../population/template-distribution.js';
import { bodyOf, findAll, headersOf, WAIT_SECONDS } from './ask-hub.js';
import {
  type ProbeKind,
  RAW_IDENTIFY_FORMAT,
  type RawClosed,
  type RawGallery,
  type RawIdentify,
  type RawOpen,
  type RawProbe,
} from './raw-identify.js';

const { values } = parseOptions({
  options: {
    gallery: { type: 'string', default: '10000,100000' },
    fingers: { type: 'string', default: '4' },
    connections: { type: 'string', default: '1,2,4,8,16' },
    'warm-seconds': { type: 'string', default: '10' },
    seconds: { type: 'string', default: '6' },
    'open-seconds': { type: 'string', default: '20' },
    shares: { type: 'string', default: '0.5,0.8' },
    probes: { type: 'string', default: 'one,four,four+face,ten' },
    persons: { type: 'string', default: '8' },
    'face-models': { type: 'string' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '60' },
    out: { type: 'string' },
  },
});
const GALLERIES = [...wholeNumbers(values.gallery)].sort((a, b) => a - b);
const FINGERS = wholeNumbers(values.fingers);
const CONNECTIONS = wholeNumbers(values.connections);
const SHARES = values.shares.split(',').map(Number);
const PERSONS = Number(values.persons);
/** One in four is known to nobody. */
const STRANGERS = Math.max(1, Math.floor(PERSONS / 4));
const WARM_SECONDS = Number(values['warm-seconds']);
/** Enough that nothing of the hub stands still. */
const WARM_CONNECTIONS = 8;
/** Arrivals of one open loop, whatever the rate. */
const ARRIVALS_MAX = 20_000;
/** Measured: rows, identifiers, the copy while a segment is written, and PostgreSQL's share. */
const MEMORY_PER_REFERENCE = 1_200;
const MEMORY_BASE = 1_500_000_000;
/** Rows, minutiae, indexes and the log of the database. */
const DISK_PER_REFERENCE = 12_000;

type Kind = { readonly probe: ProbeKind; readonly fingers: number; readonly withFace?: boolean };

const KINDS: Readonly<Record<string, Kind>> = {
  one: { probe: 'one finger', fingers: 1 },
  four: { probe: 'four fingers', fingers: 4 },
  'four+face': { probe: 'four fingers and face', fingers: 4, withFace: true },
  ten: { probe: 'ten fingers', fingers: 10 },
};
const asked = values.probes.split(',').map((name) => {
  const kind = KINDS[name];
  if (kind === undefined) throw new Error(`"${name}" is none of ${Object.keys(KINDS).join(', ')}`);
  return kind;
});
const faceModels = asked.some(({ withFace }) => withFace)
  ? await findFaceModels(values['face-models'])
  : undefined;
const wanted = asked.filter(({ withFace }) => !withFace || faceModels?.kind === 'there');
const leftOut =
  faceModels?.kind === 'missing' ? [{ probe: KINDS['four+face']!.probe, reason: faceModels.reason }] : [];
const faces = faceModels?.kind === 'there' ? readTemplateDistribution(FACE_DISTRIBUTION_FILE) : undefined;

await runScenario(
  {
    name: 'identify',
    out: values.out,
    minutesMax: Number(values.minutes),
    libraries: ['onnxruntime-node', 'autocannon', 'undici', 'fastify', 'bullmq', 'pg'],
  },
  measure,
);

async function measure(context: RunContext): Promise<RawIdentify> {
  for (const { probe, reason } of leftOut) context.report(`left out: ${probe}: ${reason}`);
  if (wanted.length === 0) throw new Error('No kind of probe is left to measure.');
  const facesEach = faces === undefined ? 0 : 1;
  const references = Math.max(...GALLERIES.map((persons, index) => persons * (fingersOf(index) + facesEach)));
  const services = await startPrivateServices({
    memoryBytes: MEMORY_BASE + references * MEMORY_PER_REFERENCE,
    diskBytes: references * DISK_PER_REFERENCE,
  });
  try {
    const { report, signal } = context;
    report(`making images of ${PERSONS} persons`);
    const fingers = Math.max(...wanted.map((kind) => kind.fingers));
    const persons = await imagePersons({
      seed: values.seed,
      count: PERSONS,
      fingers,
      faces: faces !== undefined,
      signal,
    });
    const galleries: RawGallery[] = [];
    let filled = 0;
    let enrolled: readonly ProbePerson[] | undefined;
    for (const [index, size] of GALLERIES.entries()) {
      const from = filled;
      const fill = await fillUp(services, context, { from, until: size, fingers: fingersOf(index) });
      filled = size;
      const hub = await startHub(
        services,
        faceModels?.kind === 'there' ? { HUB_FACE_MODELS: faceModels.folder } : {},
      );
      enrolled ??= [
        ...(await enrolPersons(hub, persons.slice(STRANGERS), signal)),
        ...persons.slice(0, STRANGERS),
      ];
      const gallery = await measureGallery(hub, enrolled, context);
      galleries.push({
        persons: size,
        fingersPerPerson: fingersOf(index),
        facesPerPerson: facesEach,
        fillMs: fill.ms,
        filledPersons: fill.persons,
        startMs: hub.startMs,
        ...gallery,
      });
      await hub.stop();
    }
    return {
      format: RAW_IDENTIFY_FORMAT,
      environment: context.environment,
      seed: values.seed,
      warmSeconds: WARM_SECONDS,
      galleries,
      leftOut,
    };
  } finally {
    await services.stop();
  }
}

function fingersOf(index: number): number {
  return FINGERS[Math.min(index, FINGERS.length - 1)]!;
}

function fillUp(
  services: PrivateServices,
  { report }: RunContext,
  range: { readonly from: number; readonly until: number; readonly fingers: number },
) {
  const each = `${range.fingers} fingers${faces === undefined ? '' : ' and a face'} each`;
  report(`filling in persons ${range.from} to ${range.until}, ${each}`);
  return fillDatabase({
    ...range,
    databaseUrl: services.databaseUrl,
    unitOfWork: services.database.unitOfWork,
    keyring: services.keyring,
    distribution: readTemplateDistribution(),
    faces,
    seed: values.seed,
    today: localDate(new Date().toISOString().slice(0, 10)),
    log: createLog({ level: 'error', component: 'bench' }),
    report,
  });
}

async function measureGallery(
  hub: RunningHub,
  persons: readonly ProbePerson[],
  context: RunContext,
): Promise<Pick<RawGallery, 'references' | 'hubBytes' | 'probes'>> {
  const observed = hasProcessorTime() ? observeProcesses(process.pid, hub.processId) : undefined;
  const references = await referencesOf(hub);
  context.report(`the hub holds ${references} references, up after ${(hub.startMs / 1000).toFixed(1)} s`);
  const probes: RawProbe[] = [];
  for (const [index, kind] of wanted.entries()) {
    context.signal.throwIfAborted();
    context.report(kind.probe);
    probes.push(await measureProbe(hub, observed, { persons, kind, isFirst: index === 0, context }));
  }
  return { references, hubBytes: residentBytesOf(hub.processId), probes };
}

type ProbeOptions = {
  readonly persons: readonly ProbePerson[];
  readonly kind: Kind;
  /** Of this hub since its start. */
  readonly isFirst: boolean;
  readonly context: RunContext;
};

async function measureProbe(
  hub: RunningHub,
  observed: ObservedProcesses | undefined,
  { persons, kind, isFirst, context }: ProbeOptions,
): Promise<RawProbe> {
  const { signal, report } = context;
  const url = `${hub.url}/v1/identifications`;
  const headers = headersOf(hub);
  const bodies = persons.map((person) => bodyOf(person, kind));
  const found = await findAll(url, headers, persons, bodies);
  const callers = (connections: number, seconds: number) =>
    runClosedLoop({
      ...{ url, headers, bodies, connections },
      limit: { duration: seconds },
      answerSecondsMax: WAIT_SECONDS * 2,
    });
  if (isFirst && WARM_SECONDS > 0) {
    const { perSecond } = await callers(WARM_CONNECTIONS, WARM_SECONDS);
    report(`  warmed up, ${perSecond.toFixed(1)} a second`);
    await comeToRest(hub, context);
  }
  const closed: RawClosed[] = [];
  for (const connections of CONNECTIONS) {
    signal.throwIfAborted();
    const stagesBefore = await readStages(hub);
    const timeBefore = observed && processorTime(observed);
    const { perSecond, ...result } = await callers(connections, Number(values.seconds));
    report(`  ${connections} callers: ${perSecond.toFixed(1)} a second`);
    closed.push({
      ...result,
      processorTime: observed && timeBefore && spentBetween(timeBefore, processorTime(observed)),
      stages: stagesBetween(stagesBefore, await readStages(hub)),
    });
    await comeToRest(hub, context);
  }
  const peak = Math.max(...closed.map(({ answered, seconds }) => answered / seconds));
  const open: RawOpen[] = [];
  for (const shareOfPeak of SHARES) {
    signal.throwIfAborted();
    const perSecond = peak * shareOfPeak;
    report(`  open loop, ${perSecond.toFixed(1)} a second`);
    open.push(await measureOpen(hub, { bodies, perSecond, shareOfPeak, signal }));
    await comeToRest(hub, context);
  }
  return { probe: kind.probe, bodyBytes: Buffer.byteLength(bodies[0]!), found, closed, open };
}

/** Callers that stop leave searches behind, which would stand before the first arrivals of what is measured next. */
async function comeToRest(hub: RunningHub, { signal, report }: RunContext): Promise<void> {
  if (!(await untilIdle(hub, signal)))
    report('  the hub has not come to rest: the next figures count its work too');
}

async function measureOpen(
  hub: RunningHub,
  options: {
    readonly bodies: readonly string[];
    readonly perSecond: number;
    readonly shareOfPeak: number;
    readonly signal: AbortSignal;
  },
): Promise<RawOpen> {
  const { bodies, perSecond, shareOfPeak, signal } = options;
  const seconds = Number(values['open-seconds']);
  const arrivals = poissonArrivals({
    seed: `${values.seed}/${shareOfPeak}`,
    perSecond,
    seconds,
    countMax: ARRIVALS_MAX,
  });
  const stagesBefore = await readStages(hub);
  const headers = headersOf(hub);
  const answers = await runOpenLoop({
    arrivals,
    requestAt: (index) => ({
      kind: 'identify',
      method: 'POST',
      url: `${hub.url}/v1/identifications`,
      headers,
      body: bodies[index % bodies.length]!,
    }),
    answerMsMax: WAIT_SECONDS * 2000,
    signal,
  });
  return {
    perSecond,
    shareOfPeak,
    seconds,
    answers,
    stages: stagesBetween(stagesBefore, await readStages(hub)),
  };
}

async function referencesOf(hub: RunningHub): Promise<number> {
  const answer = await fetch(`${hub.url}/readyz`, {
    headers: { authorization: `Bearer ${hub.tokens['hub-operator']}` },
  });
  const { parts } = (await answer.json()) as { parts: Record<string, { references?: number }> };
  return parts['gallery']?.references ?? 0;
}

function residentBytesOf(processId: number): number {
  try {
    const text = readFileSync(`/proc/${processId}/status`, 'utf8');
    return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
