import t from 'tap';
import type { IdentityData } from '../identity-data.js';
import { localDate } from '../local-date.js';
import {
  checkRefusal,
  ended,
  endRefusal,
  missingElements,
  openingRefusal,
  referralOf,
  SCREENING_ELEMENTS,
  type ScreeningCase,
  type ScreeningCheck,
  screeningDueOn,
} from './screening-case.js';
import { formForPerson, monitoredCase, screeningForm } from './screening-form.js';
import { opinionDueOn, opinionStanding, type ScreeningOpinion } from './screening-opinion.js';

const IDENTITY: IdentityData = {
  surnames: ['Declaredname'],
  givenNames: ['Given'],
  dateOfBirth: localDate('1990-05-06'),
  sex: 'male',
  nationalities: ['SYR'],
};
const CASE: ScreeningCase = {
  caseId: 'case',
  memberState: 'AUT',
  authorityId: 'AUT-screening-centre',
  place: 'border',
  arrival: 'unauthorised-crossing',
  apprehendedOn: localDate('2026-07-01'),
  staysAtBorder: false,
  openedOn: localDate('2026-07-01'),
  person: {
    identity: IDENTITY,
    isConfirmed: false,
    languages: ['ar'],
    priorCountries: [],
    familyIn: [],
    appliesForAsylum: false,
    cooperates: true,
  },
  checks: [],
  captures: [],
  hits: [],
  unanswered: [],
  remarks: [],
};
const bornOn = (date: string): ScreeningCase => ({
  ...CASE,
  person: { ...CASE.person, identity: { ...IDENTITY, dateOfBirth: localDate(date) } },
});
const check = (element: ScreeningCheck['element'], by: ScreeningCheck['by'] = 'officer'): ScreeningCheck => ({
  element,
  by,
  state: 'done',
  on: localDate('2026-07-02'),
  findings: ['finding'],
});
const COMPLETE = {
  ...CASE,
  checks: SCREENING_ELEMENTS.map((element) => check(element)),
};

t.test('clocks: Art 8(3), (4)', async (t) => {
  t.equal(screeningDueOn(CASE), '2026-07-08', 'seven days at the border');
  t.equal(screeningDueOn({ ...CASE, staysAtBorder: true }), '2026-07-08', 'four days after 72 hours');
  t.equal(screeningDueOn({ ...CASE, place: 'inland' }), '2026-07-04', 'three days inside');
});

t.test('who is screened', async (t) => {
  const today = localDate('2026-07-01');
  const inland = { ...CASE, place: 'inland', arrival: 'illegal-stay' } as const;
  for (const [name, asked, isAllowed] of [
    ['an unauthorised crossing', CASE, true],
    ['search and rescue', { ...CASE, arrival: 'search-and-rescue' }, true],
    ['an application at the border', { ...CASE, arrival: 'application-at-border' }, true],
    ['illegal stay inside', inland, true],
    ['illegal stay at the border', { ...CASE, arrival: 'illegal-stay' }, false],
    ['a crossing inside', { ...CASE, place: 'inland' }, false],
    ['screened already, inside', { ...inland, wasScreened: true }, false],
    ['screened already, at the border', { ...CASE, wasScreened: true }, true],
    ['conditions of entry fulfilled', { ...CASE, fulfilsEntryConditions: true }, false],
    [
      '72 hours after search and rescue',
      { ...CASE, arrival: 'search-and-rescue', staysAtBorder: true },
      false,
    ],
    ['apprehended tomorrow', { ...CASE, apprehendedOn: localDate('2026-07-02') }, false],
  ] as const) {
    t.equal(openingRefusal(asked, today) === undefined, isAllowed, name);
  }
});

t.test('who makes which check', async (t) => {
  const minor = { ...bornOn('2015-01-01'), minor: { isUnaccompanied: true, beside: 'nobody' as const } };
  const notNeeded = (element: ScreeningCheck['element'], by: ScreeningCheck['by'] = 'officer') => ({
    ...check(element, by),
    state: 'not-needed' as const,
  });
  for (const [name, screening, entered, isAllowed] of [
    ['health by medical staff', CASE, check('health', 'qualified-medical-staff'), true],
    ['health by an officer', CASE, check('health'), false],
    ['health not needed, medical staff', CASE, notNeeded('health', 'qualified-medical-staff'), true],
    ['vulnerability by specialised staff', CASE, check('vulnerability', 'specialised-staff'), true],
    ['vulnerability by an officer', CASE, check('vulnerability'), false],
    ['identity', CASE, check('identity'), true],
    ['security left out', CASE, notNeeded('security'), false],
    ['biometrics left out', CASE, notNeeded('biometrics'), false],
    ['biometrics left out, a child of five', bornOn('2020-08-01'), notNeeded('biometrics'), true],
    ['biometrics left out, a child of six', bornOn('2020-07-01'), notNeeded('biometrics'), false],
    ['a minor with nobody beside it', minor, check('identity'), false],
    [
      'a minor with a representative',
      { ...minor, minor: { ...minor.minor, beside: 'representative' as const } },
      check('identity'),
      true,
    ],
    [
      'after the end',
      ended(COMPLETE, { how: 'completed', isRelocated: false, on: localDate('2026-07-03') }),
      check('identity'),
      false,
    ],
  ] as const) {
    t.equal(checkRefusal(screening, entered) === undefined, isAllowed, name);
  }
});

t.test('how it ends', async (t) => {
  t.same(missingElements(CASE), SCREENING_ELEMENTS);
  t.match(endRefusal(CASE, 'completed', localDate('2026-07-02')), /Still to be done/);
  t.equal(endRefusal(COMPLETE, 'completed', localDate('2026-07-02')), undefined);
  t.match(
    endRefusal(CASE, 'deadline', localDate('2026-07-08')),
    /ends with 2026-07-08/,
    'the last day is still a day',
  );
  t.equal(endRefusal(CASE, 'deadline', localDate('2026-07-09')), undefined);
  const over = ended(CASE, { how: 'deadline', isRelocated: false, on: localDate('2026-07-09') });
  t.same(over.ended?.missing, SCREENING_ELEMENTS, 'what was not done is said');
  t.match(endRefusal(over, 'deadline', localDate('2026-07-10')), /has ended/);
});

t.test('where the person is referred to: Art 18', async (t) => {
  const applies = { ...CASE, person: { ...CASE.person, appliesForAsylum: true } };
  const at = (
    screening: ScreeningCase,
    how: 'completed' | 'deadline' | 'voluntary-departure',
    isRelocated = false,
  ) => referralOf(screening, { how, isRelocated });
  t.equal(at(CASE, 'completed'), 'return');
  t.equal(at({ ...CASE, place: 'inland' }, 'completed'), 'return-continues');
  t.equal(at(applies, 'deadline'), 'asylum-registration', 'also where the time is over');
  t.equal(at(applies, 'completed', true), 'relocation');
  t.equal(at(CASE, 'voluntary-departure'), 'none');
});

t.test('three views of one case', async (t) => {
  const seen: ScreeningCase = {
    ...COMPLETE,
    hits: [{ source: 'sis', kind: 'alert', on: localDate('2026-07-02') }],
    unanswered: [{ source: 'vis', reason: 'system-unavailable' }],
  };
  t.match(screeningForm(seen, []), { databases: { isHit: true, hits: [{ source: 'sis' }] } });
  const copy = JSON.stringify(formForPerson(seen));
  t.match(copy, 'Declaredname');
  t.notMatch(copy, /sis|alert|hit|vis|system-unavailable/, 'Art 17(3): nothing of what the databases said');
  t.same(formForPerson(seen), formForPerson(COMPLETE), 'the same copy, whatever they said');
  const monitored = JSON.stringify(monitoredCase(seen));
  t.notMatch(monitored, /Declaredname|finding|1990|SYR|alert/, 'Art 10: no name, no health, no hit');
});

t.test('opinions: their time and their silence', async (t) => {
  const asked = localDate('2026-07-01');
  t.equal(opinionDueOn('etias-watchlist', 'border', asked), '2026-07-03');
  t.equal(opinionDueOn('ecris-tcn', 'inland', asked), '2026-07-03');
  t.equal(opinionDueOn('ecris-tcn', 'border', asked), '2026-07-04');
  const opinion: ScreeningOpinion = {
    opinionId: 'o',
    caseId: 'case',
    source: 'ecris-tcn',
    askedState: 'BEL',
    askedBy: 'AUT',
    askedOn: asked,
    dueOn: localDate('2026-07-04'),
  };
  t.match(opinionStanding(opinion, localDate('2026-07-04')), { state: 'waiting', means: undefined });
  t.match(opinionStanding(opinion, localDate('2026-07-05')), { state: 'silent', means: 'no-security-risk' });
  const answered = { ...opinion, answer: 'security-risk', answeredOn: asked } as const;
  t.match(opinionStanding(answered, localDate('2027-01-01')), { state: 'answered', means: 'security-risk' });
});
