import t from 'tap';
import type { SubjectId } from '../ids.js';
import type { HitEvent } from './hit-follow-up.js';
import type { SireneCase } from './sirene-case.js';
import { sisDuties } from './sis-duties.js';
import type { StoredSisHit } from './stored-hit.js';

const ABOUT = { system: 'sis', subjectId: 'person' as SubjectId, now: '2026-09-22T09:00:00.000Z' } as const;

const hit = (...events: readonly HitEvent[]): StoredSisHit => ({
  hitId: 'hit',
  alertId: 'alert',
  alertKind: 'arrest',
  issuingState: 'AUT',
  executingState: 'DEU',
  foundBy: 'fingerprint',
  events,
});
const at = (step: HitEvent['step'], instant: string): HitEvent => ({ step, at: instant });
const sirene = (event: SireneCase['event'], more: Partial<SireneCase> = {}): SireneCase => ({
  caseId: 'case',
  event,
  alertId: 'alert',
  at: '2026-09-21T10:00:00+02:00',
  fromState: 'AUT',
  toState: 'DEU',
  isExtended: false,
  ...more,
});
const owed = (hits: readonly StoredSisHit[], cases: readonly SireneCase[] = []) =>
  sisDuties({ hits, cases }, ABOUT).map(({ on, owedBy }) => `${owedBy} ${on}`);

t.test('who owes the next step after a hit, and when', async (t) => {
  const found = at('found', '2026-09-21T10:00:00.000Z');
  const reported = at('reported', '2026-09-21T11:00:00.000Z');
  const taken = at('action-taken', '2026-09-22T08:00:00.000Z');
  t.same(owed([hit(found)]), ['DEU 2026-09-21'], 'a hit is reported at once');
  t.same(owed([hit(found, at('not-the-person', '2026-09-21T10:05:00.000Z'))]), [], 'another person ends it');
  t.same(owed([hit(found, reported)]), ['DEU 2026-09-21'], 'what was done is owed since the report');
  t.same(owed([hit(found, reported, taken)]), ['AUT 2026-09-22'], 'then the issuing state answers');
  t.same(owed([hit(found, reported, taken, at('alert-deleted', '2026-09-22T08:30:00.000Z'))]), []);
  t.same(owed([hit(taken)]), [], 'steps out of order owe nothing by themselves');
});

t.test('cases of the bureaux, each with its limit', async (t) => {
  t.same(owed([], [sirene('similar-identity-found')]), ['DEU 2026-09-21'], '12 hours');
  t.same(owed([], [sirene('permit-planned')]), ['DEU 2026-10-01'], '10 days');
  t.same(owed([], [sirene('alert-on-permit-holder')]), ['DEU 2026-10-05'], '14 days');
  t.same(owed([], [sirene('alert-on-permit-holder', { isExtended: true })]), ['DEU 2026-10-17'], '12 more');
  t.same(owed([], [sirene('error-evidence')]), ['AUT 2026-09-23'], 'told by the state that has the evidence');
  t.same(owed([], [sirene('permit-planned', { answeredAt: '2026-09-22T08:00:00Z' })]), [], 'answered');
  const [duty] = sisDuties({ hits: [], cases: [sirene('permit-planned')] }, ABOUT);
  t.match(duty, {
    kind: 'duty',
    system: 'sis',
    encounterId: 'alert',
    citation: /Art 27/,
    reason: /if missed/,
  });
});
