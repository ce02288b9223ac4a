/**
 * Starts the hub again and again with galleries of several sizes: without any file, so that all references are read and
 * opened from PostgreSQL, and with the files a start before has kept. Without references it takes what models, servers'
 * connections and Node.js take.
 *
 *   node dist/bench/startup/run-startup.js [--persons 10000,100000] [--fingers 1] [--rounds 3] [--seed 1] [--out FILE]
 */
import { join } from 'node:path';
import { localDate } from '../../src/domain/local-date.js';
import { createLog } from '../../src/platform/log.js';
import { type PrivateServices, startPrivateServices } from '../hub/private-services.js';
import { type RunContext, runScenario, wholeNumbers } from '../hub/scenario-run.js';
import { startHub } from '../hub/start-hub.js';
import { parseOptions } from '../parse-options.js';
import { fillDatabase } from '../population/fill-database.js';
import { readTemplateDistribution } from '../population/template-distribution.js';
import { RAW_STARTUP_FORMAT, type RawStart, type RawStartup, type StartKind } from './raw-startup.js';

const { values } = parseOptions({
  options: {
    persons: { type: 'string', default: '10000,100000' },
    fingers: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const SIZES = [0, ...[...wholeNumbers(values.persons)].sort((a, b) => a - b)];
const FINGERS = Number(values.fingers);
const ROUNDS = Number(values.rounds);

await runScenario(
  { name: 'startup', out: values.out, minutesMax: 40, libraries: ['onnxruntime-node', 'pg'] },
  measure,
);

async function measure(context: RunContext): Promise<RawStartup> {
  const references = SIZES.at(-1)! * FINGERS;
  const services = await startPrivateServices({
    memoryBytes: 1_500_000_000 + references * 1_200,
    diskBytes: 300_000_000 + references * 12_000,
  });
  try {
    const starts: RawStart[] = [];
    for (const [index, persons] of SIZES.entries()) {
      if (index > 0) await fill(services, context, { from: SIZES[index - 1]!, until: persons });
      starts.push(...(await startAgainAndAgain(services, context, persons * FINGERS)));
    }
    return { format: RAW_STARTUP_FORMAT, environment: context.environment, seed: values.seed, starts };
  } finally {
    await services.stop();
  }
}

async function startAgainAndAgain(
  services: PrivateServices,
  { report, signal }: RunContext,
  references: number,
): Promise<readonly RawStart[]> {
  const starts: RawStart[] = [];
  const kept = join(services.hubData, `gallery-${references}`);
  const once = async (kind: StartKind, variables: Readonly<Record<string, string>>) => {
    signal.throwIfAborted();
    const hub = await startHub(services, variables);
    await hub.stop();
    report(`${references} references ${kind}: ${(hub.startMs / 1000).toFixed(2)} s`);
    return { kind, references, startMs: hub.startMs };
  };
  // The first start with a folder writes the files the next ones read; it counts as one without files, as it is.
  starts.push(await once('from PostgreSQL', { HUB_GALLERY: kept }));
  for (let round = 0; round < ROUNDS; round++) {
    starts.push(await once('from its files', { HUB_GALLERY: kept }));
    if (round > 0) starts.push(await once('from PostgreSQL', {}));
  }
  return starts;
}

async function fill(
  services: PrivateServices,
  { report }: RunContext,
  range: { readonly from: number; readonly until: number },
): Promise<void> {
  report(`filling in persons ${range.from} to ${range.until}`);
  await fillDatabase({
    ...range,
    databaseUrl: services.databaseUrl,
    unitOfWork: services.database.unitOfWork,
    keyring: services.keyring,
    distribution: readTemplateDistribution(),
    seed: values.seed,
    today: localDate(new Date().toISOString().slice(0, 10)),
    fingers: FINGERS,
    log: createLog({ level: 'error', component: 'bench' }),
    report,
  });
}
