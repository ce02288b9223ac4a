import { Type } from 'typebox';
import { LocalDate, oneOf } from './words.js';

export const ProcedureDeadlines = Type.Object(
  {
    deadlines: Type.Array(
      Type.Object({
        procedure: oneOf([
          'right-request',
          'screening',
          'screening-opinion',
          'link-verification',
          'false-hit-report',
        ]),
        id: Type.String({ format: 'uuid', description: 'Of the request, case, opinion, link or hit.' }),
        what: Type.String(),
        dueOn: LocalDate,
        dueAt: Type.Optional(
          Type.String({ format: 'date-time', description: 'Where it is due at a time of that day.' }),
        ),
        isOverdue: Type.Boolean(),
        citation: Type.String(),
      }),
    ),
  },
  { title: 'ProcedureDeadlines' },
);
