import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import type { Candidate } from '../workflows/ports/gallery.js';
import { packAnswer, unpackAnswer } from './packed-answer.js';

const answerOf = (count: number) => ({
  snapshot: 'test',
  referencesCompared: 9,
  comparisons: [9],
  threshold: 12,
  overflow: true,
  candidates: Array.from(
    { length: count },
    (_, index): Candidate => ({
      system: 'ees',
      subjectId: `subject ${index}` as SubjectId,
      rank: index + 1,
      similarityScore: index === 3 ? Number.NEGATIVE_INFINITY : 1 / (index + 1),
      decision: 'no-match',
      positions: [],
    }),
  ),
});

t.test('an answer arrives as it was sent, and others have their turn while a long one is read', async (t) => {
  const part = LIMITS.candidatesOfPart;
  for (const [count, parts] of [
    [0, 0],
    [1, 1],
    [part, 1],
    [part + 1, 2],
    [3 * part, 3],
  ] as const) {
    let given = 0;
    const turn = async () => {
      given++;
    };
    const packed = structuredClone(await packAnswer(answerOf(count), turn));
    t.equal(packed.parts.length, parts);
    t.equal(given, Math.max(0, parts - 1), 'a turn between two parts');
    let isRead = false;
    let turns = 0;
    const reading = unpackAnswer(packed).finally(() => {
      isRead = true;
    });
    for (; !isRead; turns++) await nextTurn();
    t.same(await reading, answerOf(count));
    t.ok(turns >= parts - 1, `${turns} turns`);
  }
});
