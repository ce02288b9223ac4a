/** Synthetic content for tests of the store: recognisable, so that a test can look for it where it must not be. */
import { createHash, randomUUID } from 'node:crypto';
import type { Requester } from '../domain/authorities.js';
import type { EncounterId, OperationId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import type { ReferenceTemplate } from '../matching/template.js';
import type { EnrolRequest, NewEncounter, NewOperation } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { Sample } from '../workflows/ports/samples.js';

export const KEY_ENCRYPTION_KEY = { id: 'test-1', key: new Uint8Array(32).fill(11) };

export const REQUESTER: Requester = {
  authorityId: 'AUT-border-police',
  authorityClass: 'border-authority',
  memberState: 'AUT',
  purpose: 'border-check',
};

export const SURNAME = 'Zyxwvutsrq';

export const ENROL_REQUEST: EnrolRequest = {
  kind: 'enrol',
  system: 'ees',
  encounterAt: '2026-03-01T10:00:00Z',
  identity: {
    surnames: [SURNAME],
    givenNames: ['Test'],
    dateOfBirth: '1990-01-02' as LocalDate,
    sex: 'female',
    nationalities: ['XXA'],
  },
  facts: { kind: 'entry', entryDate: '2026-03-01' as LocalDate, borderCrossingPoint: 'AUT-VIE' },
};

/** 64 bytes that occur nowhere by chance, with every byte order of a text that would betray a plain copy. */
export function markedImage(seed: string): Uint8Array {
  return createHash('sha512').update(seed).digest();
}

export function newOperation(change: Partial<NewOperation> = {}): NewOperation {
  return {
    operationId: randomUUID() as OperationId,
    requester: REQUESTER,
    request: ENROL_REQUEST,
    samples: [sample('one'), { position: 'face', image: markedImage('two') }],
    ...change,
  };
}

export function sample(seed: string): Sample {
  return { position: 'right-index', image: markedImage(seed), ppi: 500 };
}

export function reference(seed: string): ReferenceTemplate {
  const embedding = Int8Array.from({ length: 256 }, (_, index) => markedImage(seed)[index % 64]!);
  return { position: 'right-index', templateVersion: 'fingerprint-test', quality: 71.5, embedding };
}

/** As `reference`, with minutiae that are as recognisable. */
export function referenceWithMinutiae(seed: string): ReferenceTemplate {
  const bytes = markedImage(`minutiae of ${seed}`);
  return { ...reference(seed), minutiae: { templateVersion: 'minutiae-test', bytes } };
}

export function newEncounter(change: { readonly system?: SystemId; readonly subjectId?: SubjectId } = {}) {
  const sampleId = randomUUID() as SampleId;
  const templateId = randomUUID() as TemplateId;
  const encounter: NewEncounter = {
    system: change.system ?? 'ees',
    subjectId: change.subjectId ?? (randomUUID() as SubjectId),
    encounterId: randomUUID() as EncounterId,
    memberState: 'AUT',
    authorityId: REQUESTER.authorityId,
    encounterAt: '2026-03-01T10:00:00Z',
    samples: [
      {
        sampleId,
        sample: sample(templateId),
        image: { mediaType: 'image/png', widthPx: 400, heightPx: 500, ppi: 500 },
      },
    ],
    references: [{ templateId, sampleId, category: 'entry', template: reference(templateId) }],
  };
  return { encounter, templateId, sampleId };
}

/** Tables of the hub's own schema in which some row contains these bytes, as text or as binary. */
export async function tablesThatContain(sql: Sql, bytes: Uint8Array): Promise<readonly string[]> {
  const tables = await sql.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
     from information_schema.tables where table_schema = 'hub' order by 1`,
  );
  const asHex = Buffer.from(bytes).toString('hex');
  const asText = Buffer.from(bytes).toString('utf8');
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql.query(
      `select from ${name} as r where position($1 in r::text) > 0 or position($2 in r::text) > 0 limit 1`,
      [asHex, asText.includes('\0') || asText.includes('\ufffd') ? asHex : asText],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** Resolves once a transaction of this database waits for a lock another one holds. */
export async function untilSomebodyWaits(sql: Sql): Promise<void> {
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const waiting = await sql.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
  }
  throw new Error('nobody waits for a lock');
}
