import t from 'tap';
import type { EncounterId, SubjectId } from '../ids.js';
import type { EurodacCategory } from '../law/eurodac-category-table.js';
import { localDate } from '../local-date.js';
import type { CurrentDataSet } from './current-data-set.js';
import { dataSetConflicts } from './data-set-conflicts.js';

/** `id subject state category day reference`. */
function dataSet(text: string): CurrentDataSet {
  const [id, subject, memberState, category, day, referenceNumber] = text.split(' ') as [
    string,
    string,
    string,
    EurodacCategory,
    string,
    string,
  ];
  return {
    dataSetId: id as EncounterId,
    subjectId: subject as SubjectId,
    memberState,
    category,
    dateOfBirth: localDate('1990-01-01'),
    transmittedOn: localDate(day),
    facts: { kind: 'data-set', category, eventDate: localDate(day), referenceNumber },
    isMarked: false,
    hasSecurityFlag: false,
  };
}

t.test('what does not go together', async (t) => {
  const first = 'a s ITA irregular-crossing 2026-07-01 IT21';
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['one', [first], []],
    [
      '22, 24: the same event, two categories',
      [first, 'b s ITA search-and-rescue 2026-07-01 IT91'],
      ['second-category-for-event a b'],
    ],
    [
      '22, 23: the same event, two categories',
      [first, 'b s ITA illegal-stay 2026-07-01 IT31'],
      ['second-category-for-event a b'],
    ],
    ['22, 24: the next day', [first, 'b s ITA search-and-rescue 2026-07-02 IT91'], []],
    ['22, 24: another person', [first, 'b t ITA search-and-rescue 2026-07-01 IT91'], []],
    ['22, 24: another state', [first, 'b s MLT search-and-rescue 2026-07-01 MT91'], []],
    [
      '15, 22: an application is its own event',
      [first, 'b s ITA international-protection 2026-07-01 IT11'],
      [],
    ],
    ['38(1): sent again under its number', [first, 'b s ITA irregular-crossing 2026-07-01 IT21'], []],
    [
      '37(3): the number of another person',
      [first, 'b t ITA irregular-crossing 2026-08-01 IT21'],
      ['reference-repeated a b'],
    ],
    [
      '37(3): the number of another category',
      [first, 'b s ITA illegal-stay 2026-08-01 IT21'],
      ['reference-repeated a b'],
    ],
    ['37(3): the same number in another state', [first, 'b t MLT irregular-crossing 2026-08-01 IT21'], []],
  ];
  for (const [citation, given, expected] of cases) {
    const conflicts = dataSetConflicts(given.map(dataSet));
    t.same(
      conflicts.map(({ kind, dataSetIds }) => `${kind} ${dataSetIds.join(' ')}`),
      expected,
      `Art ${citation}`,
    );
    for (const conflict of conflicts) t.match(conflict, { memberState: 'ITA', citation: /2024\/1358 Art/ });
  }
});
