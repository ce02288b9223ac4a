/** One case for each row of how a stay is counted, at both sides of what it says; a row without a case does not compile. */
import t from 'tap';
import { FAKE_IDENTITY } from '../../testing/fakes/fake-people.js';
import { provenStay, readStays, visaTerms } from '../ees-stays.js';
import type { EncounterId, SubjectId } from '../ids.js';
import { addDays, type LocalDate, localDate } from '../local-date.js';
import { assessStay } from './assess-stay.js';
import { authorisedStay, type StayConditions, type VisaTerms } from './authorised-stay.js';
import { STAY_COUNTING } from './short-stay-table.js';
import { type Stay, usedDays } from './stay-count.js';

const day = (place: number): LocalDate => addDays(localDate('2026-01-01'), place);
const stay = (from: number, to: number, basis?: Stay['basis']): Stay => ({
  entryDate: day(from),
  exitDate: day(to),
  ...(basis === undefined ? {} : { basis }),
});
const used = (history: readonly Stay[], on: number) => {
  const count = usedDays(history, day(on));
  return count.kind === 'counted' ? count.usedDays : count.kind;
};
const authorised = (history: readonly Stay[], on: number, conditions: StayConditions = {}) => {
  const answer = authorisedStay(history, day(on), conditions);
  if (!('terms' in answer)) throw new Error(answer.kind);
  return answer;
};
const visa = (more: Partial<VisaTerms> = {}): VisaTerms => ({
  durationDays: 90,
  validUntil: day(400),
  daysUsed: 0,
  ...more,
});

type Tap = Pick<typeof t, 'equal' | 'match' | 'ok'>;

const CASES: Readonly<Record<keyof typeof STAY_COUNTING, (t: Tap, citation: string) => void>> = {
  'first-and-last-day': (t) => {
    t.equal(used([stay(0, 0)], 5), 1);
    t.equal(used([stay(0, 2)], 5), 3);
  },
  permits: (t) => {
    t.equal(used([stay(0, 9, 'residence-permit')], 20), 0);
    t.equal(used([stay(0, 9, 'long-stay-visa')], 20), 0);
    t.equal(used([stay(0, 9, 'short-stay')], 20), 10);
  },
  'limited-territorial-validity': (t, citation) => {
    const full = [stay(0, 89)];
    const limited = visa({ durationDays: 10, limitedTerritorialValidity: true });
    const answer = authorised(full, 90, { visa: limited });
    t.match(answer, { days: 10, boundBy: 'visa-duration' });
    t.equal(answer.terms.find(({ bound }) => bound === 'visa-duration')?.citation, citation);
    t.equal(
      authorised(full, 90, { visa: visa({ durationDays: 10 }) }).days,
      0,
      'another visa is bound by the rule',
    );
  },
  'full-duration': (t) => {
    const total = (durationDays: number) =>
      authorised([], 0, { visa: visa({ durationDays, daysUsed: 80 }) }).terms.some(
        ({ bound }) => bound === 'visa-duration',
      );
    t.equal(total(90), false);
    t.equal(total(89), true);
  },
  'local-day': (t) => {
    const record = {
      system: 'ees',
      subjectId: 'subject' as SubjectId,
      encounterId: 'encounter' as EncounterId,
      memberState: 'PRT',
      // The second of January in UTC, and in most of the Union.
      encounterAt: '2026-01-01T23:30:00-01:00',
      identity: FAKE_IDENTITY,
      facts: { kind: 'entry', entryDate: day(0), borderCrossingPoint: 'Ponta Delgada' },
    } as const;
    t.match(readStays([record], day(5)).map(provenStay), [{ entryDate: day(0) }]);
  },
  'both-readings': (t) => {
    const history = [stay(-100, -11)];
    const answer = assessStay(history, stay(0, 85), { today: day(85) });
    t.match(answer, { kind: 'exceeded', daysOverInWindow: 80, daysOverAfterEnd: 86 });
  },
  'later-windows': (t) => {
    const extended = assessStay([], stay(0, 99), {
      today: day(99),
      decisions: [{ bound: 'extension', lastDay: day(99) }],
    });
    t.equal(extended.kind, 'within');
    t.equal(used([stay(0, 99)], 110), 100, 'the extended days are days of stay');
    t.equal(authorised([stay(0, 99)], 110).days, 0);
  },
  'permit-during-stay': (t) => {
    const permit = stay(50, 69, 'residence-permit');
    const until = (last: number, history = [permit]) =>
      assessStay(history, stay(0, last), { today: day(last) }).kind;
    t.equal(until(69), 'within', 'lawful');
    t.equal(used([stay(0, 69), permit], 80), 50, 'and uncounted');
    t.equal(until(109), 'within', 'the short stay goes on');
    t.equal(until(110), 'exceeded', 'for what was left of it');
    t.equal(until(90, []), 'exceeded', 'not without the permit');
  },
  'visa-at-exit': (t, citation) => {
    const first = visa({ validUntil: day(9) });
    const carried = authorised([], 0, {
      visa: first,
      visaAtExit: visa({ validFrom: day(10), validUntil: day(29) }),
    });
    t.equal(carried.lastDay, day(29));
    t.ok(carried.terms.some((term) => term.bound === 'visa-validity' && term.citation === citation));
    const late = visa({ validFrom: day(11), validUntil: day(29) });
    t.equal(authorised([], 0, { visa: first, visaAtExit: late }).lastDay, day(9), 'a day too late');
  },
  'visa-at-exit-used': (t) => {
    const shown = (from: number) => ({
      stickerNumber: 'B',
      validFrom: day(from),
      validUntil: day(99),
      durationDays: 30,
    });
    const usedOf = (from: number) => {
      const visas = [
        { stickerNumber: 'A', from: day(0) },
        { stickerNumber: 'B', from: day(from) },
      ];
      return visaTerms(shown(from), [{ stay: stay(0, 20), visas }], day(50)).daysUsed;
    };
    t.equal(usedOf(0), 21);
    t.equal(usedOf(20), 1);
    t.equal(usedOf(21), 0, 'not valid before the exit');
  },
  'not-begun': (t, citation) => {
    const answer = authorised([], 0, { visa: visa({ validFrom: day(1) }) });
    t.match(answer, { kind: 'not-authorised', days: 0, boundBy: 'visa-validity' });
    t.equal(answer.terms.find(({ bound }) => bound === 'visa-validity')?.citation, citation);
    t.equal(authorised([], 0, { visa: visa({ validFrom: day(0) }) }).kind, 'authorised');
  },
};

t.test('each row of how a stay is counted is what the calculator does', async (t) => {
  for (const [key, check] of Object.entries(CASES)) {
    const { rule, citation } = STAY_COUNTING[key as keyof typeof STAY_COUNTING];
    await t.test(rule, async (t) => check(t, citation));
  }
});
