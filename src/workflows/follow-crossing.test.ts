import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import { eesFile, eesVisa, type RecordWords } from '../testing/ees-file.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { type CrossingPorts, followCrossing } from './follow-crossing.js';

const CHILD = localDate('2016-05-02');
const VISA = { visa: eesVisa('2026-08-31', 60, { stickerNumber: 'S1' }) };
const OTHER = { visa: eesVisa('2026-12-31', 60, { stickerNumber: 'S2' }) };

/** Stickers whose files of VIS are computed anew when the last of the records arrives. */
async function followed(dateOfBirth: SystemRecord['identity']['dateOfBirth'], ...words: RecordWords[]) {
  const records = eesFile(...words).map((each) => ({ ...each, identity: { ...each.identity, dateOfBirth } }));
  const marked: string[] = [];
  const { unitOfWork, visaFiles, fileCalendar } = createFakePorts();
  const ports: CrossingPorts = {
    visaFiles: {
      ...visaFiles,
      bySticker: async (_, sticker) => [{ subjectId: sticker as SubjectId, records: [] }],
    },
    fileCalendar: { ...fileCalendar, mark: async (_, system, id) => void marked.push(`${system} ${id}`) },
  };
  await followCrossing(ports, unitOfWork.sql, records.at(-1)!, records.slice(0, -1));
  return marked;
}

t.test('whose files of VIS a crossing concerns', async (t) => {
  const inUnder = (more: object): RecordWords => ['in 2026-08-20', more];
  const outUnder = (more: object): RecordWords => ['out 2026-08-25', more];
  const rows = [
    ['the visa of the entry', CHILD, [inUnder(VISA), 'out 2026-08-25'], ['vis S1']],
    ['one shown at the exit alone', CHILD, [inUnder({}), outUnder(VISA)], ['vis S1']],
    ['both', CHILD, [inUnder(VISA), outUnder(OTHER)], ['vis S1', 'vis S2']],
    ['one shown at an exit that is corrected', CHILD, [outUnder(VISA), 'erase 2026-08-26'], ['vis S1']],
    ['an entry says no exit', CHILD, [outUnder(VISA), inUnder(OTHER)], []],
    ['not a child', localDate('1990-05-06'), [inUnder(VISA), outUnder(OTHER)], []],
  ] as const;
  for (const [id, dateOfBirth, words, wanted] of rows)
    t.same(await followed(dateOfBirth, ...words), wanted, id);
});
