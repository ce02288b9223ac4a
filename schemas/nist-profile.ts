/** A profile of Type-2 fields as an operator writes it; the same shape as `extraction/capture/nist-profile.ts`. */
import { Type } from 'typebox';
import { oneOf, STRICT } from './words.js';

/** 2.001 and 2.002 are LEN and IDC. */
const FieldNumber = Type.Integer({ minimum: 3, maximum: 999 });
const PLACE = { field: FieldNumber, item: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) };
const FieldPlace = Type.Object(PLACE, STRICT);
const Word = Type.String({ minLength: 1, maxLength: 100 });

const CountryPlace = Type.Object(
  {
    ...PLACE,
    words: Type.Optional(Type.Record(Type.String(), Type.String({ pattern: '^[A-Z]{3}$' }))),
  },
  STRICT,
);

const ResponseItem = oneOf([
  'decision-code',
  'candidate-count',
  'rank',
  'system',
  'subject-id',
  'similarity-score',
  'manually-verified',
  'request-type',
  'error-code',
  'error-text',
  'empty',
]);
const Items = Type.Array(ResponseItem, { minItems: 1, maxItems: 20 });
const ResponseField = Type.Object({ field: FieldNumber, items: Items }, STRICT);
const ResponseFieldList = Type.Array(ResponseField, { maxItems: 20 });

export const NistProfileFile = Type.Object(
  {
    name: Word,
    domains: Type.Array(Word, { minItems: 1, maxItems: 20 }),
    source: Word,
    identity: Type.Object(
      {
        fullName: Type.Optional(FieldPlace),
        surname: Type.Optional(FieldPlace),
        givenNames: Type.Optional(Type.Array(FieldPlace, { maxItems: 10 })),
        otherNames: Type.Optional(FieldPlace),
        dateOfBirth: Type.Optional(FieldPlace),
        sex: Type.Optional(
          Type.Object(
            { ...PLACE, words: Type.Record(Type.String(), oneOf(['female', 'male', 'unspecified'])) },
            STRICT,
          ),
        ),
        nationalities: Type.Optional(CountryPlace),
        placeOfBirth: Type.Optional(FieldPlace),
        countryOfBirth: Type.Optional(CountryPlace),
        documentNumber: Type.Optional(FieldPlace),
        documentIssuer: Type.Optional(CountryPlace),
      },
      STRICT,
    ),
    fingersMissing: Type.Optional(Type.Object({ field: FieldNumber }, STRICT)),
    response: Type.Object(
      {
        answerType: Type.String({ pattern: '^[A-Z0-9]{1,16}$' }),
        errorType: Type.String({ pattern: '^[A-Z0-9]{1,16}$' }),
        decisionCodes: Type.Object({ match: Word, noMatch: Word }, STRICT),
        answer: ResponseFieldList,
        candidates: Type.Optional(
          Type.Object(
            {
              field: FieldNumber,
              items: Items,
              candidatesMax: Type.Integer({ minimum: 1, maximum: 1000 }),
            },
            STRICT,
          ),
        ),
        error: ResponseFieldList,
      },
      STRICT,
    ),
  },
  { ...STRICT, title: 'NistProfile' },
);
