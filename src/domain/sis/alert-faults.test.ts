import t from 'tap';
import type { SisAlertKind } from '../law/sis-alert-table.js';
import { localDate } from '../local-date.js';
import {
  type AlertContent,
  type AlertDatum,
  alertFaults,
  mayUseFace,
  misusedIdentityData,
  misusedIdentityUntil,
} from './alert-faults.js';

const ALL: readonly AlertDatum[] = ['surname', 'date-of-birth', 'reason', 'decision-reference', 'action'];
const alert = (kind: SisAlertKind, rest: Partial<AlertContent> = {}): AlertContent => ({
  kind,
  data: ALL,
  prints: {},
  hasFace: false,
  ...rest,
});
const abouts = (content: AlertContent) => alertFaults(content).map(({ about }) => about);
const without = (...left: AlertDatum[]) => ALL.filter((datum) => !left.includes(datum));

/** what, alert, faults, citation. */
const CASES: readonly (readonly [string, AlertContent, readonly string[], string])[] = [
  ['complete', alert('refusal-of-entry'), [], '(EU) 2018/1861 Art 22(1)'],
  [
    'no decision',
    alert('refusal-of-entry', { data: without('decision-reference') }),
    ['decision-reference'],
    '(EU) 2018/1861 Art 22(1)',
  ],
  [
    'no decision needed',
    alert('arrest', { data: without('decision-reference') }),
    [],
    '(EU) 2018/1862 Art 22(1)',
  ],
  ['no surname', alert('arrest', { data: without('surname') }), ['surname'], '(EU) 2018/1862 Art 22(1)'],
  [
    'unknown',
    alert('unknown-wanted', { data: [], prints: { 'palm-print': 1 } }),
    [],
    '(EU) 2018/1862 Art 40',
  ],
  [
    'unknown, from the scene',
    alert('unknown-wanted', { data: [], prints: { 'flat-fingerprint': 1 }, arePrintsFromScene: true }),
    [],
    '(EU) 2018/1862 Art 40',
  ],
  [
    'unknown with a name',
    alert('unknown-wanted', { data: ['surname'], prints: { 'flat-fingerprint': 1 } }),
    ['surname'],
    '(EU) 2018/1862 Art 22(1), 40',
  ],
  [
    'unknown with a face',
    alert('unknown-wanted', { data: [], hasFace: true, prints: { 'flat-fingerprint': 1 } }),
    ['face'],
    '(EU) 2018/1862 Art 22(1), 40',
  ],
  [
    'unknown without prints',
    alert('unknown-wanted', { data: [] }),
    ['prints'],
    '(EU) 2018/1862 Art 22(1), 40',
  ],
  [
    'unknown, palms from the scene',
    alert('unknown-wanted', { data: [], prints: { 'palm-print': 2 }, arePrintsFromScene: true }),
    [],
    '(EU) 2018/1862 Art 40',
  ],
  [
    'unknown, more palms than there may be',
    alert('unknown-wanted', { data: [], prints: { 'palm-print': 3 } }),
    ['palm-print'],
    '(EU) 2018/1862 Art 42(2)',
  ],
  [
    'unknown, not from a scene',
    alert('unknown-wanted', { data: [], prints: { 'palm-print': 1 }, arePrintsFromScene: false }),
    ['scene-prints'],
    '(EU) 2018/1862 Art 40',
  ],
  [
    'known, not from a scene',
    alert('arrest', { prints: { 'palm-print': 1 }, arePrintsFromScene: false }),
    [],
    '(EU) 2018/1862 Art 40',
  ],
  [
    'known, from the scene',
    alert('arrest', { prints: { 'flat-fingerprint': 1 }, arePrintsFromScene: true }),
    ['scene-prints'],
    '(EU) 2018/1862 Art 40',
  ],
  [
    'as many as may be',
    alert('arrest', {
      prints: { 'flat-fingerprint': 10, 'rolled-fingerprint': 10, 'palm-print': 2 },
      hasFace: true,
    }),
    [],
    '(EU) 2018/1862 Art 42(2)',
  ],
  [
    'eleven flat',
    alert('arrest', { prints: { 'flat-fingerprint': 11 } }),
    ['flat-fingerprint'],
    '(EU) 2018/1862 Art 42(2)',
  ],
  [
    'eleven rolled',
    alert('arrest', { prints: { 'rolled-fingerprint': 11 } }),
    ['rolled-fingerprint'],
    '(EU) 2018/1862 Art 42(2)',
  ],
  [
    'three palms',
    alert('arrest', { prints: { 'palm-print': 3 } }),
    ['palm-print'],
    '(EU) 2018/1862 Art 42(2)',
  ],
  ['object', alert('object-seizure', { data: [] }), [], '(EU) 2018/1862 Art 38'],
  [
    'object with a face',
    alert('object-seizure', { hasFace: true }),
    ['biometrics'],
    '(EU) 2018/1862 Art 20, 38',
  ],
  [
    'DNA of a missing person',
    alert('missing-protected', { dna: { of: 'subject', hasConsent: false, othersUnsuitable: true } }),
    [],
    '(EU) 2018/1862 Art 42(3)',
  ],
  [
    'DNA though there are prints',
    alert('missing-protected', { dna: { of: 'subject', hasConsent: false, othersUnsuitable: false } }),
    ['dna'],
    '(EU) 2018/1862 Art 42(3)',
  ],
  [
    'DNA of a wanted person',
    alert('arrest', { dna: { of: 'subject', hasConsent: true, othersUnsuitable: true } }),
    ['dna'],
    '(EU) 2018/1862 Art 32(1)(a)',
  ],
  [
    'DNA of a relative',
    alert('missing-protected', { dna: { of: 'relative', hasConsent: true, othersUnsuitable: true } }),
    [],
    '(EU) 2018/1862 Art 42(3)',
  ],
  [
    'without consent',
    alert('missing-protected', { dna: { of: 'relative', hasConsent: false, othersUnsuitable: true } }),
    ['dna'],
    '(EU) 2018/1862 Art 42(3)',
  ],
];

t.test('what an alert lacks or has too much of', async (t) => {
  for (const [name, content, expected, citation] of CASES) {
    t.same(abouts(content), expected, `${name}: ${citation}`);
  }
});

t.test('faces identify at the border, once ready: (EU) 2018/1861 Art 33(4)', async (t) => {
  const may = (use: 'verify' | 'identify', atRegularCrossingPoint: boolean, isReady: boolean) =>
    mayUseFace({ use, atRegularCrossingPoint, isReady }).isAllowed;
  t.equal(may('verify', false, false), true);
  t.equal(may('identify', true, true), true);
  t.equal(may('identify', true, false), false, 'not ready');
  t.equal(may('identify', false, true), false, 'inside the territory');
});

t.test('misused identity: (EU) 2018/1862 Art 62', async (t) => {
  t.match(misusedIdentityData(['surname', 'face'], ['face', 'address']), {
    held: ['face'],
    left: ['surname'],
  });
  t.match(misusedIdentityData(['face'], []), { held: [], left: ['face'] }, 'consent was revoked');
  const until = (asked?: string) =>
    misusedIdentityUntil(localDate('2027-06-30'), asked ? localDate(asked) : undefined).lastDayKept;
  t.equal(until(), '2027-06-30', 'with the alert');
  t.equal(until('2027-06-29'), '2027-06-29', 'asked before');
  t.equal(until('2027-07-01'), '2027-06-30', 'asked too late: gone already');
});
