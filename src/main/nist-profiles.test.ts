import t from 'tap';
import { SHIPPED_PROFILES } from '../extraction/capture/shipped-profiles.js';
import { parseNistProfiles } from './nist-profiles.js';

const [FBI] = SHIPPED_PROFILES;
const OWN = { ...FBI, name: 'own', domains: ['own-domain'] };
const reading = (value: unknown) => () => (typeof value === 'string' ? value : JSON.stringify(value));

t.test('a shipped profile by its name is that of every domain', async (t) => {
  t.same(parseNistProfiles('fbi-ebts', reading('')), [{ ...FBI, domains: ['*'] }]);
});

t.test('a file goes before the shipped profiles, for the domains it names', async (t) => {
  const profiles = parseNistProfiles('own.json', reading(OWN));
  t.same(profiles, [{ ...OWN, domains: ['OWN-DOMAIN'] }, ...SHIPPED_PROFILES]);
});

t.test('the shipped profiles are what their schema describes', async (t) => {
  for (const profile of SHIPPED_PROFILES) t.ok(parseNistProfiles('file', reading(profile)), profile.name);
});

t.test('what is no profile is refused', async (t) => {
  t.equal(
    parseNistProfiles('missing', () => undefined),
    undefined,
  );
  for (const value of [
    'no JSON',
    {},
    [],
    { ...OWN, domains: [] },
    { ...OWN, colour: 'red' },
    { ...OWN, identity: { fullName: { field: 1 } } },
    { ...OWN, identity: { sex: { field: 24, words: { F: 'woman' } } } },
    { ...OWN, identity: { nationalities: { field: 21, words: { US: 'us' } } } },
    { ...OWN, response: { ...OWN.response, answer: [{ field: 59, items: ['name'] }] } },
  ]) {
    t.equal(parseNistProfiles('own.json', reading(value)), undefined, JSON.stringify(value).slice(0, 60));
  }
});
