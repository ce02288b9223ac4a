/** Asks for a token: as a page of its own, or above a view whose session has ended. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from './api.js';
import { isSameCaller, readToken, type Session } from './session.js';
import { say, sayCode } from './texts.js';

export function SignIn(props: {
  readonly onSession: (session: Session) => void;
  readonly onSignOut?: () => void;
  readonly problem?: Problem | undefined;
  /** Whose session has ended: nobody else goes on in their place, not even of the same authority. */
  readonly session?: Session;
}) {
  const { session, problem } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [token, setToken] = useState('');
  const [fault, setFault] = useState('');
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    const next = readToken(token);
    if (!next) return setFault(say('sign-in.shape'));
    if (next.expiresAt !== 0 && next.expiresAt * 1000 < Date.now())
      return setFault(sayCode('problem', 'token-expired', ''));
    if (session && !isSameCaller(next, session)) return setFault(say('sign-in.other'));
    props.onSession(next);
  };
  const told = fault || (problem && !session ? sayCode('problem', problem.code, problem.detail) : '');
  return (
    <dialog
      class={session ? 'sign-in' : 'sign-in alone'}
      ref={dialog}
      aria-labelledby="sign-in-title"
      onCancel={(event) => event.preventDefault()}
    >
      <form onSubmit={submit}>
        <p class="brand">
          <img src="/console/icon.svg" alt="" width="36" height="36" /> {say('hub')}
        </p>
        <h1 id="sign-in-title">{say('sign-in.title')}</h1>
        <p>{session ? say('sign-in.expired') : say('sign-in.lead')}</p>
        <label for="token">{say('sign-in.token')}</label>
        <textarea
          id="token"
          rows={4}
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') submit(event);
          }}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={fault !== ''}
          aria-describedby="sign-in-fault"
        />
        <p id="sign-in-fault" class="fault" role="alert">
          {told}
        </p>
        <div class="buttons">
          <button type="submit" class="primary">
            {say('sign-in.go')}
          </button>
          {props.onSignOut ? (
            <button type="button" onClick={props.onSignOut}>
              {say('sign-in.out')}
            </button>
          ) : null}
        </div>
        <p class="hint">{say('sign-in.where')}</p>
      </form>
    </dialog>
  );
}
