/** The yellow links that wait for this authority, and one of them. */
import type { Static } from 'typebox';
import type { Links } from '../../../schemas/link.js';
import { useLoaded } from './context.js';
import { DecideCase } from './decide-case.js';
import { shownInstant } from './formats.js';
import { Badge, Empty, ProblemNote } from './notes.js';
import { systemName } from './now-view.js';
import { MoreButton, usePages } from './pages.js';
import { say } from './texts.js';
import type { Place } from './views.js';

export type LinkPage = Static<typeof Links>;

export function DecideView({ place }: { readonly place: Place }) {
  return place.id === undefined ? <List /> : <DecideCase key={place.id} linkId={place.id} />;
}

const PAGE = 100;

function List() {
  const path = `/v1/links?limit=${PAGE}`;
  const { answer, reload } = useLoaded<LinkPage>(path);
  return (
    <>
      <div class="head">
        <h1>{say('decide.title')}</h1>
        <button type="button" onClick={reload}>
          {say('refresh')}
        </button>
      </div>
      <p class="lead">{say('decide.lead')}</p>
      {answer === undefined ? <p>{say('loading')}</p> : null}
      {answer && answer.kind !== 'ok' ? <ProblemNote answer={answer} onRetry={reload} /> : null}
      {answer?.kind === 'ok' && answer.body.links.length === 0 ? <Empty>{say('decide.none')}</Empty> : null}
      {answer?.kind === 'ok' && answer.body.links.length > 0 ? (
        <Rows first={answer.body} path={path} />
      ) : null}
    </>
  );
}

function Rows({ first, path }: { readonly first: LinkPage; readonly path: string }) {
  const pages = usePages(path, first);
  const links = pages.pages.flatMap((page) => page.links);
  return (
    <>
      <ul class="links">
        {links.map(
          ({ linkId, dataSets, citation, createdAt, colour, verifyBy, verificationState, isReported }) => (
            <li key={linkId}>
              <a class="card link-row" data-row href={`#/decide/${linkId}`}>
                <span class="link-systems">
                  <b>{dataSets.map(({ system }) => systemName(system)).join(' – ')}</b>
                  <code>{linkId.slice(0, 8)}</code>
                </span>
                <span class="lead">{citation}</span>
                <span>{createdAt ? say('decide.since', { time: shownInstant(createdAt) }) : null}</span>
                <WaitsFor state={verificationState} />
                {isReported ? <Badge kind="warn">{say('decide.reported')}</Badge> : null}
                <Deadline verifyBy={colour === 'yellow' ? verifyBy : undefined} />
              </a>
            </li>
          ),
        )}
      </ul>
      <MoreButton pages={pages} />
    </>
  );
}

/** Of a link about which somebody has concluded: whom it waits for. */
function WaitsFor({ state }: { readonly state: LinkPage['links'][number]['verificationState'] }) {
  return state === undefined ? null : <Badge kind="warn">{say(`decide.state.${state}`)}</Badge>;
}

export function Deadline({ verifyBy }: { readonly verifyBy: string | undefined }) {
  if (verifyBy === undefined) return <Badge kind="plain">{say('decide.no-deadline')}</Badge>;
  const isOver = Date.parse(verifyBy) < Date.now();
  return (
    <Badge kind={isOver ? 'bad' : 'warn'}>
      {say(isOver ? 'decide.overdue' : 'decide.until', { time: shownInstant(verifyBy) })}
    </Badge>
  );
}
