/** Services, a population, a hub on it and persons whose fingers can be imaged: what most scenarios begin with. */
import { localDate } from '../../src/domain/local-date.js';
import { createLog } from '../../src/platform/log.js';
import { fillDatabase } from '../population/fill-database.js';
import { enrolPersons, imagePersons, type ProbePerson } from '../population/probe-persons.js';
import { readTemplateDistribution } from '../population/template-distribution.js';
import { type PrivateServices, startPrivateServices } from './private-services.js';
import type { RunContext } from './scenario-run.js';
import { type RunningHub, startHub } from './start-hub.js';

export type World = {
  readonly services: PrivateServices;
  readonly hub: RunningHub;
  /** Enrolled in the EES by their reference impressions. */
  readonly known: readonly ProbePerson[];
  readonly strangers: readonly ProbePerson[];
};

export type WorldOptions = {
  readonly seed: string;
  /** Persons of the population, and fingers of each. */
  readonly persons: number;
  readonly fingers: number;
  /** Persons to image, a quarter of whom stay strangers, and fingers of each; 0 for none. */
  readonly imaged: number;
  readonly imagedFingers: number;
  readonly variables?: Readonly<Record<string, string>>;
};

const MEMORY_BASE = 1_500_000_000;
const MEMORY_PER_REFERENCE = 1_200;
const DISK_PER_REFERENCE = 12_000;
const DISK_BASE = 300_000_000;

/** Everything it started is stopped when `work` ends, however it ends. */
export async function inWorld<T>(
  options: WorldOptions,
  { report, signal }: RunContext,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const { seed, persons, fingers, imaged, imagedFingers } = options;
  const references = persons * fingers;
  const services = await startPrivateServices({
    memoryBytes: MEMORY_BASE + references * MEMORY_PER_REFERENCE,
    diskBytes: DISK_BASE + references * DISK_PER_REFERENCE,
  });
  try {
    if (persons > 0) {
      report(`filling in ${persons} persons, ${fingers} fingers each`);
      await fillDatabase({
        databaseUrl: services.databaseUrl,
        unitOfWork: services.database.unitOfWork,
        keyring: services.keyring,
        distribution: readTemplateDistribution(),
        seed,
        today: localDate(new Date().toISOString().slice(0, 10)),
        from: 0,
        until: persons,
        fingers,
        log: createLog({ level: 'error', component: 'bench' }),
        report,
      });
    }
    if (imaged > 0) report(`making images of ${imaged} persons`);
    const people =
      imaged === 0 ? [] : await imagePersons({ seed, count: imaged, fingers: imagedFingers, signal });
    const hub = await startHub(services, options.variables);
    report(`the hub is up after ${(hub.startMs / 1000).toFixed(1)} s`);
    const strangerCount = Math.floor(people.length / 4);
    const known = await enrolPersons(hub, people.slice(strangerCount), signal);
    return await work({ services, hub, known, strangers: people.slice(0, strangerCount) });
  } finally {
    await services.stop();
  }
}
