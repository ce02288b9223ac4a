/** Short notes that stand where content would: what is wrong, what is not there, what this view is not for. */
import type { ComponentChildren } from 'preact';
import type { Answer } from './api.js';
import { useHub } from './context.js';
import { say, sayCode } from './texts.js';
import type { View } from './views.js';

export function ProblemNote({
  answer,
  onRetry,
}: {
  readonly answer: Answer<unknown>;
  readonly onRetry?: () => void;
}) {
  if (answer.kind === 'ok') return null;
  return (
    <div class="note bad" role="alert">
      <p>{problemText(answer)}</p>
      {onRetry ? (
        <button type="button" onClick={onRetry}>
          {say('retry')}
        </button>
      ) : null}
    </div>
  );
}

/** The console's own words for a problem, else the hub's. */
export function problemText(answer: Exclude<Answer<unknown>, { readonly kind: 'ok' }>): string {
  if (answer.kind === 'unreachable') return say('problem.unreachable');
  return sayCode('problem', answer.code, answer.detail, { request: answer.requestId });
}

export function NoRight({ view }: { readonly view: View }) {
  const { session, caller } = useHub();
  return (
    <section class="empty">
      <h1>{say(`view.${view}`)}</h1>
      <p>
        <b>{say('no-right.title')}</b>
      </p>
      <p>
        {say('no-right.lead', {
          authority: session.authorityId,
          class: caller.authorityClass,
          why: say('problem.access-denied'),
        })}
      </p>
    </section>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}

/** A word with a colour and a sign: colour alone says nothing. */
export function Badge({
  kind,
  children,
}: {
  readonly kind: 'good' | 'warn' | 'bad' | 'plain';
  readonly children: ComponentChildren;
}) {
  const sign = { good: '●', warn: '▲', bad: '■', plain: '' }[kind];
  return (
    <span class={`badge ${kind}`}>
      {sign ? <span aria-hidden="true">{sign} </span> : null}
      {children}
    </span>
  );
}
