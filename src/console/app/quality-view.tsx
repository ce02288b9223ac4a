/** What the rules of data quality found: per system and Member State, then rule by rule. */
import { useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { DataQuality } from '../../../schemas/person-history.js';
import type { QualityIndicator } from '../../domain/law/data-quality-table.js';
import { useLoaded } from './context.js';
import { shownCount, shownDay } from './formats.js';
import { Badge, Empty, ProblemNote } from './notes.js';
import { systemName } from './now-view.js';
import { Table } from './table.js';
import { say } from './texts.js';

type Answer = Static<typeof DataQuality>;
type Report = Answer['reports'][number];

const DAYS = [7, 30, 90] as const;

export function QualityView() {
  const [days, setDays] = useState<(typeof DAYS)[number]>(7);
  // Which day it is, the hub knows: records have the day of its time zone.
  const { answer, reload } = useLoaded<Answer>(`/v1/data-quality?days=${days}`);
  return (
    <>
      <div class="head">
        <h1>{say('quality.title')}</h1>
        <fieldset class="switch">
          <legend class="hidden">{say('quality.days')}</legend>
          {DAYS.map((each) => (
            <label key={each}>
              <input type="radio" name="days" checked={each === days} onChange={() => setDays(each)} />
              <span>{say('in-days', { days: each })}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {answer === undefined ? <p>{say('loading')}</p> : null}
      {answer && answer.kind !== 'ok' ? <ProblemNote answer={answer} onRetry={reload} /> : null}
      {answer?.kind === 'ok' ? <Counted {...answer.body} /> : null}
    </>
  );
}

function Counted({ from, until, reports }: Answer) {
  return (
    <>
      <p class="lead">{say('quality.lead', { from: shownDay(from), until: shownDay(until) })}</p>
      <Reports reports={reports} />
    </>
  );
}

function Reports({ reports }: { readonly reports: readonly Report[] }) {
  if (reports.length === 0) return <Empty>{say('quality.none')}</Empty>;
  const indicators = Object.keys(reports[0]!.indicators) as QualityIndicator[];
  const found = reports
    .flatMap(({ system, memberState, rules }) => rules.map((rule) => ({ ...rule, system, memberState })))
    .sort((a, b) => b.count - a.count);
  return (
    <>
      <Table
        caption={say('quality.systems')}
        rows={reports}
        keyOf={({ system, memberState }) => `${system} ${memberState}`}
        columns={[
          { head: say('now.system'), cell: ({ system }) => <b>{systemName(system)}</b> },
          { head: say('quality.state'), cell: ({ memberState }) => memberState },
          { head: say('quality.records'), cell: ({ records }) => shownCount(records), isNumber: true },
          { head: say('quality.low'), cell: lowShare, isNumber: true },
          ...indicators.map((indicator) => ({
            head: say(`quality.${indicator}`),
            cell: ({ indicators: counts }: Report) => shownCount(counts[indicator] ?? 0),
            isNumber: true,
          })),
        ]}
      />
      {found.length === 0 ? (
        <Empty>{say('quality.nothing')}</Empty>
      ) : (
        <Table
          caption={say('quality.rules')}
          rows={found}
          keyOf={({ rule, system, memberState }) => [rule, system, memberState].join(' ')}
          columns={[
            { head: say('quality.rule'), cell: ({ rule }) => <b>{ruleText(rule)}</b> },
            {
              head: say('quality.effect'),
              cell: ({ effect }) => (
                <Badge kind={effect === 'blocking' ? 'bad' : 'warn'}>{say(`quality.${effect}`)}</Badge>
              ),
            },
            { head: say('now.system'), cell: ({ system }) => systemName(system) },
            { head: say('quality.state'), cell: ({ memberState }) => memberState },
            { head: say('quality.count'), cell: ({ count }) => shownCount(count), isNumber: true },
          ]}
        />
      )}
    </>
  );
}

function lowShare({ records, lowQuality }: Report): string {
  if (records === 0) return '–';
  return `${shownCount(lowQuality)} (${Math.round((100 * lowQuality) / records)} %)`;
}

/** Rules have names that read as words. */
export function ruleText(rule: string): string {
  const words = rule.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
