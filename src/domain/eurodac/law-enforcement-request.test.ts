import t from 'tap';
import { localDate } from '../local-date.js';
import {
  decideLawEnforcementRequest,
  type LawEnforcementRequest,
  verifyAfterwards,
} from './law-enforcement-request.js';

const REQUEST: LawEnforcementRequest = {
  by: 'designated-authority',
  authorityId: 'AUT-criminal-police',
  verifiedBy: { authorityId: 'AUT-verifying', isIndependent: true },
  throughAccessPoint: true,
  on: localDate('2026-11-25'),
  offence: 'terrorist',
  fileNumber: '2026-77',
  isSpecificCase: true,
  hasOverridingConcern: true,
  groundsOfContribution: 'A suspect applied for protection.',
  priorCheck: { kind: 'searched', nationalDatabases: true, otherStates: 'searched' },
  key: 'biometrics',
};
const searched = (
  otherStates: 'searched' | 'not-available' | 'useless' | 'not-searched',
  more: { readonly whyUseless?: string; readonly nationalDatabases?: boolean } = {},
): LawEnforcementRequest['priorCheck'] => ({
  kind: 'searched',
  nationalDatabases: true,
  otherStates,
  ...more,
});
const europol = { by: 'europol-designated-unit', searchedOwnSystems: true } as const;

t.test('every condition, met and not', async (t) => {
  const { verifiedBy: _verifiedBy, ...unverified } = REQUEST;
  const { groundsOfContribution: _grounds, ...groundless } = REQUEST;
  const { fileNumber: _fileNumber, ...unfiled } = REQUEST;
  const of = (more: Partial<LawEnforcementRequest>): LawEnforcementRequest => ({ ...REQUEST, ...more });
  const cases: readonly (readonly [
    citation: string,
    request: LawEnforcementRequest,
    unmet: readonly string[],
  ])[] = [
    ['33(1): all met', REQUEST, []],
    ['63(2): the day before', of({ on: localDate('2026-06-11') }), ['in-force']],
    ['63(2): the first day', of({ on: localDate('2026-06-12') }), []],
    ['6: no verifying authority', unverified, ['chain']],
    [
      '6: not independent',
      of({ verifiedBy: { authorityId: 'AUT-verifying', isIndependent: false } }),
      ['chain'],
    ],
    [
      '6: it verifies itself',
      of({ verifiedBy: { authorityId: 'AUT-criminal-police', isIndependent: true } }),
      ['chain'],
    ],
    ['32: past the access point', of({ throughAccessPoint: false }), ['chain']],
    ['33(1): serious', of({ offence: 'other-serious' }), []],
    ['33(1): not serious', of({ offence: 'other' }), ['offence']],
    ['33(1)(b)', of({ hasOverridingConcern: false }), ['necessary']],
    ['33(1)(c): systematic', of({ isSpecificCase: false }), ['specific']],
    ['33(1)(d): no grounds', groundless, ['contribution']],
    ['33(1)(d): blank', of({ groundsOfContribution: ' ' }), ['contribution']],
    ['33: alphanumeric', of({ key: 'alphanumeric' }), []],
    ['33: no key', of({ key: 'none' }), ['key']],
    ['51(2): no file number', unfiled, ['file-number']],
    [
      '33(1)(a): national databases',
      of({ priorCheck: searched('searched', { nationalDatabases: false }) }),
      ['prior-check'],
    ],
    ['33(1)(a): other states not searched', of({ priorCheck: searched('not-searched') }), ['prior-check']],
    ['33(1)(a): not technically available', of({ priorCheck: searched('not-available') }), []],
    ['33(1)(a): useless, unstated', of({ priorCheck: searched('useless') }), ['prior-check']],
    [
      '33(1)(a): useless, stated',
      of({ priorCheck: searched('useless', { whyUseless: 'A latent print.' }) }),
      [],
    ],
    ['33(2): after a reply of the CIR', of({ priorCheck: { kind: 'cir-reply', queryId: 'query-1' } }), []],
    ['14(3): 13 years, no grounds', of({ childAge: 13 }), ['child']],
    ['14(3): 13 years, suspected itself', of({ childAge: 13, childIsSuspectWithGrounds: true }), []],
    ['14(3): 14 years', of({ childAge: 14 }), []],
    ['34: Europol', of({ ...europol, priorCheck: searched('not-searched') }), []],
    ['34: Europol, own systems not searched', of({ ...europol, searchedOwnSystems: false }), ['own-systems']],
    ['32(4): urgency waives no condition', of({ imminentDanger: true, offence: 'other' }), ['offence']],
    ['several at once', of({ offence: 'other', key: 'none', childAge: 6 }), ['offence', 'key', 'child']],
  ];
  for (const [citation, request, expected] of cases) {
    const decision = decideLawEnforcementRequest(request);
    const unmet = decision.kind === 'refused' ? decision.unmet : [];
    t.equal(decision.kind, expected.length === 0 ? 'permitted' : 'refused', `Art ${citation}`);
    t.same(
      unmet.map(({ condition }) => condition),
      expected,
      `Art ${citation}`,
    );
    for (const each of unmet) t.match(each, { reason: /\w/, citation: /2024\/1358 Art/ });
  }
});

t.test('urgency moves verification, and what was not justified is erased', async (t) => {
  t.match(decideLawEnforcementRequest(REQUEST), { verification: 'before' }, 'Art 32');
  const urgent = decideLawEnforcementRequest({ ...REQUEST, imminentDanger: true });
  t.match(urgent, { kind: 'permitted', verification: 'afterwards' }, 'Art 32(4)');
  t.same(verifyAfterwards(true).duties, [], 'Art 32(4)');
  t.same(verifyAfterwards(false).duties, ['erase-results', 'confirm-erasure'], 'Art 32(5)');
});
