/** What is due about the files the caller's Member State entered. */

import { useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { DueFiles } from '../../../schemas/stay-calculation.js';
import { useLoaded } from './context.js';
import { shownDay } from './formats.js';
import { Badge, Empty, ProblemNote } from './notes.js';
import { systemName } from './now-view.js';
import { Table } from './table.js';
import { say, sayCode } from './texts.js';

type Page = Static<typeof DueFiles>;

const DAYS = [7, 30, 90, 365] as const;

export function DeadlinesView() {
  const [days, setDays] = useState<(typeof DAYS)[number]>(30);
  const { answer, reload } = useLoaded<Page>(`/v1/deadlines?days=${days}`);
  return (
    <>
      <div class="head">
        <h1>{say('deadlines.title')}</h1>
        <fieldset class="switch">
          <legend class="hidden">{say('deadlines.days')}</legend>
          {DAYS.map((each) => (
            <label key={each}>
              <input type="radio" name="days" checked={each === days} onChange={() => setDays(each)} />
              <span>{each} d</span>
            </label>
          ))}
        </fieldset>
      </div>
      <p class="lead">{say('deadlines.lead', { days })}</p>
      {answer === undefined ? <p>{say('loading')}</p> : null}
      {answer && answer.kind !== 'ok' ? <ProblemNote answer={answer} onRetry={reload} /> : null}
      {answer?.kind === 'ok' ? <List page={answer.body} /> : null}
    </>
  );
}

function List({ page: { asOf, deadlines, next } }: { readonly page: Page }) {
  if (deadlines.length === 0) return <Empty>{say('deadlines.none')}</Empty>;
  return (
    <Table
      caption={
        next === undefined ? say('deadlines.all') : say('deadlines.first', { count: deadlines.length })
      }
      rows={deadlines}
      keyOf={({ kind, on, system, subjectId, encounterId }) =>
        [kind, on, system, subjectId, encounterId].join(' ')
      }
      columns={[
        {
          head: say('deadlines.on'),
          cell: ({ on }) => (
            <>
              {shownDay(on)} {on < asOf ? <Badge kind="bad">{say('deadlines.overdue')}</Badge> : null}
            </>
          ),
        },
        { head: say('deadlines.kind'), cell: ({ kind }) => <b>{sayCode('deadline', kind, kind)}</b> },
        { head: say('now.system'), cell: ({ system }) => systemName(system) },
        { head: say('overstayers.subject'), cell: ({ subjectId }) => <code>{subjectId}</code> },
        { head: say('overstayers.reason'), cell: ({ reason }) => reason },
        { head: say('overstayers.citation'), cell: ({ citation }) => citation },
      ]}
    />
  );
}
