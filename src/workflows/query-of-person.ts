import type { Requester } from '../domain/authorities.js';
import type { EnrolRequest } from './ports/operations.js';
import type { SystemQuery } from './ports/systems.js';

/** Asks for somebody who is to be entered by all names, the day of birth and the document; by no biometrics. */
export function queryOfPerson(
  requester: Requester,
  { identity, travelDocument }: Pick<EnrolRequest, 'identity' | 'travelDocument'>,
): SystemQuery {
  const given = identity.givenNames.join(' ');
  return {
    requester,
    candidates: [],
    probes: [],
    falsePositiveIdentificationRate: 0,
    identity: {
      surname: identity.surnames.join(' '),
      ...(given === '' ? {} : { givenName: given }),
      dateOfBirth: identity.dateOfBirth,
    },
    ...(travelDocument
      ? { document: { number: travelDocument.number, issuingCountry: travelDocument.issuingCountry } }
      : {}),
  };
}
