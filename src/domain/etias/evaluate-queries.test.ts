import t from 'tap';
import { eesFile, type RecordWords } from '../../testing/ees-file.js';
import { FAKE_IDENTITY } from '../../testing/fakes/fake-people.js';
import type { EncounterId, SubjectId } from '../ids.js';
import { localDate } from '../local-date.js';
import { evaluateFile } from './evaluate-queries.js';

t.test('a refusal of entry is a hit unless it was erased: (EU) 2018/1240 Art 20(2)', async (t) => {
  const hits = (today: string, ...words: readonly RecordWords[]) =>
    evaluateFile(
      {
        system: 'ees',
        subjectId: 'subject' as SubjectId,
        foundBy: ['document'],
        records: eesFile(...words),
      },
      {
        queries: ['ees-refusal'],
        identity: FAKE_IDENTITY,
        own: 'application' as EncounterId,
        flagged: new Set(),
        today: localDate(today),
      },
    ).map(({ encounterId }) => encounterId);
  const erased = ['no 2026-03-01', 'erase 2026-03-10'];
  t.same(hits('2026-06-01', 'no 2026-03-01'), ['0']);
  t.same(hits('2026-06-01', 'no 2026-03-01', 'correct 2026-03-10 2026-03-02'), ['0'], 'rectified');
  t.same(hits('2026-06-01', ...erased), []);
  t.same(hits('2026-03-09', ...erased), ['0'], 'the day before the erasure');
  t.same(hits('2026-06-01', ...erased, 'no 2026-04-01'), ['2'], 'the other one stays a hit');
  t.same(hits('2026-06-01', 'in 2026-03-01'), []);
});
