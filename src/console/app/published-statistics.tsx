/** The anonymous tables of the central repository, as they are given out: what was left out stays left out. */
import { useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { StatisticsList } from '../../../schemas/statistics.js';
import { useLoaded } from './context.js';
import { shownCount, shownDay, shownMonth } from './formats.js';
import { Empty, ProblemNote } from './notes.js';
import { systemName } from './now-view.js';
import { ruleText } from './quality-view.js';
import { Table } from './table.js';
import { say } from './texts.js';

type Answer = Static<typeof StatisticsList>;
type Entry = Answer['statistics'][number];
type QualityTables = Extract<Entry['tables'], { readonly issues: unknown }>;
type Counts = NonNullable<Extract<Entry['tables'], { readonly links: unknown }>['links']>;

const REPORTS = ['persons', 'links', 'data-quality'] as const;

/** Thirteen months: the same month of the year before is in it. */
const DAYS_SHOWN = 396;
const DAY_MS = 86_400_000;

export function PublishedStatistics() {
  const [report, setReport] = useState<(typeof REPORTS)[number]>('persons');
  const until = new Date().toISOString().slice(0, 10);
  const from = new Date(Date.parse(until) - DAYS_SHOWN * DAY_MS).toISOString().slice(0, 10);
  const { answer, reload } = useLoaded<Answer>(`/v1/statistics?report=${report}&from=${from}&until=${until}`);
  return (
    <section class="published" aria-labelledby="published-title">
      <div class="head">
        <h2 id="published-title">{say('published.title')}</h2>
        <fieldset class="switch">
          <legend class="hidden">{say('published.report')}</legend>
          {REPORTS.map((each) => (
            <label key={each}>
              <input type="radio" name="report" checked={each === report} onChange={() => setReport(each)} />
              <span>{say(`published.${each}`)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <p class="lead">{say('published.lead')}</p>
      {answer === undefined ? <p>{say('loading')}</p> : null}
      {answer && answer.kind !== 'ok' ? <ProblemNote answer={answer} onRetry={reload} /> : null}
      {answer?.kind === 'ok' ? <Entries entries={answer.body.statistics} /> : null}
    </section>
  );
}

function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  if (entries.length === 0) return <Empty>{say('published.none')}</Empty>;
  const periods = [...new Set(entries.map(({ period }) => period))].sort().reverse();
  return (
    <>
      {periods.map((period) => {
        const ofPeriod = entries.filter((entry) => entry.period === period);
        const withheld = ofPeriod.filter(isWithheld);
        return (
          <div key={period} class="published">
            {ofPeriod
              .filter((entry) => !isWithheld(entry))
              .map((entry) => (
                <EntryTables key={entry.system} entry={entry} />
              ))}
            {withheld.length === 0 ? null : (
              <p>
                {say('published.withheld', {
                  period: periodOf(ofPeriod[0]!),
                  systems: withheld.map(({ system }) => nameOf(system)).join(', '),
                })}
              </p>
            )}
          </div>
        );
      })}
    </>
  );
}

function isWithheld({ tables }: Entry): boolean {
  return !('issues' in tables) && Object.values(tables).every((counts) => counts === null);
}

const nameOf = (system: Entry['system']) => (system === 'all' ? say('published.all') : systemName(system));

/** A period is named by its first day: of a month, or the Monday of a week. */
function periodOf({ report, period }: Entry): string {
  return report === 'data-quality' ? say('published.week', { day: shownDay(period) }) : shownMonth(period);
}

function EntryTables({ entry }: { readonly entry: Entry }) {
  const { system, tables } = entry;
  const title = `${nameOf(system)}, ${periodOf(entry)}`;
  if ('issues' in tables) return <QualityTable title={title} tables={tables} />;
  return (
    <>
      {Object.entries(tables).map(([by, counts]) =>
        counts === null ? null : (
          <CountTable
            key={by}
            title={`${title}: ${say(`published.by.${by as By}`)}`}
            counts={counts}
            isOfLinks={by === 'links'}
          />
        ),
      )}
    </>
  );
}

type By = 'sex' | 'ageGroup' | 'memberState' | 'links';

function CountTable(props: { readonly title: string; readonly counts: Counts; readonly isOfLinks: boolean }) {
  const { title, counts, isOfLinks } = props;
  const rows = counts.rows.map((name, index) => ({ name, cells: counts.counts[index]!, index }));
  return (
    <Table
      caption={title}
      rows={rows}
      keyOf={({ name }) => name}
      columns={[
        { head: say(isOfLinks ? 'published.pair' : 'published.row'), cell: ({ name }) => <b>{name}</b> },
        ...counts.columns.map((column, at) => ({
          head: column,
          cell: ({ cells }: (typeof rows)[number]) => shownOrLeftOut(cells[at]),
          isNumber: true,
        })),
        {
          head: say('published.total'),
          cell: ({ index }) => shownCount(counts.rowTotals[index]!),
          isNumber: true,
        },
      ]}
    />
  );
}

function QualityTable({ title, tables }: { readonly title: string; readonly tables: QualityTables }) {
  const { records, goodPercent, lowPercent, issues } = tables;
  const lead = say('published.quality', {
    records: shownOrLeftOut(records),
    good: shownOrLeftOut(goodPercent, ' %'),
    low: shownOrLeftOut(lowPercent, ' %'),
  });
  return (
    <Table
      caption={title}
      lead={lead}
      rows={issues}
      keyOf={({ rule }) => rule}
      columns={[
        { head: say('quality.rule'), cell: ({ rule }) => <b>{ruleText(rule)}</b> },
        { head: say('quality.count'), cell: ({ count }) => shownOrLeftOut(count), isNumber: true },
        { head: say('quality.state'), cell: ({ memberStates }) => memberStates.join(', ') },
      ]}
    />
  );
}

function shownOrLeftOut(value: number | null | undefined, unit = ''): string {
  if (value === null || value === undefined) return say('published.left-out');
  return `${shownCount(value)}${unit}`;
}
