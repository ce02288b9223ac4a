/** The records of one file with what their terms count from and no record says itself. */
import { mayEndEarly } from '../domain/deadlines/child-biometrics.js';
import type { DatedRecord } from '../domain/deadlines/deadlines-of.js';
import { isUnderVisa, readStays } from '../domain/ees-stays.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { applicationFiles } from '../domain/vis/application-file.js';
import { printedStickers } from '../domain/vis/printed-stickers.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type DatedFilePorts = Pick<Ports, 'adapters' | 'decisionCauses' | 'subjects' | 'stayFiles'>;

type File = { readonly system: SystemId; readonly subjectId: SubjectId };

/** Empty where the file has no record, or is not there. */
export async function readDatedFile(
  ports: DatedFilePorts,
  sql: Sql,
  file: File,
): Promise<readonly DatedRecord[]> {
  return datedFile(ports, sql, file, await ports.adapters.get(file.system)!.read(sql, file.subjectId));
}

/** The same of records that were read already. A record was received when its encounter took place. */
export async function datedFile(
  ports: DatedFilePorts,
  sql: Sql,
  file: File,
  records: readonly SystemRecord[],
): Promise<readonly DatedRecord[]> {
  const causes = await ports.decisionCauses.ofSubject(sql, file);
  const ofChildren = await childFacts(ports, sql, file, records);
  return records.map((record) => ({
    record,
    receivedOn: localDate(record.encounterAt.slice(0, 10)),
    ...(causes.has(record.encounterId) ? { causes: causes.get(record.encounterId)! } : {}),
    ...ofChildren.get(record.encounterId),
  }));
}

type ChildFacts = Pick<DatedRecord, 'holdsBiometrics' | 'left'>;

/** Whose biometrics are still held, and since when the child is away ((EC) 767/2008 Art 23(3)). */
async function childFacts(
  ports: DatedFilePorts,
  sql: Sql,
  { system, subjectId }: File,
  records: readonly SystemRecord[],
): Promise<ReadonlyMap<EncounterId, ChildFacts>> {
  const found = new Map<EncounterId, ChildFacts>();
  const applications = records.filter(mayEndEarly);
  if (applications.length === 0) return found;
  const stored = await ports.subjects.read(sql, system, subjectId);
  const held = new Set(stored?.samples.map(({ encounterId }) => encounterId));
  const files = applicationFiles(records);
  for (const { encounterId } of applications) {
    const application = files.find((each) => each.encounterId === encounterId)!;
    const left = await leftOn(ports, sql, printedStickers(application));
    found.set(encounterId, { holdsBiometrics: held.has(encounterId), ...(left ? { left } : {}) });
  }
  return found;
}

/** The last exit from a stay on the visa; `undefined` while one is open or where the EES is kept elsewhere. */
async function leftOn(
  { adapters, stayFiles }: DatedFilePorts,
  sql: Sql,
  stickers: readonly string[],
): Promise<DatedRecord['left']> {
  const ees = adapters.get('ees');
  if (ees?.location !== 'local') return undefined;
  let last: LocalDate | undefined;
  for (const sticker of stickers) {
    for (const subjectId of await stayFiles.bySticker(sql, sticker)) {
      for (const stay of readStays(await ees.read(sql, subjectId), END_OF_TIME)) {
        if (!isUnderVisa(stay, sticker)) continue;
        if (!('exit' in stay)) return undefined;
        const { exitDate } = stay.exit.facts;
        if (last === undefined || exitDate > last) last = exitDate;
      }
    }
  }
  return last ?? 'never-came';
}

const END_OF_TIME = localDate('9999-12-31');
