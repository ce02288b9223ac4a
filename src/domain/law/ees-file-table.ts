import { localDate } from '../local-date.js';
import type { Provision } from './citation.js';

/** How the EES keeps the file of one traveller, calculates from it and answers about it. */
const EES = localDate('2025-10-12');

export const EES_FILE_ROWS = {
  onEntry: {
    rule: 'on entry: the maximum authorised stay, and whether the entries of a visa for one or two are used up',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 11(2)(a), (3)',
    sureness: 'verified',
  },
  inside: {
    rule: 'inside the territory and on exit: what remains of the authorised stay, or the overstay',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 11(2)(b), (c)',
    sureness: 'verified',
  },
  intendedDates: {
    rule: 'on the examination of a visa: the maximum remaining stay for the intended dates',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 11(2)(d)',
    sureness: 'verified',
  },
  openStayUntilAsked: {
    rule: 'for intended dates a stay that is still open counts up to the day of the question',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 11(2)(d)',
    sureness: 'interpretation',
  },
  freeMovement: {
    rule: 'the calculator does not apply to family members with free movement and without a residence card or permit',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 11(1)',
    sureness: 'verified',
  },
  freeMovementDays: {
    rule: 'days as such a family member do not count in later windows',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 11(1); (EU) 2016/399 Art 6(1)',
    sureness: 'interpretation',
  },
  notSchengenInFull: {
    rule: 'a state that operates the EES without applying Schengen in full: the short-stay rule and the visa validity only',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 11(4)',
    sureness: 'verified',
  },
  entriesCounted: {
    rule: 'entries of a visa for one or two: only those into states that apply Schengen in full',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 11(2)(a), (5)',
    sureness: 'verified',
  },
  entryTooMany: {
    rule: 'an entry that was one too many is recorded and said; the stay it opened is judged by duration and validity',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 11(2)(a), 16',
    sureness: 'interpretation',
  },
  stateNotOperating: {
    rule: 'stays in states that do not operate the EES are not in the calculation',
    inForceFrom: EES,
    citation: '(EU) 2017/2226, recitals on participation',
    sureness: 'general-knowledge',
  },
  carriers: {
    rule: 'carriers learn OK or NOT OK and nothing else',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 13(3)',
    sureness: 'verified',
  },
  carriersNotOk: {
    rule: 'NOT OK: entries used up, visa not valid, or no day of stay left on arrival',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 13(3)',
    sureness: 'interpretation',
  },
  travellers: {
    rule: 'travellers learn OK or NOT OK and the days that remain',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 13(1), (2)',
    sureness: 'verified',
  },
  startedInside: {
    rule: 'a short stay that starts inside the territory is recorded with its start and the authority instead of a border',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 14(8)',
    sureness: 'verified',
  },
  visaAtExit: {
    rule: 'another visa used at exit than at entry is recorded with the exit',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 16(3)',
    sureness: 'verified',
  },
  exitMissing: {
    rule: 'no exit after the authorised stay: flagged and listed; another entry closes nothing',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 16(4), 20, 35',
    sureness: 'verified',
  },
  entryMissing: {
    rule: 'an exit without an entry is recorded and proves its day; the person may show when the stay began',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 20, 35; (EU) 2016/399 Art 12',
    sureness: 'interpretation',
  },
  unproven: {
    rule: 'days nobody recorded an end for are not counted against a later stay',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 20',
    sureness: 'interpretation',
  },
  decisions: {
    rule: 'a revocation, annulment or extension belongs to the latest relevant stay, with place, day, grounds and new end',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 19',
    sureness: 'verified',
  },
  fallback: {
    rule: 'what was recorded later, after a failure, is marked and counts from its own day',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 21',
    sureness: 'verified',
  },
  stampsCount: {
    rule: 'stamps count in the first 180 days of operation',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 22',
    sureness: 'verified',
  },
  stampPrevails: {
    rule: 'where a stamp contradicts a record of an entry before the start, the stamp prevails',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 22',
    sureness: 'verified',
  },
  knownSince: {
    rule: 'a question about an earlier day counts the crossings up to that day, as corrected or proven up to the day of asking',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 20, 35',
    sureness: 'interpretation',
  },
  amendments: {
    rule: 'a correction is a record of its own; whoever corrects is responsible for the correction',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 35(8)',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision>>;
