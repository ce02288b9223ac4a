/**
 * What a crossing starts in VIS, in the transaction that records it: it is told of the exit of a child ((EC) 767/2008 Art
 * 23(3)). The days of the files of VIS on the visa are computed anew: what waited for the exit has one now.
 */
import { ageOn } from '../domain/age.js';
import { readStays } from '../domain/ees-stays.js';
import { localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import { CHILD_UNDER } from '../domain/vis/visa-biometrics.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type CrossingPorts = Pick<Ports, 'visaFiles' | 'fileCalendar'>;

/** `before`: the file without the record. */
export async function followCrossing(
  { visaFiles, fileCalendar }: CrossingPorts,
  tx: Sql,
  record: SystemRecord,
  before: readonly SystemRecord[],
): Promise<void> {
  const { facts } = record;
  if (facts.kind !== 'exit') return;
  const age = ageOn(record.identity.dateOfBirth, facts.exitDate);
  // Whoever was under twelve when the visa expired may be older by the time of the exit.
  if (age === undefined || age > CHILD_UNDER) return;
  const stay = readStays([...before, record], localDate('9999-12-31')).findLast(
    (each) => each.kind === 'closed' && each.exit.record.encounterId === record.encounterId,
  );
  const sticker = stay?.kind === 'closed' ? stay.entry.facts.visa?.stickerNumber : undefined;
  if (sticker === undefined) return;
  for (const { subjectId } of await visaFiles.bySticker(tx, sticker)) {
    await fileCalendar.mark(tx, 'vis', subjectId);
  }
}
