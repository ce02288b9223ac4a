/**
 * The conclusion. It is sent with a key of its own: where the connection is lost on the way, the same request is sent
 * again until the hub answers, and is done once. Whoever comes second is told what became of the link, and whoever looked
 * at data that have changed since looks again.
 */

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { Link, ProposedLink } from '../../../schemas/link.js';
import { useHub } from './context.js';
import { problemText } from './notes.js';
import { say, sayCode } from './texts.js';

const CONCLUSIONS = [
  'same-person-justified',
  'same-person-unjustified',
  'different-persons-justified',
  'different-persons-unjustified',
] as const;
type Conclusion = (typeof CONCLUSIONS)[number];

/** Waits between tries after a lost connection. */
const AGAIN_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;

type State =
  | { readonly kind: 'open'; readonly fault?: string }
  | { readonly kind: 'sending'; readonly isLost: boolean }
  | { readonly kind: 'done' | 'waits' | 'taken'; readonly text: string };

export function DecideForm({
  linkId,
  updatedAt,
  isEes,
  onChanged,
}: {
  readonly linkId: string;
  readonly updatedAt: string | undefined;
  readonly isEes: boolean;
  readonly onChanged: () => void;
}) {
  const { api } = useHub();
  /** Of the link when the form was opened: where the page reads it again meanwhile, what was filled in is about that. */
  const { current: seen } = useRef(updatedAt);
  const [conclusion, setConclusion] = useState<Conclusion>();
  const [reason, setReason] = useState('');
  const [isPresent, setPresent] = useState(false);
  const [state, setState] = useState<State>({ kind: 'open' });
  /** One for each thing that is sent: a changed conclusion is another request. */
  const key = useRef({ of: '', value: '' });

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (!conclusion) return setState({ kind: 'open', fault: say('decide.choose') });
    if (reason.trim() === '') return setState({ kind: 'open', fault: say('decide.reason.missing') });
    const body = {
      conclusion,
      reason: reason.trim(),
      ...(isEes ? { personPresent: isPresent } : {}),
      ...(seen === undefined ? {} : { seen }),
    };
    if (key.current.of !== JSON.stringify(body)) {
      key.current = { of: JSON.stringify(body), value: crypto.randomUUID() };
    }
    setState({ kind: 'sending', isLost: false });
    setState(await send(body, key.current.value));
  }

  async function send(body: object, idempotencyKey: string): Promise<State> {
    for (const waitMs of [...AGAIN_MS, undefined]) {
      const headers = { 'idempotency-key': idempotencyKey };
      const path = `/v1/links/${linkId}/verification`;
      const answer = await api.send<Concluded>('POST', path, body, headers);
      if (answer.kind === 'ok') return ended(answer.body);
      if (answer.kind === 'problem') return refusal(answer);
      if (waitMs === undefined) break;
      setState({ kind: 'sending', isLost: true });
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    return { kind: 'open', fault: say('decide.unreachable') };
  }

  async function refusal(
    answer: Parameters<typeof problemText>[0] & { readonly kind: 'problem' },
  ): Promise<State> {
    if (answer.code === 'conclusion-impossible')
      return { kind: 'open', fault: say('decide.refused', { why: answer.detail }) };
    if (answer.code === 'link-changed') onChanged();
    if (answer.code !== 'link-already-verified') return { kind: 'open', fault: problemText(answer) };
    const now = await api.get<{ readonly link: Static<typeof Link> }>(`/v1/links/${linkId}`);
    return {
      kind: 'taken',
      text:
        now.kind === 'ok'
          ? say('decide.taken', { colour: colourName(now.body.link.colour) })
          : say('decide.taken.unknown'),
    };
  }

  if (state.kind === 'done' || state.kind === 'waits' || state.kind === 'taken') return <End {...state} />;
  const isSending = state.kind === 'sending';
  return (
    <form class="card decide-form" onSubmit={submit}>
      <h2>{say('decide.conclusion')}</h2>
      <fieldset disabled={isSending}>
        <legend class="hidden">{say('decide.conclusion')}</legend>
        <div class="choices">
          {CONCLUSIONS.map((each) => (
            <label key={each} class="choice">
              <input
                type="radio"
                name="conclusion"
                checked={each === conclusion}
                onChange={() => setConclusion(each)}
              />
              <span>{say(`conclusion.${each}`)}</span>
            </label>
          ))}
        </div>
        {isEes ? (
          <label class="choice">
            <input
              type="checkbox"
              checked={isPresent}
              onChange={(event) => setPresent(event.currentTarget.checked)}
            />
            <span>{say('decide.present')}</span>
          </label>
        ) : null}
        <label for="reason">{say('decide.reason')}</label>
        <p class="hint" id="reason-hint">
          {say('decide.reason.lead')}
        </p>
        <textarea
          id="reason"
          rows={3}
          maxLength={2000}
          value={reason}
          aria-describedby="reason-hint decide-fault"
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </fieldset>
      <p id="decide-fault" class="fault" role="alert">
        {state.kind === 'open' ? state.fault : null}
        {state.kind === 'sending' && state.isLost ? say('decide.lost') : null}
      </p>
      <div class="buttons">
        <button type="submit" class="primary" disabled={isSending}>
          {say(isSending ? 'decide.sending' : 'decide.submit')}
        </button>
      </div>
    </form>
  );
}

/** The form has gone and the focus with it: the way on is where the next key goes. */
function End({ kind, text }: { readonly kind: 'done' | 'waits' | 'taken'; readonly text: string }) {
  const back = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => back.current?.focus(), []);
  return (
    <section class={`note ${kind === 'taken' ? 'warn' : 'good'}`} role="alert">
      <p>{text}</p>
      <a class="button" href="#/decide" ref={back}>
        {say('decide.back')}
      </a>
    </section>
  );
}

type Concluded = Static<typeof Link> | Static<typeof ProposedLink>;

/** The link has its colour, or it waits for another operator. */
function ended(answer: Concluded): State {
  return 'state' in answer
    ? { kind: 'waits', text: say(`decide.waits.${answer.state}`) }
    : { kind: 'done', text: say('decide.done', { colour: colourName(answer.colour) }) };
}

const colourName = (colour: string) => sayCode('colour', colour, colour);
