/** Persons whose authorised stay is over. */

import { useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { Overstayers } from '../../../schemas/results.js';
import { useHub, useLoaded } from './context.js';
import { shownCount, shownDay } from './formats.js';
import { Empty, ProblemNote, problemText } from './notes.js';
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
  const { api } = useHub();
  const [pages, setPages] = useState<readonly Page[]>([first]);
  const [fault, setFault] = useState('');
  const rows = pages.flatMap(({ overstayers }) => overstayers);
  const next = pages.at(-1)?.next;
  async function more(): Promise<void> {
    const answer = await api.get<Page>(`${path}&after=${next}`);
    if (answer.kind === 'ok') setPages([...pages, answer.body]);
    setFault(answer.kind === 'ok' ? '' : problemText(answer));
  }
  return (
    <>
      <p class="lead">{say('overstayers.lead', { day: shownDay(first.asOf) })}</p>
      {rows.length === 0 ? (
        <Empty>{say('overstayers.none')}</Empty>
      ) : (
        <Table
          caption={say('overstayers.count', {
            count: `${shownCount(rows.length)}${next === undefined ? '' : '+'}`,
          })}
          rows={rows}
          keyOf={({ subjectId }) => subjectId}
          columns={[
            { head: say('overstayers.subject'), cell: ({ subjectId }) => <code>{subjectId}</code> },
            { head: say('overstayers.reason'), cell: ({ flag }) => flag.reason },
            { head: say('overstayers.citation'), cell: ({ flag }) => flag.citation },
          ]}
        />
      )}
      {next === undefined ? null : (
        <div class="buttons">
          <button type="button" onClick={more}>
            {say('more')}
          </button>
          <p class="fault" role="alert">
            {fault}
          </p>
        </div>
      )}
    </>
  );
}
