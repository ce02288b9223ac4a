/** The web service for carriers and travellers. */
import { type Static, Type } from 'typebox';
import { DocumentQueryInput } from './identity.js';
import { CountryInput, DateInput, oneOf, STRICT } from './words.js';

const REQUIREMENTS = ['visa', 'travel-authorisation', 'none'] as const;

export const TravelBody = Type.Object(
  {
    document: DocumentQueryInput,
    arrivalDate: DateInput,
    memberState: CountryInput,
    requirement: oneOf(REQUIREMENTS, {
      description:
        'What a person of this nationality and document needs: visa, travel-authorisation or none.',
    }),
    freeMovement: Type.Optional(
      Type.Boolean({ description: 'Family member of a Union citizen, without a residence card.' }),
    ),
  },
  { ...STRICT, title: 'TravelBody' },
);
export type TravelBody = Static<typeof TravelBody>;

const Answer = oneOf(['OK', 'NOT OK']);

export const CarrierAnswer = Type.Object({ answer: Answer }, { title: 'CarrierAnswer' });
export const TravellerAnswer = Type.Object(
  {
    answer: Answer,
    remainingDays: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Days that may be stayed from the arrival.' }),
    ),
  },
  { title: 'TravellerAnswer' },
);
