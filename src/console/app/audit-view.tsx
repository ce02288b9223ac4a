/** The logs of all components: how long each is kept, how far it is chained, and whether the chain is whole. */

import { useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { LogStatuses, LogVerification } from '../../../schemas/log.js';
import type { Api } from './api.js';
import { useHub, useLoaded } from './context.js';
import { shownCount, shownInstant } from './formats.js';
import { Badge, ProblemNote, problemText } from './notes.js';
import { systemName } from './now-view.js';
import { Table } from './table.js';
import { say, sayCode } from './texts.js';

type Statuses = Static<typeof LogStatuses>;
type Status = Statuses['logs'][number];
type Stretch = Static<typeof LogVerification>;

type Verdict =
  | { readonly kind: 'verifying'; readonly entries: number }
  | { readonly kind: 'whole'; readonly entries: number }
  | { readonly kind: 'faulty'; readonly faults: Stretch['faults'] }
  | { readonly kind: 'failed'; readonly text: string };

export function AuditView() {
  const { api, caller } = useHub();
  const { answer, reload } = useLoaded<Statuses>('/v1/logs');
  const [verdicts, setVerdicts] = useState<Readonly<Record<string, Verdict>>>({});
  const [isBusy, setBusy] = useState(false);
  const mayVerify = caller.tasks.includes('log-verification');
  const tell = (component: string, verdict: Verdict) =>
    setVerdicts((before) => ({ ...before, [component]: verdict }));

  async function verify(components: readonly string[]): Promise<void> {
    setBusy(true);
    // One after the other: each reads its whole chain.
    for (const component of components) {
      await verifyLog(api, component, (verdict) => tell(component, verdict));
    }
    setBusy(false);
    // The log has grown: what was verified is in the count beside it.
    reload();
  }

  const logs = answer?.kind === 'ok' ? answer.body.logs : [];
  return (
    <>
      <div class="head">
        <h1>{say('audit.title')}</h1>
        <button
          type="button"
          class="primary"
          disabled={!mayVerify || isBusy || logs.length === 0}
          onClick={() => void verify(logs.map(({ component }) => component))}
        >
          {say(isBusy ? 'audit.verifying' : 'audit.verify-all')}
        </button>
      </div>
      <p class="lead">{say('audit.lead')}</p>
      {answer === undefined ? <p>{say('loading')}</p> : null}
      {answer && answer.kind !== 'ok' ? <ProblemNote answer={answer} onRetry={reload} /> : null}
      {logs.length > 0 ? (
        <Table<Status>
          caption={say('audit.logs')}
          rows={logs}
          keyOf={({ component }) => component}
          columns={[
            { head: say('audit.component'), cell: ({ component }) => <b>{componentName(component)}</b> },
            {
              head: say('audit.kept'),
              cell: ({ kept, keptFrom }) => say(`audit.kept.${keptFrom}`, { time: kept }),
            },
            {
              head: say('audit.entries'),
              cell: ({ head }) => shownCount(head?.sequence ?? 0),
              isNumber: true,
            },
            { head: say('audit.waiting'), cell: ({ waiting }) => shownCount(waiting), isNumber: true },
            {
              head: say('audit.head'),
              cell: ({ head }) =>
                head ? (
                  <code class="uuid" title={head.linkHash}>
                    {head.linkHash.slice(0, 12)}
                  </code>
                ) : (
                  '–'
                ),
            },
            {
              head: say('audit.chain'),
              cell: ({ component, verdict }) => <VerdictOf verdict={verdicts[component]} kept={verdict} />,
            },
            {
              head: say('act'),
              cell: ({ component }) => (
                <button
                  type="button"
                  data-row
                  disabled={!mayVerify || isBusy}
                  onClick={() => void verify([component])}
                >
                  {say('audit.verify')}
                  <span class="hidden"> {componentName(component)}</span>
                </button>
              ),
              isNumber: true,
            },
          ]}
        />
      ) : null}
    </>
  );
}

const SYSTEMS: readonly string[] = ['ees', 'vis', 'etias', 'sis', 'ecris-tcn', 'eurodac'];

export function componentName(component: string): string {
  return SYSTEMS.includes(component) ? systemName(component) : sayCode('component', component, component);
}

function VerdictOf({
  verdict,
  kept,
}: {
  readonly verdict: Verdict | undefined;
  readonly kept: Status['verdict'];
}) {
  if (verdict === undefined) return <KeptVerdict kept={kept} />;
  switch (verdict.kind) {
    case 'verifying':
      return <span role="status">{say('audit.progress', { entries: shownCount(verdict.entries) })}</span>;
    case 'whole':
      return <Badge kind="good">{say('audit.whole', { count: verdict.entries })}</Badge>;
    case 'failed':
      return <p class="fault">{verdict.text}</p>;
    case 'faulty':
      return (
        <details>
          <summary>
            <Badge kind="bad">{say('audit.faulty', { count: verdict.faults.length })}</Badge>
          </summary>
          <ul>
            {verdict.faults.map(({ kind, sequence, detail }) => (
              <li key={`${kind} ${sequence} ${detail}`}>{detail}</li>
            ))}
          </ul>
        </details>
      );
  }
}

/** What the hub has found by itself. */
function KeptVerdict({ kept }: { readonly kept: Status['verdict'] }) {
  if (kept === undefined) return <span class="lead">{say('audit.not-verified')}</span>;
  const { faults, firstFault, throughSequence, verifiedAt } = kept;
  const at = shownInstant(verifiedAt);
  if (faults === 0) {
    return (
      <>
        <Badge kind="good">{say('audit.kept-whole')}</Badge>{' '}
        <span class="lead">{say('audit.kept-whole.of', { entry: throughSequence, at })}</span>
      </>
    );
  }
  const entry = firstFault?.sequence ?? firstFault?.entryId ?? '–';
  return (
    <>
      <Badge kind="bad">{say('audit.faulty', { count: faults })}</Badge>{' '}
      <span class="lead">{say('audit.kept-faulty.of', { entry, at })}</span>
    </>
  );
}

/** A chain is read in stretches; the first fault does not end it, as the others matter too. */
async function verifyLog(api: Api, component: string, tell: (verdict: Verdict) => void): Promise<void> {
  let [entries, after] = [0, undefined as number | undefined];
  const faults: Stretch['faults'] = [];
  tell({ kind: 'verifying', entries });
  for (;;) {
    const body = after === undefined ? {} : { after };
    const answer = await api.send<Stretch>('POST', `/v1/logs/${component}/verification`, body);
    if (answer.kind !== 'ok') return tell({ kind: 'failed', text: problemText(answer) });
    entries += answer.body.entries;
    faults.push(...answer.body.faults);
    after = answer.body.next;
    if (after === undefined) break;
    tell({ kind: 'verifying', entries });
  }
  tell(faults.length > 0 ? { kind: 'faulty', faults } : { kind: 'whole', entries });
}
