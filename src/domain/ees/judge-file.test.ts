import t from 'tap';
import { eesFile, eesVisa } from '../../testing/ees-file.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { findOverstay } from '../flags/overstay.js';
import { addDays, localDate } from '../local-date.js';
import { judgeFile, nextOverstayChange } from './judge-file.js';

t.test('the next day on which time alone changes the list', async (t) => {
  const visa = eesVisa('2026-03-10', 30);
  const rows = [
    ['no record', eesFile(), '2026-02-10', undefined],
    ['closed', eesFile('in 2026-02-01', 'out 2026-02-05'), '2026-02-10', undefined],
    ['18: open', eesFile('in 2026-02-01'), '2026-02-10', '2026-05-02'],
    ['on its last day', eesFile('in 2026-02-01'), '2026-05-01', '2026-05-02'],
    ['listed already', eesFile('in 2026-02-01'), '2026-05-02', undefined],
    ['a visa ends first', eesFile(['in 2026-02-20', { visa }]), '2026-02-21', '2026-03-11'],
    ['extended', eesFile('in 2026-02-01', 'extend 2026-04-20 2026-05-20'), '2026-04-21', '2026-05-21'],
    [
      'a missing exit goes on',
      eesFile('in 2026-02-01', 'in 2026-02-20', 'out 2026-02-25'),
      '2026-03-01',
      '2026-05-02',
    ],
    ['an entry ahead', eesFile('in 2026-02-11'), '2026-02-10', '2026-02-11'],
    ['an exit ahead', eesFile('in 2026-02-01', 'out 2026-02-20'), '2026-02-10', '2026-02-20'],
    [
      'rebutted',
      eesFile('in 2026-02-01', ['proof 2026-02-09 right-to-stay', { concerns: 0 }]),
      '2026-02-10',
      undefined,
    ],
    [
      'excused until a day',
      eesFile('in 2026-02-01', ['proof 2026-02-09 serious-event 2026-05-20', { concerns: 0 }]),
      '2026-02-10',
      '2026-05-21',
    ],
    [
      'excused for fewer days than were authorised',
      eesFile('in 2026-02-01', ['proof 2026-02-09 serious-event 2026-04-20', { concerns: 0 }]),
      '2026-02-10',
      '2026-05-02',
    ],
    ['free movement', eesFile(['in 2026-02-01', { freeMovement: true }]), '2026-02-10', undefined],
  ] as const;
  for (const [id, records, today, next] of rows)
    t.equal(nextOverstayChange(records, localDate(today)), next, id);
  t.match(judgeFile(eesFile('in 2026-02-01'), localDate('2026-07-01')), {
    listedSince: '2026-05-02',
    flag: { kind: 'overstay', facts: { daysOverAfterEnd: 61 } },
  });
});

t.test('judging on those days alone is judging every day', async (t) => {
  const RUNS = 60;
  const random = seededRandom(12);
  const int = (max: number) => Math.floor(random() * max);
  const first = localDate('2026-01-01');
  let wrong: string | undefined;
  let judged = 0;
  let changes = 0;
  for (let run = 0; run < RUNS; run++) {
    let at = 0;
    const words = Array.from({ length: 1 + int(6) }, () => {
      at += int(90);
      const on = addDays(first, at);
      const later = addDays(on, int(80));
      return [`in ${on}`, `in ${on}`, `out ${on}`, `out ${on}`, `extend ${on} ${later}`, `revoke ${on}`][
        int(6)
      ]!;
    });
    const about = words.findIndex((each) => each.startsWith('in'));
    const proofOn = addDays(first, int(400));
    const proofs = [
      [`proof ${proofOn} serious-event ${addDays(proofOn, int(120) - 40)}`, { concerns: about }],
    ] as const;
    const records = eesFile(...words, ...(run % 2 === 0 && about >= 0 ? proofs : []));
    let kept = judgeFile(records, first);
    for (let offset = 0; offset < 800; offset++) {
      const today = addDays(first, offset);
      if (kept.nextChangeOn !== undefined && kept.nextChangeOn <= today) {
        judged++;
        kept = judgeFile(records, today);
      }
      const since = findOverstay(records, today)?.facts.since;
      if (since !== kept.listedSince)
        wrong ??= `${words.join(', ')} on ${today}: ${since}, kept ${kept.listedSince}`;
      if (since === today) changes++;
    }
  }
  t.equal(wrong, undefined);
  t.ok(changes > 30, `${changes} came onto the list, ${judged} judgements instead of ${RUNS * 800}`);
});
