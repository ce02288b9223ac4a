import t from 'tap';
import { eesFile, eesVisa, type RecordWords } from '../../testing/ees-file.js';
import { localDate } from '../local-date.js';
import type { EesFacts } from '../system-record.js';
import { eesFactsFault, eesLastDayFault, eesReferenceFault } from './facts-fault.js';

const factsOf = (words: RecordWords) => eesFile(words)[0]!.facts as EesFacts;

t.test('facts that contradict themselves', async (t) => {
  const visa = (validFrom: string) => eesVisa('2026-06-20', 30, { validFrom: localDate(validFrom) });
  const correction = factsOf('erase 2026-05-01');
  const rows: readonly (readonly [id: string, facts: EesFacts, pointer: string | undefined])[] = [
    ['no visa', factsOf('in 2026-05-01'), undefined],
    ['a visa of one day', factsOf(['in 2026-06-20', { visa: visa('2026-06-20') }]), undefined],
    [
      'a visa that ends before it starts',
      factsOf(['in 2026-06-20', { visa: visa('2026-06-21') }]),
      '/visa/validUntil',
    ],
    ['at an exit, too', factsOf(['out 2026-06-20', { visa: visa('2026-06-21') }]), '/visa/validUntil'],
    ['an extension', factsOf('extend 2026-05-01 2026-06-01'), undefined],
    ['an extension without an end', factsOf('extend 2026-05-01'), '/endsOn'],
    ['a revocation without an end', factsOf('revoke 2026-05-01'), undefined],
    ['a revocation on its own day', factsOf('revoke 2026-05-01 2026-05-01'), undefined],
    ['a revocation with an end before it', factsOf('revoke 2026-05-01 2026-04-30'), '/endsOn'],
    ['proof of an exit', factsOf('proof 2026-05-01 exit 2026-04-01'), undefined],
    ['proof of an exit without its day', factsOf('proof 2026-05-01 exit'), '/exitDate'],
    [
      'proof of a right with a day of exit',
      { ...factsOf('proof 2026-05-01 right-to-stay'), exitDate: localDate('2026-04-01') } as EesFacts,
      '/exitDate',
    ],
    ['proof of a right with its last day', factsOf('proof 2026-05-01 right-to-stay 2026-06-01'), undefined],
    [
      'proof of an exit with a day it excuses',
      { ...factsOf('proof 2026-05-01 exit 2026-04-01'), endsOn: localDate('2026-06-01') } as EesFacts,
      '/endsOn',
    ],
    ['an erasure', correction, undefined],
    [
      'an erasure with a corrected day',
      { ...correction, eventDate: localDate('2026-01-01') } as EesFacts,
      '/eventDate',
    ],
    [
      'an erasure with a corrected last day',
      { ...correction, endsOn: localDate('2026-01-01') } as EesFacts,
      '/endsOn',
    ],
  ];
  for (const [id, facts, pointer] of rows) t.equal(eesFactsFault(facts)?.pointer, pointer, id);
});

t.test('what is about a record needs that record', async (t) => {
  const records = eesFile('in 2026-01-01', 'out 2026-01-10', 'no 2026-02-01');
  const about = (words: string, concerns: number) =>
    eesReferenceFault(factsOf([words, { concerns }]), records)?.pointer;
  t.equal(about('correct 2026-03-01 2026-01-02', 0), undefined);
  t.equal(about('correct 2026-03-01 2026-02-02', 2), undefined, 'a refusal may be corrected');
  t.equal(about('correct 2026-03-01 2026-01-02', 9), '/concerns', 'a record amended after its erasure');
  const erased = eesFile('in 2026-01-01', ['erase 2026-02-01', { concerns: 0 }]);
  for (const words of ['correct 2026-03-01 2026-01-02', 'proof 2026-03-01 exit 2026-01-02']) {
    const fault = eesReferenceFault(factsOf([words, { concerns: 0 }]), erased);
    t.match(fault, { pointer: '/concerns', detail: /was erased/ }, `${words} after its erasure`);
  }
  t.equal(about('proof 2026-03-01 exit 2026-01-02', 0), undefined);
  t.equal(about('proof 2026-03-01 exit 2026-01-02', 1), '/concerns', 'proof is about a stay');
  t.equal(about('extend 2026-03-01 2026-04-01', 0), undefined);
  t.equal(about('extend 2026-03-01 2026-04-01', 9), '/concerns');
  t.equal(eesReferenceFault(factsOf('extend 2026-03-01 2026-04-01'), []), undefined, 'the latest stay');
  t.equal(eesReferenceFault(factsOf('in 2026-03-01'), records), undefined);
});

t.test('a last day the file needs, or cannot have', async (t) => {
  const open = eesFile('in 2026-01-01');
  const closed = eesFile('in 2026-01-01', 'out 2026-05-10', 'in 2026-06-01');
  const decided = eesFile('in 2026-01-01', 'revoke 2026-02-01', 'extend 2026-03-01 2026-05-01', [
    'proof 2026-04-01 exit 2026-03-20',
    { concerns: 0 },
  ]);
  const rows = [
    ['a serious event, nobody knows until when', 'proof 2026-04-10 serious-event', 0, open, '/endsOn'],
    ['a serious event with its last day', 'proof 2026-04-10 serious-event 2026-05-10', 0, open, undefined],
    ['a serious event before an exit', 'proof 2026-05-20 serious-event', 0, closed, undefined],
    ['a serious event of another stay', 'proof 2026-09-20 serious-event', 2, closed, '/endsOn'],
    ['a right to stay without an end', 'proof 2026-04-10 right-to-stay', 0, open, undefined],
    ['a revocation corrected to its own day', 'correct 2026-06-01 until 2026-02-01', 1, decided, undefined],
    ['a revocation corrected to before it', 'correct 2026-06-01 until 2026-01-31', 1, decided, '/endsOn'],
    ['an extension corrected', 'correct 2026-06-01 until 2026-04-15', 2, decided, undefined],
    ['the day of a revocation corrected', 'correct 2026-06-01 2026-01-31', 1, decided, undefined],
    ['proof of an exit corrected', 'correct 2026-06-01 until 2026-03-21', 3, decided, undefined],
    [
      'proof of an exit corrected to one to come',
      'correct 2026-06-01 until 2026-06-02',
      3,
      decided,
      '/endsOn',
    ],
    ['a last day of an entry', 'correct 2026-06-01 until 2026-04-15', 0, decided, '/endsOn'],
    ['an entry corrected', 'correct 2026-06-01 2026-01-02', 0, decided, undefined],
  ] as const;
  for (const [id, words, concerns, records, pointer] of rows) {
    t.equal(eesLastDayFault(factsOf([words, { concerns }]), records)?.pointer, pointer, id);
  }
});
