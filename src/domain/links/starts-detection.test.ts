import t from 'tap';
import type { IdentityData } from '../identity-data.js';
import { localDate } from '../local-date.js';
import { SYSTEMS } from '../systems.js';
import { startsDetection } from './starts-detection.js';

const IDENTITY: IdentityData = {
  surnames: ['Testov'],
  givenNames: [],
  dateOfBirth: localDate('1990-04-11'),
  sex: 'female',
  nationalities: ['UTO'],
  placeOfBirth: 'Zenda',
};

t.test('every system but Eurodac starts detection whatever it has', async (t) => {
  const { placeOfBirth: _, ...identity } = IDENTITY;
  for (const system of SYSTEMS) {
    const row = startsDetection({ system, identity, hasFingerprints: false, hasFace: false });
    t.equal(row !== undefined, system !== 'eurodac', system);
  }
});

t.test('Eurodac starts it with all seven data and with none less', async (t) => {
  const complete = { system: 'eurodac', identity: IDENTITY, hasFingerprints: true, hasFace: true } as const;
  const { placeOfBirth: _, ...bornSomewhere } = IDENTITY;
  t.ok(startsDetection(complete));
  t.notOk(startsDetection({ ...complete, hasFingerprints: false }), 'fingerprints');
  t.notOk(startsDetection({ ...complete, hasFace: false }), 'face');
  t.notOk(startsDetection({ ...complete, identity: bornSomewhere }), 'place of birth');
  t.notOk(startsDetection({ ...complete, identity: { ...IDENTITY, surnames: [] } }), 'names');
  t.notOk(startsDetection({ ...complete, identity: { ...IDENTITY, nationalities: [] } }), 'nationality');
});
