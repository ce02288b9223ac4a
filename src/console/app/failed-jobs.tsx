/** Failed jobs of one queue at a time, with the reason; some or all are tried again, ten thousand in bounded requests. */
import { useEffect, useState } from 'preact/hooks';
import type { FailedJobs, HubFigures, Retried } from '../../../schemas/operator.js';
import { Confirm } from './confirm.js';
import { useHub, useLoaded } from './context.js';
import { shownCount, shownInstant } from './formats.js';
import { ProblemNote, problemText } from './notes.js';
import { titleOfQueue } from './now-view.js';
import { say } from './texts.js';
import { nameOfQueue } from './trouble-view.js';

const PAGE = 50;

type Job = FailedJobs['jobs'][number];

export function FailedJobsOf({
  queues,
  mayAct,
}: {
  readonly queues: HubFigures['queues'];
  readonly mayAct: boolean;
}) {
  const withFailed = queues.filter(({ failed }) => failed > 0);
  const [chosen, setChosen] = useState<string>();
  const name = chosen ?? (withFailed[0] ? nameOfQueue(withFailed[0]) : undefined);
  const [limit, setLimit] = useState(PAGE);
  const { answer, reload } = useLoaded<FailedJobs>(
    name === undefined ? undefined : `/v1/operator/queues/${name}/failed-jobs?limit=${limit}`,
  );
  const count = queues.find((queue) => nameOfQueue(queue) === name)?.failed ?? 0;
  // What fails or is worked off while somebody looks is shown without a reload of the page.
  useEffect(reload, [count]);
  if (name === undefined) return null;
  return (
    <section class="card">
      <h2>{say('trouble.failed')}</h2>
      <fieldset class="tabs">
        <legend class="hidden">{say('now.queue')}</legend>
        {queues.map((queue) => (
          <label key={nameOfQueue(queue)}>
            <input
              type="radio"
              name="failed-queue"
              checked={nameOfQueue(queue) === name}
              onChange={() => {
                setChosen(nameOfQueue(queue));
                setLimit(PAGE);
              }}
            />
            <span>
              {titleOfQueue(queue)} {shownCount(queue.failed)}
            </span>
          </label>
        ))}
      </fieldset>
      {answer === undefined ? <p>{say('loading')}</p> : null}
      {answer && answer.kind !== 'ok' ? <ProblemNote answer={answer} onRetry={reload} /> : null}
      {answer?.kind === 'ok' ? (
        <List
          key={name}
          name={name}
          page={answer.body}
          mayAct={mayAct}
          onChanged={reload}
          onMore={limit < 200 && answer.body.total > limit ? () => setLimit(limit + PAGE) : undefined}
        />
      ) : null}
    </section>
  );
}

function List(props: {
  readonly name: string;
  readonly page: FailedJobs;
  readonly mayAct: boolean;
  readonly onChanged: () => void;
  readonly onMore: (() => void) | undefined;
}) {
  const { name, page, mayAct } = props;
  const { api } = useHub();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<readonly string[] | 'all'>();
  const [told, setTold] = useState('');
  const shownIds = page.jobs.map(({ operationId }) => operationId);
  const selected = shownIds.filter((id) => chosen.has(id));

  async function retry(ids: readonly string[] | 'all'): Promise<void> {
    const counts = { retried: 0, dismissed: 0 };
    const path = `/v1/operator/queues/${name}/failed-jobs/retry`;
    // All are worked off in requests of a bounded size, until one finds nothing to do: how many are left is counted up to a limit.
    for (let before: { readonly failedBefore?: string } = {}; ; ) {
      const answer = await api.send<Retried>('POST', path, {
        confirm: name,
        ...(ids === 'all' ? before : { operationIds: ids }),
      });
      if (answer.kind !== 'ok') return setTold(problemText(answer));
      const { retried, dismissed, left, failedBefore } = answer.body;
      counts.retried += retried;
      counts.dismissed += dismissed;
      if (ids !== 'all' || left === 0 || retried + dismissed === 0) break;
      // What fails again meanwhile is not tried a second time.
      before = { failedBefore };
      setTold(say('trouble.failed.progress', { left: shownCount(left) }));
    }
    setTold(say('trouble.failed.done', counts));
    setChosen(new Set());
    props.onChanged();
  }

  if (page.total === 0) return <p class="lead">{told || say('trouble.failed.none', { queue: name })}</p>;
  return (
    <>
      <div class="actions">
        <button type="button" disabled={!mayAct || selected.length === 0} onClick={() => setAsked(selected)}>
          {selected.length === 0
            ? say('trouble.failed.retry.none')
            : say('trouble.failed.retry', { count: selected.length })}
        </button>
        <button type="button" disabled={!mayAct} onClick={() => setAsked('all')}>
          {say('trouble.failed.retry-all', { count: shownCount(page.total) })}
        </button>
        <p role="status" class="lead">
          {told || say('trouble.failed.of', { shown: page.jobs.length, total: shownCount(page.total) })}
        </p>
      </div>
      <JobTable
        jobs={page.jobs}
        chosen={chosen}
        onChoose={(id, isChosen) => setChosen(withId(chosen, id, isChosen))}
        onChooseAll={(isChosen) => setChosen(new Set(isChosen ? shownIds : []))}
      />
      {props.onMore ? (
        <button type="button" onClick={props.onMore}>
          {say('more')}
        </button>
      ) : null}
      {asked ? (
        <Confirm
          title={say('act.retry.title', { count: asked === 'all' ? page.total : asked.length, name })}
          lead={say(isUnkeyed(page.jobs, asked) ? 'act.retry.unkeyed' : 'act.retry.lead')}
          name={name}
          act={say('retry')}
          onAct={() => retry(asked)}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
    </>
  );
}

/** It alone is asked for, and its caller may have sent it again. */
function isUnkeyed(jobs: readonly Job[], asked: readonly string[] | 'all'): boolean {
  if (asked === 'all' || asked.length !== 1) return false;
  return jobs.some(({ operationId, fate }) => operationId === asked[0] && fate === 'unkeyed');
}

function JobTable(props: {
  readonly jobs: readonly Job[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (id: string, isChosen: boolean) => void;
  readonly onChooseAll: (isChosen: boolean) => void;
}) {
  const { jobs, chosen } = props;
  const heads = ['operation', 'reason', 'attempts', 'at', 'fate'] as const;
  return (
    <table class="jobs">
      <caption class="hidden">{say('trouble.failed')}</caption>
      <thead>
        <tr>
          <th scope="col">
            <input
              type="checkbox"
              id="choose-all"
              aria-label={say('trouble.failed.select-all')}
              checked={jobs.length > 0 && jobs.every(({ operationId }) => chosen.has(operationId))}
              onChange={(event) => props.onChooseAll(event.currentTarget.checked)}
            />
            <label class="narrow" for="choose-all">
              {say('trouble.failed.select-all')}
            </label>
          </th>
          {heads.map((head) => (
            <th key={head} scope="col">
              {say(`trouble.failed.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {jobs.map(({ operationId, reason, attempts, failedAt, fate }) => (
          <tr key={operationId}>
            <td>
              <input
                type="checkbox"
                data-row
                aria-label={say('trouble.failed.select', { id: operationId })}
                checked={chosen.has(operationId)}
                onChange={(event) => props.onChoose(operationId, event.currentTarget.checked)}
              />
            </td>
            <td data-head={say('trouble.failed.operation')}>
              <code class="uuid">{operationId}</code>
            </td>
            <td data-head={say('trouble.failed.reason')}>{reason}</td>
            <td data-head={say('trouble.failed.attempts')}>{attempts}</td>
            <td data-head={say('trouble.failed.at')}>{shownInstant(failedAt)}</td>
            <td data-head={say('trouble.failed.fate')}>{say(`fate.${fate}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function withId(ids: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(ids);
  if (isIn) next.add(id);
  else next.delete(id);
  return next;
}
