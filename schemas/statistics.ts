/** Finished statistical tables: (EU) 2019/817 Article 39, (EU) 2021/2224. */
import { Type } from 'typebox';
import { SYSTEMS } from '../src/domain/systems.js';
import { LocalDate, oneOf } from './words.js';

export const StatisticsReport = oneOf(['persons', 'links', 'data-quality'], {
  description: 'persons and links: by month; data-quality: by week from Monday.',
});

const PersonTable = Type.Object(
  {
    rows: Type.Array(Type.String()),
    columns: Type.Array(Type.String()),
    counts: Type.Array(
      Type.Array(
        Type.Union([Type.Integer(), Type.Null()], {
          description:
            'null: left out, because the count is small, or because a small one could be computed from it.',
        }),
      ),
    ),
    rowTotals: Type.Array(Type.Integer()),
    columnTotals: Type.Array(Type.Integer()),
    total: Type.Integer(),
  },
  { title: 'PersonTable', description: 'Counts of persons. Rows too few have are one row, `others`.' },
);

const QualityReport = Type.Object(
  {
    records: Type.Union([Type.Integer(), Type.Null()]),
    goodPercent: Type.Union([Type.Number(), Type.Null()]),
    lowPercent: Type.Union([Type.Number(), Type.Null()]),
    issues: Type.Array(
      Type.Object({
        rule: Type.String(),
        kind: oneOf(['soft', 'blocked']),
        count: Type.Union([Type.Integer(), Type.Null()]),
        memberStates: Type.Array(Type.String()),
      }),
    ),
  },
  { title: 'QualityReport' },
);

export const StatisticsList = Type.Object(
  {
    statistics: Type.Array(
      Type.Object({
        system: oneOf([...SYSTEMS, 'all']),
        report: StatisticsReport,
        period: LocalDate,
        tables: Type.Union([
          Type.Object({
            sex: Type.Union([PersonTable, Type.Null()]),
            ageGroup: Type.Union([PersonTable, Type.Null()]),
            memberState: Type.Union([PersonTable, Type.Null()]),
          }),
          Type.Object({ links: Type.Union([PersonTable, Type.Null()]) }),
          QualityReport,
        ]),
      }),
    ),
  },
  { title: 'StatisticsList', description: 'A table that is null was withheld: too few persons to be told.' },
);
