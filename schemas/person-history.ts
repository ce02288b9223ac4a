/** One history of a person over the systems, and the indicators of data quality. */
import { Type } from 'typebox';
import { QUALITY_INDICATORS } from '../src/domain/law/data-quality-table.js';
import { LIMITS } from '../src/platform/limits.js';
import { CountryCode, LocalDate, oneOf, System, Text, Uuid } from './words.js';

export const PersonHistory = Type.Object(
  {
    complete: Type.Boolean({
      description: 'Every file of the person in the systems the caller may read is in this answer.',
    }),
    notRead: Type.Array(
      Type.Object({
        system: System,
        reason: oneOf(['kept-by-another-hub']),
        subjectIds: Type.Array(Uuid, {
          description:
            'Files of the person there that links name; the hub that keeps the system tells their history.',
        }),
      }),
      { description: 'Systems the caller may read and of which nothing is here. They were not asked.' },
    ),
    filesTotal: Type.Integer({
      minimum: 1,
      description: 'Files of the person in the systems that are read here, on all pages together.',
    }),
    overflow: Type.Boolean({
      description: `Links led to more than ${LIMITS.historyFilesMax} files: there may be others.`,
    }),
    next: Type.Optional(
      Type.String({ format: 'uuid', description: 'Pass as `after` to read on; absent at the end.' }),
    ),
    files: Type.Array(Type.Object({ system: System, subjectId: Uuid }), {
      description: 'The files on this page, whose events are told.',
    }),
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
