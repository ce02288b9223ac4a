/** What is due about the files the caller's Member State entered. */

import { useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { DueFiles } from '../../../schemas/stay-calculation.js';
import { useLoaded } from './context.js';
import { shownDay } from './formats.js';
import { Badge, Empty, ProblemNote } from './notes.js';
import { systemName } from './now-view.js';
import { MoreButton, usePages } from './pages.js';
import { Table } from './table.js';
import { say } from './texts.js';

type Page = Static<typeof DueFiles>;

const DAYS = [7, 30, 90, 365] as const;

export function DeadlinesView() {
  const [days, setDays] = useState<(typeof DAYS)[number]>(30);
  const path = `/v1/deadlines?days=${days}`;
  const { answer, reload } = useLoaded<Page>(path);
  return (
    <>
      <div class="head">
        <h1>{say('deadlines.title')}</h1>
        <fieldset class="switch">
          <legend class="hidden">{say('deadlines.days')}</legend>
          {DAYS.map((each) => (
            <label key={each}>
              <input type="radio" name="days" checked={each === days} onChange={() => setDays(each)} />
              <span>{say('in-days', { days: each })}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <p class="lead">{say('deadlines.lead', { days })}</p>
      {answer === undefined ? <p>{say('loading')}</p> : null}
      {answer && answer.kind !== 'ok' ? <ProblemNote answer={answer} onRetry={reload} /> : null}
      {answer?.kind === 'ok' ? <List key={path} first={answer.body} path={path} /> : null}
    </>
  );
}

function List({ first, path }: { readonly first: Page; readonly path: string }) {
  const pages = usePages(path, first);
  const rows = pages.pages.flatMap(({ deadlines }) => deadlines);
  if (rows.length === 0) return <Empty>{say('deadlines.none')}</Empty>;
  return (
    <>
      <Table
        caption={pages.hasMore ? say('deadlines.first', { count: rows.length }) : say('deadlines.all')}
        rows={rows}
        keyOf={({ kind, on, system, subjectId, encounterId }) =>
          [kind, on, system, subjectId, encounterId].join(' ')
        }
        columns={[
          {
            head: say('deadlines.on'),
            cell: ({ on }) => (
              <>
                <span class="day">{shownDay(on)}</span>{' '}
                {on < first.asOf ? <Badge kind="bad">{say('deadlines.overdue')}</Badge> : null}
              </>
            ),
          },
          {
            head: say('deadlines.kind'),
            cell: ({ kind, owedBy }) => (
              <>
                <b>{say(`deadline.${kind}`)}</b>{' '}
                {owedBy === undefined ? null : (
                  <span class="rule">{say('deadlines.owed-by', { state: owedBy })}</span>
                )}
              </>
            ),
          },
          { head: say('now.system'), cell: ({ system }) => systemName(system) },
          {
            head: say('overstayers.subject'),
            cell: ({ subjectId }) => <code class="uuid">{subjectId}</code>,
          },
          { head: say('overstayers.reason'), cell: ({ reason }) => reason, isLong: true },
          { head: say('overstayers.citation'), cell: ({ citation }) => citation, isLong: true },
        ]}
      />
      <MoreButton pages={pages} />
    </>
  );
}
