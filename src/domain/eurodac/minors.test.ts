import t from 'tap';
import { localDate } from '../local-date.js';
import { decideTakingFromMinor, type TakingFromMinor } from './minors.js';

const CHILD: TakingFromMinor = {
  dateOfBirth: localDate('2016-05-01'),
  on: localDate('2026-11-25'),
  officialIsTrained: true,
  wasExplainedForChildren: true,
  present: 'adult-family-member',
  isUnaccompanied: false,
  means: 'none',
};

t.test('how biometrics of minors are taken', async (t) => {
  const alone: Partial<TakingFromMinor> = { isUnaccompanied: true, present: 'representative' };
  const cases: readonly (readonly [string, Partial<TakingFromMinor>, number])[] = [
    ['14(1): as it should be', {}, 0],
    ['14(1): untrained official', { officialIsTrained: false }, 1],
    ['42(2): not explained', { wasExplainedForChildren: false }, 1],
    ['14(1): without the family', { present: 'nobody' }, 1],
    ['14(1): a representative for an accompanied child', { present: 'representative' }, 1],
    ['14(1): unaccompanied, representative', alone, 0],
    ['14(1): unaccompanied, trained person', { ...alone, present: 'trained-independent-person' }, 0],
    ['14(1): unaccompanied, nobody', { ...alone, present: 'nobody' }, 1],
    ['14(1): unaccompanied, with some adult', { ...alone, present: 'adult-family-member' }, 1],
    ['14(1): force', { means: 'force' }, 1],
    ['14(1): force, even permitted', { means: 'force', coercionIsPermitted: true }, 1],
    ['14(1): coercion, not as a last resort', { means: 'coercion', coercionIsPermitted: true }, 1],
    ['14(1): coercion as a last resort, not permitted', { means: 'coercion-last-resort' }, 1],
    ['14(1): coercion as a last resort', { means: 'coercion-last-resort', coercionIsPermitted: true }, 0],
    ['14(1): refuses', { refuses: true }, 0],
    ['14(1): refuses, at risk', { refuses: true, safeguardingRisk: true }, 1],
    ['14(1): 17 years', { on: localDate('2034-04-30'), present: 'nobody' }, 1],
    ['14(1): 18 years', { on: localDate('2034-05-01'), present: 'nobody' }, 0],
  ];
  for (const [citation, more, unmetCount] of cases) {
    const decision = decideTakingFromMinor({ ...CHILD, ...more });
    t.equal(decision.unmet.length, unmetCount, `Art ${citation}`);
    t.equal(decision.mayTake, unmetCount === 0, `Art ${citation}`);
    for (const each of decision.unmet) t.match(each.citation, /2024\/1358 Art (14|42)/);
  }
  const refusing = decideTakingFromMinor({ ...CHILD, refuses: true, safeguardingRisk: true });
  t.ok(refusing.referToChildProtection, 'Art 14(1)');
  t.notOk(decideTakingFromMinor({ ...CHILD, refuses: true }).referToChildProtection);
  t.notOk(decideTakingFromMinor({ ...CHILD, on: localDate('2034-05-01') }).isMinor);
});
