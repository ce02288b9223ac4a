/** Records that have no day on which they are erased. */
import { Type } from 'typebox';
import { CountryCode, oneOf, System, Text, Uuid } from './words.js';

export const OPEN_TERM_CAUSES = ['undecided', 'conviction-stands', 'fact-missing', 'no-rule'] as const;

export const OpenTerms = Type.Object(
  {
    terms: Type.Array(
      Type.Object(
        {
          system: System,
          subjectId: Uuid,
          encounterId: Uuid,
          memberState: CountryCode,
          cause: oneOf(OPEN_TERM_CAUSES, {
            description:
              'undecided: the term begins with a decision that is to come. conviction-stands: a national register ' +
              'decides. fact-missing: somebody has to look. no-rule: none was in force.',
          }),
          reason: Text,
          citation: Type.Optional(Text),
        },
        { title: 'OpenTerm' },
      ),
    ),
    next: Type.Optional(Uuid),
  },
  { title: 'OpenTerms' },
);
