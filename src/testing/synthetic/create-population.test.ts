/** Invented persons have histories that the law, the access matrix and the API would let them have. */
import { createHash } from 'node:crypto';
import t from 'tap';
import { EnrolBody } from '../../../schemas/requests.js';
import { findOverstay } from '../../domain/flags/overstay.js';
import { compareIdentities } from '../../domain/identity-comparison.js';
import type { EncounterId, SubjectId } from '../../domain/ids.js';
import { decideAccess } from '../../domain/law/access.js';
import { PURPOSE_OF } from '../../domain/law/access-table.js';
import { addYears, localDate } from '../../domain/local-date.js';
import type { SystemRecord } from '../../domain/system-record.js';
import { SYSTEMS, systemFacts } from '../../domain/systems.js';
import { createFaultFinder } from '../../http/find-faults.js';
import { createPopulation, type SyntheticPerson } from './create-population.js';

const today = localDate('2027-03-01');
const population = createPopulation({ seed: 'test', count: 200, today });

t.test('the same seed gives the same persons', async (t) => {
  const digest = (persons: readonly SyntheticPerson[]) =>
    createHash('sha256').update(JSON.stringify(persons)).digest('hex');
  t.equal(digest(createPopulation({ seed: 'test', count: 200, today })), digest(population));
  t.not(digest(createPopulation({ seed: 'other', count: 200, today })), digest(population));
  const fewer = createPopulation({ seed: 'test', count: 3, today });
  t.same(fewer, population.slice(0, 3), 'a longer list begins with the same persons');
});

t.test('every encounter is one the API takes', async (t) => {
  const findFaults = createFaultFinder(EnrolBody);
  for (const { personId, encounters } of population) {
    for (const { system: _, authorityClass: __, withFingerprints: ___, ...body } of encounters) {
      t.same(findFaults(body), [], personId);
    }
  }
});

t.test('every authority may enrol where it does', async (t) => {
  for (const { encounters } of population) {
    for (const { authorityClass, system, withFingerprints } of encounters) {
      const requester = {
        authorityId: 'AUT-test',
        authorityClass,
        memberState: 'AUT',
        purpose: PURPOSE_OF[authorityClass],
      };
      t.ok(decideAccess(requester, 'enrol', system).permitted, `${authorityClass} ${system}`);
      t.ok(!withFingerprints || systemFacts(system).hasFingerprints, `${system} holds fingerprints`);
    }
  }
});

t.test('histories are plausible', async (t) => {
  const seen = new Set(population.flatMap(({ encounters }) => encounters.map(({ system }) => system)));
  t.same([...seen].sort(), [...SYSTEMS].sort(), 'every system knows somebody');
  for (const person of population) {
    const { personId, history, encounters, fingers } = person;
    const instants = encounters.map(({ encounterAt }) => encounterAt);
    t.same([...instants].sort(), instants, `${personId}: oldest first`);
    t.ok(instants.at(-1)!.slice(0, 10) <= today, `${personId}: nothing from the future`);
    t.ok(fingers.length >= 2 && new Set(fingers).size === fingers.length, `${personId}: fingers`);
    const overstay = findOverstay(recordsOf(person), today) !== undefined;
    t.equal(overstay, history.endsWith('overstayer'), `${personId}: ${history}`);
    for (const { identity, travelDocument, encounterAt } of encounters) {
      const ofAge = addYears(identity.dateOfBirth, 18);
      t.ok(ofAge <= encounterAt.slice(0, 10), `${personId}: grown up`);
      if (travelDocument) t.match(travelDocument.number, /^[A-Z]{2}\d{7}$/);
    }
    const [first, last] = [encounters[0]!.identity, encounters.at(-1)!.identity];
    const likeness = compareIdentities(first, last).likeness;
    t.equal(
      likeness === 'different',
      history === 'asylum-applicant-second-identity',
      `${personId}: identity`,
    );
  }
});

function recordsOf({ encounters }: SyntheticPerson): readonly SystemRecord[] {
  return encounters
    .filter(({ system }) => system === 'ees')
    .map(({ encounterAt, identity, facts }, index) => ({
      system: 'ees',
      subjectId: 'subject' as SubjectId,
      encounterId: String(index) as EncounterId,
      memberState: 'AUT',
      encounterAt,
      identity,
      facts,
    })) as readonly SystemRecord[];
}
