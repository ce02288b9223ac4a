import t from 'tap';
import type { EncounterId, SubjectId } from '../ids.js';
import { localDate } from '../local-date.js';
import type { AnyFacts, SystemRecord } from '../system-record.js';
import type { SystemId } from '../systems.js';
import { standingRecords } from './standing-records.js';

const ON = localDate('2026-03-01');
const FIRST = 'encounter-0' as EncounterId;
const ENTRY: AnyFacts = { kind: 'entry', entryDate: ON, borderCrossingPoint: 'Vienna' };
const ALERT: AnyFacts = {
  kind: 'alert',
  alertKind: 'check',
  issuedOn: ON,
  reviewBy: localDate('2028-01-01'),
  actionToBeTaken: 'check',
};
const CONVICTION: AnyFacts = { kind: 'conviction-index', convictingMemberState: 'AUT', referenceCode: 'R1' };
const APPLICATION: AnyFacts = {
  kind: 'visa-application',
  applicationNumber: 'V1',
  applicationDate: ON,
  outcome: 'pending',
};
const AUTHORISATION: AnyFacts = {
  kind: 'travel-authorisation',
  applicationNumber: 'T1',
  applicationDate: ON,
  outcome: 'pending',
};
const DATA_SET: AnyFacts = {
  kind: 'data-set',
  category: 'international-protection',
  eventDate: ON,
  referenceNumber: 'AT1',
};
const amendment = (change: 'completion' | 'erasure', concerns: EncounterId): AnyFacts => ({
  kind: 'amendment',
  change,
  amendedOn: ON,
  place: 'Vienna',
  concerns,
});

/** Which records stand, by their place among those entered. */
const CASES: readonly (readonly [string, SystemId, readonly AnyFacts[], readonly number[]])[] = [
  ['alerts of several states', 'sis', [ALERT, ALERT], [0, 1]],
  ['convictions', 'ecris-tcn', [CONVICTION, CONVICTION], [0, 1]],
  [
    'a conviction that is gone',
    'ecris-tcn',
    [CONVICTION, CONVICTION, { kind: 'conviction-gone', concerns: FIRST, goneOn: ON }],
    [1],
  ],
  ['applications for a visa', 'vis', [APPLICATION, APPLICATION], [0, 1]],
  [
    'one that was decided, with its decision',
    'vis',
    [
      APPLICATION,
      APPLICATION,
      { kind: 'visa-decision', concerns: FIRST, decision: 'refused', decidedOn: ON },
    ],
    [1, 2],
  ],
  [
    'applications for a travel authorisation',
    'etias',
    [
      AUTHORISATION,
      AUTHORISATION,
      { kind: 'authorisation-event', concerns: FIRST, event: 'refused', at: '2026-03-02T10:00:00Z' },
    ],
    [1, 2],
  ],
  [
    'data sets of Eurodac',
    'eurodac',
    [DATA_SET, DATA_SET, { kind: 'status-message', status: 'departure', statusDate: ON, concerns: FIRST }],
    [1, 2],
  ],
  ['crossings: one file', 'ees', [ENTRY, ENTRY], [1]],
  ['a crossing that was completed', 'ees', [ENTRY, ENTRY, amendment('completion', FIRST)], [2]],
  ['the newest crossing erased', 'ees', [ENTRY, amendment('erasure', FIRST)], [1]],
  ['nothing', 'ees', [], []],
];

for (const [name, system, facts, expected] of CASES) {
  t.test(name, async (t) => {
    const records = facts.map(
      (each, index): SystemRecord => ({
        system,
        subjectId: 'subject' as SubjectId,
        encounterId: `encounter-${index}` as EncounterId,
        memberState: 'AUT',
        encounterAt: `2026-03-01T10:0${index}:00Z`,
        identity: {
          surnames: [`Name${index}`],
          givenNames: [],
          dateOfBirth: localDate('1990-05-06'),
          sex: 'female',
          nationalities: ['PER'],
        },
        facts: each,
      }),
    );
    t.same(
      standingRecords(records).map((record) => records.indexOf(record)),
      expected,
    );
  });
}
