/** What is wrong now and what to do about it: troubles, queues and processes to steer, failed jobs. */
import { useState } from 'preact/hooks';
import type { HubFigures } from '../../../schemas/operator.js';
import type { Answer } from './api.js';
import { componentName } from './audit-view.js';
import { Confirm } from './confirm.js';
import { useHub } from './context.js';
import { FailedJobsOf } from './failed-jobs.js';
import { shownCount } from './formats.js';
import { Badge, Empty, problemText } from './notes.js';
import { ProcessState, QueueState, systemName, titleOfQueue } from './now-view.js';
import { Table } from './table.js';
import { say, sayCode } from './texts.js';

type Queue = HubFigures['queues'][number];
type Process = HubFigures['processes'][number];

export const nameOfQueue = ({ queue, shard }: Pick<Queue, 'queue' | 'shard'>) =>
  shard === undefined ? queue : `${queue}-${shard}`;

export function TroubleView() {
  const { live, caller } = useHub();
  const { figures } = live;
  const [told, setTold] = useState<{ readonly kind: 'good' | 'bad'; readonly text: string }>();
  if (!figures) {
    return (
      <>
        <h1>{say('trouble.title')}</h1>
        <Empty>{live.state === 'lost' ? say('problem.unreachable.again') : say('loading')}</Empty>
      </>
    );
  }
  const mayAct = caller.tasks.includes('hub-control');
  return (
    <>
      <h1>{say('trouble.title')}</h1>
      <Troubles troubles={figures.troubles} />
      <div>
        <Steering figures={figures} mayAct={mayAct} onDone={setTold} />
        <div role="status" class="told">
          {told ? <p class={`note ${told.kind}`}>{told.text}</p> : null}
        </div>
      </div>
      {/* Last: it is as long as there are jobs. */}
      <FailedJobsOf queues={figures.queues} mayAct={mayAct} />
    </>
  );
}

function Troubles({ troubles }: { readonly troubles: HubFigures['troubles'] }) {
  if (troubles.length === 0) {
    return (
      <Empty>
        <b>{say('trouble.none')}</b>
        <p>{say('trouble.none.lead')}</p>
      </Empty>
    );
  }
  return (
    <ul class="troubles">
      {troubles.map((trouble) => (
        <TroubleItem key={`${trouble.code} ${trouble.about}`} trouble={trouble} />
      ))}
    </ul>
  );
}

function TroubleItem({ trouble }: { readonly trouble: HubFigures['troubles'][number] }) {
  const { code, severity, about, count = '' } = trouble;
  const values = { about: nameOf(code, about), count };
  return (
    <li class={`card trouble ${severity}`}>
      <Badge kind={severity === 'broken' ? 'bad' : 'warn'}>{say(`trouble.severity.${severity}`)}</Badge>
      <div>
        <h2>{sayCode('trouble', code, `${code} ${about}`, values)}</h2>
        <p>{sayCode('trouble', `${code}.do`, '', values)}</p>
      </div>
    </li>
  );
}

function nameOf(code: string, about: string): string {
  if (code === 'circuit-open') return systemName(about);
  return code === 'log-broken' ? componentName(about) : about;
}

type Act = {
  readonly title: string;
  readonly lead: string;
  readonly name: string;
  readonly act: string;
  readonly path: string;
  readonly state: string;
};

function Steering({
  figures,
  mayAct,
  onDone,
}: {
  readonly figures: HubFigures;
  readonly mayAct: boolean;
  readonly onDone: (told: { readonly kind: 'good' | 'bad'; readonly text: string }) => void;
}) {
  const { api } = useHub();
  const [asked, setAsked] = useState<Act>();
  const put = async ({ path, name, state }: Pick<Act, 'path' | 'name' | 'state'>) => {
    const answer: Answer<unknown> = await api.send('PUT', path, { confirm: name, state });
    onDone(
      answer.kind === 'ok'
        ? { kind: 'good', text: say('act.done') }
        : { kind: 'bad', text: problemText(answer) },
    );
  };
  const queueAct = (queue: Queue) => {
    const name = nameOfQueue(queue);
    const path = `/v1/operator/queues/${name}/state`;
    if (queue.isPaused) return void put({ path, name, state: 'running' });
    setAsked({
      title: say('act.pause.title', { name }),
      lead: say('act.pause.lead'),
      name,
      act: say('act.pause'),
      path,
      state: 'paused',
    });
  };
  const processAct = ({ processId: name, state }: Process) => {
    const path = `/v1/operator/processes/${encodeURIComponent(name)}/state`;
    if (state === 'draining') return void put({ path, name, state: 'working' });
    setAsked({
      title: say('act.drain.title', { name }),
      lead: say('act.drain.lead'),
      name,
      act: say('act.drain'),
      path,
      state: 'draining',
    });
  };
  return (
    <>
      <div class="pair">
        <Table
          caption={say('now.queues')}
          lead={say('trouble.queues.lead')}
          rows={figures.queues}
          keyOf={nameOfQueue}
          columns={[
            { head: say('now.queue'), cell: (queue) => <b>{titleOfQueue(queue)}</b> },
            { head: say('now.state'), cell: (queue) => <QueueState queue={queue} /> },
            { head: say('now.waiting'), cell: ({ waiting }) => shownCount(waiting), isNumber: true },
            {
              head: say('act'),
              cell: (queue) => (
                <button type="button" data-row disabled={!mayAct} onClick={() => queueAct(queue)}>
                  {say(queue.isPaused ? 'act.resume' : 'act.pause')}
                  <span class="hidden"> {nameOfQueue(queue)}</span>
                </button>
              ),
              isNumber: true,
            },
          ]}
        />
        <Table
          caption={say('now.processes')}
          rows={figures.processes}
          keyOf={({ processId }) => processId}
          columns={[
            { head: say('now.process'), cell: ({ processId }) => <code>{processId}</code> },
            { head: say('now.state'), cell: ({ state }) => <ProcessState state={state} /> },
            {
              head: say('act'),
              cell: (process) =>
                process.state === 'gone' ? null : (
                  <button type="button" data-row disabled={!mayAct} onClick={() => processAct(process)}>
                    {say(process.state === 'draining' ? 'act.undrain' : 'act.drain')}
                    <span class="hidden"> {process.processId}</span>
                  </button>
                ),
              isNumber: true,
            },
          ]}
        />
      </div>
      {asked ? <Confirm {...asked} onAct={() => put(asked)} onClose={() => setAsked(undefined)} /> : null}
    </>
  );
}
