/**
 * Persons straight into the hub's tables: the bulk route. What enrolment through the API would leave is there, sealed
 * as the hub seals: subject, encounter, samples, references, record, and the calendars of the file. Three things are
 * not: log entries (nobody asked for anything, and the chain of what was asked stays whole), searches for links with
 * other systems, and images, for which a single pixel stands. Minutiae are of a bank of some fingers; faces are there where
 * their distribution is given. To be used while no hub runs: galleries that were loaded before are told by the hub's own
 * mark that they must be loaded anew.
 */
import { Client } from 'pg';
import { givenNameForms, SEARCH_FORMS_VERSION, surnameForms } from '../../src/adapters/search-forms.js';
import type { SubjectId, TemplateId } from '../../src/domain/ids.js';
import type { LocalDate } from '../../src/domain/local-date.js';
import type { Position } from '../../src/domain/positions.js';
import type { Log } from '../../src/platform/log.js';
import type { Keyring } from '../../src/store/keyring.js';
import { sealEmbedding } from '../../src/store/sealed-template.js';
import { sealMinutiae } from '../../src/store/template-minutiae.js';
import { encodePng } from '../../src/testing/synthetic/encode-png.js';
import type { UnitOfWork } from '../../src/workflows/ports/persistence.js';
import { withoutIndexes } from './bulk-tables.js';
import { type CopyValue, copyIn } from './copy-in.js';
import { type DrawnPerson, type DrawnSample, drawPerson } from './draw-person.js';
import { createTemplateDrawer } from './draw-templates.js';
import { fillCalendars } from './fill-calendars.js';
import { readMinutiaeBank } from './minutiae-bank.js';
import type { TemplateDistribution } from './template-distribution.js';

export type FillOptions = {
  readonly databaseUrl: string;
  readonly unitOfWork: UnitOfWork;
  readonly keyring: Keyring;
  readonly distribution: TemplateDistribution;
  /** Each person has a face too; without it none has. */
  readonly faces?: TemplateDistribution | undefined;
  readonly seed: string;
  readonly today: LocalDate;
  /** Persons `from` until `until`, without that. */
  readonly from: number;
  readonly until: number;
  readonly fingers: number;
  readonly log: Log;
  readonly report: (line: string) => void;
};

export type Filled = { readonly persons: number; readonly references: number; readonly ms: number };

/** Persons drawn before they are written: about 12 MB of text each time, most of it minutiae. */
const BATCH = 1_000;
const AUTHORITY = 'AUT-bench';
const REPORT_EVERY = 100_000;

const TABLES = [
  'hub.subjects',
  'hub.encounters',
  'hub.samples',
  'hub.templates',
  'hub.template_minutiae',
  'ees.records',
] as const;

export async function fillDatabase(options: FillOptions): Promise<Filled> {
  const startedAt = performance.now();
  const { from, until, report } = options;
  const client = new Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    // Foreign keys hold by construction; looking each up would double the time.
    await client.query("set session_replication_role = replica; set maintenance_work_mem = '256MB'");
    await client.query('begin');
    await client.query(NO_FORMS_TO_REFRESH, [SEARCH_FORMS_VERSION]);
    await withoutIndexes(client, TABLES, async () => {
      const write = await createWriter(client, options);
      for (let first = from; first < until; first += BATCH) {
        await write(first, Math.min(until, first + BATCH));
        if ((first + BATCH - from) % REPORT_EVERY === 0) report(`${first + BATCH - from} persons`);
      }
      report('indexes and calendars');
    });
    await client.query('update hub.gallery_pruned set through_xid = pg_current_xact_id()');
    await client.query('commit');
    await client.query('set session_replication_role = default');
    for (const table of TABLES) await client.query(`analyze ${table}`);
  } finally {
    await client.end();
  }
  await fillCalendars(options);
  const persons = until - from;
  const each = options.fingers + (options.faces === undefined ? 0 : 1);
  return { persons, references: persons * each, ms: performance.now() - startedAt };
}

/**
 * Names are written with their forms. A hub that finds rows and no note of them would make all forms anew, for a minute per
 * million persons, while it is measured. Where there are others already, they are the hub's to look at.
 */
const NO_FORMS_TO_REFRESH = `
  insert into hub.search_form_walks (system, forms_version, is_done)
  select 'ees', $1, true where not exists (select from ees.records)
  on conflict (system) do nothing`;

async function createWriter(client: Client, options: FillOptions) {
  const { keyring, distribution, faces, seed, today, fingers } = options;
  const drawFinger = createTemplateDrawer(distribution).draw;
  const drawFace = faces && createTemplateDrawer(faces).draw;
  const pixel = await encodePng({ pixels: new Uint8Array([128]), widthPx: 1, heightPx: 1, ppi: 500 });
  const formsOf = remembered();
  const bank = readMinutiaeBank();

  const minutiaeRow = (
    person: DrawnPerson,
    finger: DrawnPerson['fingers'][number],
    index: number,
  ): CopyValue[] => {
    const minutiae = bank[(person.number * 31 + index) % bank.length]!;
    return [
      finger.templateId,
      minutiae.templateVersion,
      sealMinutiae(keyring, ownerOf(person, finger), minutiae),
    ];
  };
  const templateRow = (person: DrawnPerson, position: Position, sample: DrawnSample): CopyValue[] => {
    const isFace = position === 'face';
    const draw = isFace ? drawFace! : drawFinger;
    const { embedding, quality } = draw(`${seed}/${person.number}/${position}`, 'reference');
    return [
      sample.templateId,
      sample.sampleId,
      person.encounterId,
      'ees',
      person.subjectId,
      person.memberState,
      position,
      (isFace ? faces! : distribution).templateVersion,
      quality,
      sealEmbedding(keyring, ownerOf(person, sample), embedding),
      'entry',
    ];
  };
  const samplesOf = (person: DrawnPerson) => [
    ...person.fingers,
    ...(faces === undefined ? [] : [person.face]),
  ];

  return async (first: number, end: number) => {
    const persons = Array.from({ length: end - first }, (_, index) =>
      drawPerson({ seed, number: first + index, today, fingers }),
    );
    await copyIn(client, {
      table: 'hub.subjects',
      columns: ['system', 'subject_id', 'member_state'],
      rows: persons.map(({ subjectId, memberState }) => ['ees', subjectId, memberState]),
    });
    await copyIn(client, {
      table: 'hub.encounters',
      columns: ['encounter_id', 'system', 'subject_id', 'member_state', 'authority_id', 'encounter_at'],
      rows: persons.map((person) => [
        person.encounterId,
        'ees',
        person.subjectId,
        person.memberState,
        AUTHORITY,
        encounterAt(person),
      ]),
    });
    await copyIn(client, {
      table: 'hub.samples',
      columns: [
        'sample_id',
        'encounter_id',
        'position',
        'media_type',
        'width_px',
        'height_px',
        'ppi',
        'image',
      ],
      rows: persons.flatMap((person) =>
        samplesOf(person).map(({ sampleId, position }): CopyValue[] => [
          sampleId,
          person.encounterId,
          position,
          'image/png',
          1,
          1,
          position === 'face' ? null : 500,
          keyring.seal(pixel, `hub.samples.image:${sampleId}`),
        ]),
      ),
    });
    await copyIn(client, {
      table: 'hub.templates',
      columns: [
        'template_id',
        'sample_id',
        'encounter_id',
        'system',
        'subject_id',
        'member_state',
        'position',
        'template_version',
        'quality',
        'embedding',
        'category',
      ],
      rows: persons.flatMap((person) =>
        samplesOf(person).map((sample) => templateRow(person, sample.position, sample)),
      ),
    });
    await copyIn(client, {
      table: 'hub.template_minutiae',
      columns: ['template_id', 'template_version', 'minutiae'],
      rows: persons.flatMap((person) =>
        person.fingers.map((finger, index) => minutiaeRow(person, finger, index)),
      ),
    });
    await copyIn(client, {
      table: 'ees.records',
      columns: RECORD_COLUMNS,
      rows: persons.map((person) => recordRow(person, formsOf)),
    });
  };
}

function ownerOf({ subjectId }: DrawnPerson, { templateId }: DrawnSample) {
  return { system: 'ees', subjectId: subjectId as SubjectId, templateId: templateId as TemplateId } as const;
}

function encounterAt({ entryDate }: DrawnPerson): string {
  return `${entryDate}T10:00:00Z`;
}

const RECORD_COLUMNS = [
  'encounter_id',
  'subject_id',
  'member_state',
  'encounter_at',
  'surnames',
  'given_names',
  'date_of_birth',
  'sex',
  'nationalities',
  'place_of_birth',
  'country_of_birth',
  'document_kind',
  'document_number',
  'document_issuing_country',
  'document_valid_until',
  'surname_forms',
  'given_name_forms',
  'document_number_form',
  'kind',
  'border_crossing_point',
  'entry_date',
] as const;

type Forms = (person: DrawnPerson) => readonly [readonly string[], readonly string[]];

function recordRow(person: DrawnPerson, formsOf: Forms): readonly CopyValue[] {
  const { identity, travelDocument } = person;
  const [surnames, givenNames] = formsOf(person);
  return [
    person.encounterId,
    person.subjectId,
    person.memberState,
    encounterAt(person),
    identity.surnames,
    identity.givenNames,
    identity.dateOfBirth,
    identity.sex,
    identity.nationalities,
    identity.placeOfBirth ?? null,
    identity.countryOfBirth ?? null,
    travelDocument.kind,
    travelDocument.number,
    travelDocument.issuingCountry,
    travelDocument.validUntil ?? null,
    surnames,
    givenNames,
    travelDocument.number,
    'entry',
    'Vienna airport',
    person.entryDate,
  ];
}

/** Names repeat: there are some thousand surnames, and their forms take longer than all the rest of a row. */
function remembered(): Forms {
  const surnames = new Map<string, readonly string[]>();
  const givenNames = new Map<string, readonly string[]>();
  const known = (
    map: Map<string, readonly string[]>,
    key: string,
    make: () => readonly string[],
  ): readonly string[] => {
    const before = map.get(key);
    if (before !== undefined) return before;
    const made = make();
    map.set(key, made);
    return made;
  };
  return ({ identity }) => [
    known(surnames, identity.surnames.join('\n'), () => surnameForms(identity)),
    known(givenNames, identity.givenNames.join('\n'), () => givenNameForms(identity)),
  ];
}
