/** One history of a person over the systems, and the indicators of data quality. */
import { Type } from 'typebox';
import { QUALITY_INDICATORS } from '../src/domain/law/data-quality-table.js';
import { CountryCode, LocalDate, oneOf, System, Text, Uuid } from './words.js';

export const PersonHistory = Type.Object(
  {
    files: Type.Array(Type.Object({ system: System, subjectId: Uuid })),
    events: Type.Array(
      Type.Object(
        {
          on: LocalDate,
          kind: oneOf([
            'arrival',
            'departure',
            'refusal',
            'application',
            'decision',
            'alert',
            'registration',
            'status',
            'conviction-index',
            'correction',
          ]),
          what: Text,
          system: System,
          subjectId: Uuid,
          encounterId: Uuid,
          memberState: CountryCode,
          correctedFrom: Type.Optional(LocalDate),
        },
        { title: 'PersonEvent' },
      ),
    ),
  },
  { title: 'PersonHistory' },
);

const count = Type.Integer({ minimum: 0 });

export const DataQuality = Type.Object(
  {
    from: LocalDate,
    until: LocalDate,
    reports: Type.Array(
      Type.Object(
        {
          system: System,
          memberState: CountryCode,
          records: count,
          lowQuality: count,
          indicators: Type.Object(Object.fromEntries(QUALITY_INDICATORS.map((each) => [each, count]))),
          rules: Type.Array(Type.Object({ rule: Text, effect: oneOf(['soft', 'blocking']), count })),
        },
        { title: 'QualityIndicators' },
      ),
    ),
  },
  { title: 'DataQuality' },
);
