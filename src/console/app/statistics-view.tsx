/** What the hub has answered since its processes started, and the anonymous tables it gives out. */
import { useHub } from './context.js';
import { shownCount, shownMs, shownRate } from './formats.js';
import type { Live } from './live.js';
import { Empty } from './notes.js';
import { stageName, systemName } from './now-view.js';
import { PublishedStatistics } from './published-statistics.js';
import { Table } from './table.js';
import { say, sayCode } from './texts.js';

export function StatisticsView() {
  const { live, caller } = useHub();
  return (
    <>
      <h1>{say('statistics.title')}</h1>
      {caller.tasks.includes('hub-status') ? <LiveStatistics live={live} /> : null}
      {caller.tasks.includes('statistics') ? <PublishedStatistics /> : null}
    </>
  );
}

function LiveStatistics({ live: { figures, points, state } }: { readonly live: Live }) {
  if (!figures) return <Empty>{say(state === 'lost' ? 'problem.unreachable.again' : 'loading')}</Empty>;
  const asked = figures.systems.filter(({ answers }) => Object.keys(answers).length > 0);
  const outcomes = [...new Set(asked.flatMap(({ answers }) => Object.keys(answers)))].sort();
  return (
    <>
      <p class="lead">{say('statistics.lead')}</p>
      {asked.length === 0 ? (
        <Empty>{say('statistics.none')}</Empty>
      ) : (
        <Table
          caption={say('statistics.answers')}
          rows={asked}
          keyOf={({ system }) => system}
          columns={[
            { head: say('now.system'), cell: ({ system }) => <b>{systemName(system)}</b> },
            ...outcomes.map((outcome) => ({
              head: sayCode('outcome', outcome, outcome),
              cell: ({ answers }: (typeof asked)[number]) => shownCount(answers[outcome] ?? 0),
              isNumber: true,
            })),
          ]}
        />
      )}
      <Table
        caption={say('statistics.hours')}
        lead={say('statistics.hours.lead')}
        rows={figures.stages}
        keyOf={({ stage }) => stage}
        columns={[
          { head: say('now.stage'), cell: ({ stage }) => <b>{stageName(stage)}</b> },
          {
            head: say('statistics.peak'),
            cell: ({ stage }) => shownRate(largest(points.map((point) => point.stages[stage]?.perSecond))),
            isNumber: true,
          },
          {
            head: say('statistics.worst'),
            cell: ({ stage }) => shownMs(largest(points.map((point) => point.stages[stage]?.p99Ms))),
            isNumber: true,
          },
        ]}
      />
    </>
  );
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
