import t from 'tap';
import { localDate } from '../local-date.js';
import {
  flagUntil,
  type IndexFlag,
  type IndexReader,
  type IndexRecord,
  indexAnswer,
  mayUseBiometric,
  mayUseHit,
  recordUntil,
} from './conviction-index.js';

const day = localDate;
const flag = (kind: IndexFlag['kind'], goneOn?: string): IndexFlag => ({
  kind,
  createdOn: day('2022-03-01'),
  ...(goneOn ? { convictionGoneOn: day(goneOn) } : {}),
});
const record = (referenceCode: string, ...flags: IndexFlag[]): IndexRecord => ({
  convictingMemberState: 'AUT',
  referenceCode,
  flags,
});
const RECORDS = [
  record('plain'),
  record('serious', flag('serious-offence')),
  record('terror', flag('terrorism')),
];

/** who, day, codes, citation. */
const ANSWERS: readonly (readonly [IndexReader, string, readonly string[], string])[] = [
  ['ecris-central-authority', '2026-11-25', ['plain', 'serious', 'terror'], '(EU) 2019/816 Art 7'],
  ['vis', '2022-02-28', [], '(EU) 2019/816 Art 7a'],
  ['vis', '2022-03-01', ['serious', 'terror'], '(EU) 2019/816 Art 7a'],
  ['etias', '2026-11-25', ['serious', 'terror'], '(EU) 2019/816 Art 7b'],
  ['screening-authority', '2026-06-11', [], '(EU) 2019/816 Art 7c'],
  ['screening-authority', '2026-06-12', ['serious', 'terror'], '(EU) 2019/816 Art 7c'],
  ['etias', '2037-03-01', ['serious', 'terror'], '(EU) 2019/816 Art 8'],
  ['etias', '2037-03-02', ['terror'], '(EU) 2019/816 Art 8'],
  ['etias', '2047-03-01', ['terror'], '(EU) 2019/816 Art 8'],
  ['etias', '2047-03-02', [], '(EU) 2019/816 Art 8'],
];

t.test('what a hit returns, and to whom', async (t) => {
  for (const [reader, on, codes, citation] of ANSWERS) {
    const { hits } = indexAnswer(RECORDS, { reader, on: day(on) });
    t.same(
      hits,
      codes.map((referenceCode) => ({ convictingMemberState: 'AUT', referenceCode })),
      `${reader} on ${on}: ${citation}`,
    );
  }
});

t.test('a flag goes with its conviction: (EU) 2019/816 Art 8', async (t) => {
  t.equal(flagUntil(flag('terrorism')).lastDay, '2047-03-01');
  t.equal(flagUntil(flag('terrorism', '2047-02-28')).lastDay, '2047-02-28', 'a day before');
  t.equal(flagUntil(flag('terrorism', '2047-03-02')).lastDay, '2047-03-01', 'its years end first');
});

t.test('a record is kept as long as a conviction stands: (EU) 2019/816 Art 8', async (t) => {
  const until = (...gone: (string | undefined)[]) =>
    recordUntil(
      gone.map((on) => (on ? { goneOn: day(on) } : {})),
      day('2026-11-25'),
    )?.lastDay;
  t.equal(until(undefined), undefined);
  t.equal(until('2026-01-31'), '2026-02-28', 'a month, to the end of a shorter one');
  t.equal(until('2026-01-31', undefined), undefined, 'one of two stands');
  t.equal(until('2026-01-31', '2026-05-10'), '2026-06-10', 'the later one counts');
  t.equal(until(), undefined);
  t.equal(recordUntil([{ goneOn: day('2019-01-01') }], day('2019-06-10')), undefined, 'before the act');
});

t.test('faces only confirm, and hits have their purposes: (EU) 2019/816 Art 6(1), 7(7)', async (t) => {
  t.equal(mayUseBiometric('fingerprint', 'identify').isAllowed, true);
  t.equal(mayUseBiometric('face', 'verify').isAllowed, true);
  t.equal(mayUseBiometric('face', 'identify').isAllowed, false);
  t.same(
    (['request-records', 'vis', 'etias', 'screening', 'other'] as const).filter(
      (use) => !mayUseHit(use).isAllowed,
    ),
    ['other'],
  );
});
