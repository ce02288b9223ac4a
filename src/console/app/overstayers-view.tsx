/** Persons whose authorised stay is over. */
import type { Static } from 'typebox';
import type { Overstayers } from '../../../schemas/results.js';
import { useLoaded } from './context.js';
import { shownDay } from './formats.js';
import { Empty, ProblemNote } from './notes.js';
import { MoreButton, usePages } from './pages.js';
import { Table } from './table.js';
import { say } from './texts.js';

type Page = Static<typeof Overstayers>;

const PAGE = 100;

export function OverstayersView() {
  const path = `/v1/systems/ees/overstayers?limit=${PAGE}`;
  const { answer, reload } = useLoaded<Page>(path);
  return (
    <>
      <h1>{say('overstayers.title')}</h1>
      {answer === undefined ? <p>{say('loading')}</p> : null}
      {answer && answer.kind !== 'ok' ? <ProblemNote answer={answer} onRetry={reload} /> : null}
      {answer?.kind === 'ok' ? <List first={answer.body} path={path} /> : null}
    </>
  );
}

function List({ first, path }: { readonly first: Page; readonly path: string }) {
  const pages = usePages(path, first);
  const rows = pages.pages.flatMap(({ overstayers }) => overstayers);
  return (
    <>
      <p class="lead">{say('overstayers.lead', { day: shownDay(first.asOf) })}</p>
      {rows.length === 0 ? (
        <Empty>{say('overstayers.none')}</Empty>
      ) : (
        <Table
          caption={say(pages.hasMore ? 'overstayers.first' : 'overstayers.count', { count: rows.length })}
          rows={rows}
          keyOf={({ subjectId }) => subjectId}
          columns={[
            {
              head: say('overstayers.subject'),
              cell: ({ subjectId }) => <code class="uuid">{subjectId}</code>,
            },
            { head: say('overstayers.reason'), cell: ({ flag }) => flag.reason, isLong: true },
            { head: say('overstayers.citation'), cell: ({ flag }) => flag.citation, isLong: true },
          ]}
        />
      )}
      <MoreButton pages={pages} />
    </>
  );
}
