/** One stored record of one system about one encounter of one subject. */
import { Type } from 'typebox';
import { SYSTEMS } from '../src/domain/systems.js';
import { FACTS } from './facts.js';
import { Identity, TravelDocument } from './identity.js';
import { CountryCode, Instant, Uuid } from './words.js';

/** One shape per system, so that the facts of a record are those of its own system. */
export const SystemRecord = Type.Union(
  SYSTEMS.map((system) =>
    Type.Object({
      system: Type.Literal(system),
      subjectId: Uuid,
      encounterId: Uuid,
      memberState: CountryCode,
      encounterAt: Instant,
      identity: Identity,
      travelDocument: Type.Optional(TravelDocument),
      facts: FACTS[system],
    }),
  ),
  { title: 'SystemRecord' },
);
