import t from 'tap';
import type { OperationId } from '../ids.js';
import {
  afterVerification,
  isUnjustified,
  maySearch,
  type StoredLawEnforcementRequest,
  withoutSearch,
} from './stored-law-enforcement-request.js';

const SEARCHED = 'comparison' as OperationId;

/** State, urgent, searched, verified; may search; after approval and refusal. (EU) 2024/1358 Art 32. */
const CASES = [
  ['waiting', false, false, false, false, 'approved', 'refused'],
  ['waiting', true, false, false, true, 'approved', 'refused'],
  ['searched', true, true, false, false, 'justified', 'unjustified'],
  ['approved', false, false, true, true, undefined, undefined],
  ['approved', false, true, true, false, undefined, undefined],
  ['refused', true, false, true, false, undefined, undefined],
  ['justified', true, true, true, false, undefined, undefined],
  ['unjustified', true, true, true, false, undefined, undefined],
  ['erased', true, true, true, false, undefined, undefined],
] as const;

t.test('a request of law enforcement on its way', async (t) => {
  for (const [state, isUrgent, isSearched, isVerified, searches, approved, refused] of CASES) {
    const request = {
      state,
      isUrgent,
      ...(isSearched ? { comparisonId: SEARCHED } : {}),
      ...(isVerified ? { verifiedBy: 'AUT-verifying-authority' } : {}),
    } as StoredLawEnforcementRequest;
    const name = `${state}${isUrgent ? ', urgent' : ''}${isSearched ? ', searched' : ''}`;
    t.equal(maySearch(request), searches, `${name}: search`);
    t.equal(afterVerification(request, true), approved, `${name}: approved`);
    t.equal(afterVerification(request, false), refused, `${name}: refused`);
  }
});

/** State, state without its search, whether it may be searched then, whether what it found is nobody's. */
const GIVEN_BACK = [
  ['waiting', undefined, false, false],
  ['searched', 'waiting', true, false],
  ['approved', 'approved', true, false],
  ['justified', 'approved', true, false],
  ['refused', undefined, false, false],
  ['unjustified', undefined, false, true],
  ['erased', undefined, false, true],
] as const;

t.test('a search that could not be made uses nothing up', async (t) => {
  for (const [state, before, searches, isNobodys] of GIVEN_BACK) {
    const request = { state, isUrgent: true, comparisonId: SEARCHED } as StoredLawEnforcementRequest;
    const again = withoutSearch(request);
    t.equal(again?.state, before, state);
    t.equal(again?.comparisonId, undefined, `${state}: no search`);
    t.equal(again !== undefined && maySearch(again), searches, `${state}: may search`);
    t.equal(isUnjustified(request), isNobodys, `${state}: unjustified`);
  }
});
