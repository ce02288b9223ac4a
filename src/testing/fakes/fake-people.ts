/** Requesters, identities and requests that tests of several folders share. Nobody real. */
import type { AuthorityClass, Requester } from '../../domain/authorities.js';
import type { IdentityData } from '../../domain/identity-data.js';
import { PURPOSE_OF } from '../../domain/law/access-table.js';
import { localDate } from '../../domain/local-date.js';
import type { EesFacts } from '../../domain/system-record.js';
import type { EnrolRequest } from '../../workflows/ports/operations.js';
import type { Sample } from '../../workflows/ports/samples.js';

export function fakeRequester(authorityClass: AuthorityClass, memberState = 'AUT'): Requester {
  return {
    authorityId: `${memberState}-${authorityClass}`,
    authorityClass,
    memberState,
    purpose: PURPOSE_OF[authorityClass],
  };
}

export const FAKE_IDENTITY: IdentityData = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: localDate('1990-05-06'),
  sex: 'female',
  nationalities: ['PER'],
};

export const FAKE_SAMPLE: Sample = { position: 'right-index', image: new Uint8Array([1, 2, 3]), ppi: 500 };

export function fakeEnrolment(facts: EesFacts = fakeEntry('2026-09-01')): EnrolRequest {
  return {
    kind: 'enrol',
    system: 'ees',
    encounterAt: '2026-09-01T10:00:00Z',
    identity: FAKE_IDENTITY,
    facts,
  };
}

export function fakeEntry(entryDate: string): EesFacts {
  return { kind: 'entry', entryDate: localDate(entryDate), borderCrossingPoint: 'Vienna airport' };
}
