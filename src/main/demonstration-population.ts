/**
 * Fills a fresh hub with persons who never existed, through its public API like any authority would. A marker file
 * keeps what was enrolled, so that a second start adds nothing and an interrupted one goes on where it stopped.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthorityClass } from '../domain/authorities.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import { createPopulation, type SyntheticPerson } from '../testing/synthetic/create-population.js';
import { type FingerImages, openFingerImages } from '../testing/synthetic/finger-images.js';
import type { SyntheticEncounter } from '../testing/synthetic/synthetic-encounter.js';
import type { EnrolResult } from '../workflows/results.js';
import type { DevelopmentTokens } from './development-tokens.js';
import { createHubClient, type HubClient } from './hub-client.js';
import { replaceFile } from './replace-file.js';

const COUNT = 40;
const SEED = 'demonstration';
/** Persons worked on at once: while one waits for the hub, the images of the next are made. */
const PARALLEL = 3;
const REPORT_EVERY = 10;

export type PopulationOptions = {
  readonly url: string;
  readonly tokens: DevelopmentTokens;
  /** Keeps images and the marker file. */
  readonly directory: string;
  /** The day histories end on. */
  readonly today: string;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
  readonly count?: number;
  readonly seed?: string;
};

/** Persons, not encounters. */
export async function loadDemonstrationPopulation(
  options: PopulationOptions,
): Promise<{ readonly enrolled: number; readonly alreadyThere: number }> {
  const { directory, report, signal, count = COUNT, seed = SEED } = options;
  mkdirSync(directory, { recursive: true });
  const client = createHubClient(options);
  const marker = await openMarker({ file: join(directory, `${seed}.json`), today: options.today, client });
  const persons = createPopulation({ seed, count, today: marker.today });
  const missing = persons.filter(({ personId }) => !marker.has(personId));
  const alreadyThere = count - missing.length;
  if (missing.length === 0) {
    report(`${count} persons are there already`);
    return { enrolled: 0, alreadyThere };
  }
  report(`enrolling ${missing.length} invented persons with synthetic fingerprints ...`);
  const images = await openFingerImages({ directory: join(directory, 'images') });
  let enrolled = 0;
  try {
    await forEachParallel(missing, async (person) => {
      signal.throwIfAborted();
      marker.add(person.personId, await enrolPerson(client, images, person));
      enrolled += 1;
      if (enrolled % REPORT_EVERY === 0) report(`${enrolled} of ${missing.length}`);
    });
  } finally {
    await images.close();
  }
  report(`${enrolled} persons enrolled across the six systems`);
  return { enrolled, alreadyThere };
}

type Enrolled = { readonly system: SystemId; readonly subjectId: string };

async function enrolPerson(
  client: HubClient,
  images: FingerImages,
  person: SyntheticPerson,
): Promise<readonly Enrolled[]> {
  const subjects = new Map<SystemId, string>();
  for (const [index, encounter] of person.encounters.entries()) {
    const subjectId = subjects.get(encounter.system);
    const body = {
      ...(subjectId === undefined ? {} : { subjectId }),
      encounterAt: encounter.encounterAt,
      identity: encounter.identity,
      ...(encounter.travelDocument ? { travelDocument: encounter.travelDocument } : {}),
      facts: encounter.facts,
      samples: encounter.withFingerprints ? await takeFingerprints(images, person, encounter, index) : [],
    };
    const result = await client.result<EnrolResult>({
      role: encounter.authorityClass,
      method: 'POST',
      path: `/v1/systems/${encounter.system}/encounters`,
      body,
      idempotencyKey: `${person.personId}/${index}/${digestOf(body)}`,
    });
    subjects.set(result.system, result.subjectId);
  }
  return [...subjects].map(([system, subjectId]) => ({ system, subjectId }));
}

/** Systems never share an image: each authority took its own. */
function takeFingerprints(
  images: FingerImages,
  { personId, fingers }: SyntheticPerson,
  { system }: SyntheticEncounter,
  index: number,
) {
  return Promise.all(
    fingers.map(async (position) => {
      const png = await images.image({
        finger: `${personId}/${position}`,
        impression: `${system}/${index}`,
      });
      return { position, image: Buffer.from(png).toString('base64') };
    }),
  );
}

/** The content names the request: the same key never goes with other content, whatever version made it. */
function digestOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
}

// ---- The marker file

type MarkerFile = {
  /** The day the histories were made for: an interrupted start goes on with the same persons on another day. */
  readonly today: LocalDate;
  readonly persons: Record<string, readonly Enrolled[]>;
};

async function openMarker(options: {
  readonly file: string;
  readonly today: string;
  readonly client: HubClient;
}) {
  const { file, client } = options;
  const kept = readMarker(file);
  const valid = kept !== undefined && (await isAnyoneThere(client, kept));
  const marker: MarkerFile = valid ? kept : { today: localDate(options.today), persons: {} };
  return {
    today: marker.today,
    has: (personId: string) => personId in marker.persons,
    add: (personId: string, enrolled: readonly Enrolled[]) => {
      marker.persons[personId] = enrolled;
      replaceFile(file, `${JSON.stringify(marker)}\n`);
    },
  };
}

/** What cannot be read is treated as not there: the persons are then enrolled under the same idempotency keys. */
function readMarker(file: string): MarkerFile | undefined {
  try {
    const { today, persons } = JSON.parse(readFileSync(file, 'utf8')) as MarkerFile;
    return { today: localDate(today), persons };
  } catch {
    return undefined;
  }
}

/** Who may read a system's files. Nobody reads Eurodac ((EU) 2024/1358 Art 40(1)). */
const READER: Partial<Readonly<Record<SystemId, AuthorityClass>>> = {
  ees: 'border-authority',
  vis: 'visa-authority',
  etias: 'etias-national-unit',
  sis: 'sirene-bureau',
  'ecris-tcn': 'ecris-central-authority',
};

/**
 * One subject is enough: another database holds none of them, and who was erased since then stays erased. Reads are
 * few, as the first one usually says it.
 */
async function isAnyoneThere(client: HubClient, { persons }: MarkerFile): Promise<boolean> {
  for (const { system, subjectId } of Object.values(persons).flat()) {
    const role = READER[system];
    if (role === undefined) continue;
    const path = `/v1/systems/${system}/subjects/${subjectId}`;
    const answer = await client.call({ role, method: 'GET', path });
    if (answer.kind === 'success') return true;
    if (answer.problem.code !== 'subject-unknown')
      throw new Error(`The hub answered with ${answer.problem.code}.`);
  }
  return false;
}

/** Ends when nothing is under way any more: after a failure what is in hand is finished and nothing new begun. */
async function forEachParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const line = async () => {
    for (const item of queue) {
      if (failures.length > 0) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, line));
  if (failures.length > 0) throw failures[0];
}
