/**
 * What a crossing starts in VIS, in the transaction that records it: it is told of the exit of a child ((EC) 767/2008 Art
 * 23(3)), also where the exit is learnt later, by proof or by a correction. The days of the files of VIS on the visa are
 * computed anew: what waited for the exit has one now.
 */
import { ageOn } from '../domain/age.js';
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
  if (!maySayExit(record)) return;
  for (const sticker of visasOfChild(record, before)) {
    for (const { subjectId } of await visaFiles.bySticker(tx, sticker)) {
      await fileCalendar.mark(tx, 'vis', subjectId);
    }
  }
}

function maySayExit({ facts }: SystemRecord): boolean {
  return facts.kind === 'exit' || facts.kind === 'rebuttal' || facts.kind === 'amendment';
}

/**
 * Visas of all stays, those shown at an exit alone among them: an entry that is corrected away gives its exit to another
 * stay. Whoever was under twelve when the visa expired may be older by the time of the exit; an extension only lets a child
 * grow older.
 */
function visasOfChild(record: SystemRecord, before: readonly SystemRecord[]): ReadonlySet<string> {
  const stickers = [...before, record].flatMap(({ facts }) => {
    if ((facts.kind !== 'entry' && facts.kind !== 'exit') || !facts.visa) return [];
    const age = ageOn(record.identity.dateOfBirth, facts.visa.validUntil);
    return age === undefined || age >= CHILD_UNDER ? [] : [facts.visa.stickerNumber];
  });
  return new Set(stickers);
}
