/** Asks before something that stops others' work: what will happen, and the name typed once more. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from './texts.js';

export function Confirm(props: {
  readonly title: string;
  readonly lead: ComponentChildren;
  /** What has to be typed. */
  readonly name: string;
  readonly act: string;
  readonly onAct: () => Promise<void>;
  readonly onClose: () => void;
}) {
  const { title, lead, name, act } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (typed !== name || isBusy) return;
    setBusy(true);
    await props.onAct();
    props.onClose();
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="confirm-title"
      aria-describedby="confirm-lead"
      onClose={props.onClose}
    >
      <form onSubmit={submit}>
        <h1 id="confirm-title">{title}</h1>
        <p id="confirm-lead">{lead}</p>
        <label for="confirm-name">{say('act.confirm', { name })}</label>
        <input
          id="confirm-name"
          type="text"
          value={typed}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <div class="buttons">
          <button type="submit" class="primary danger" disabled={typed !== name || isBusy}>
            {act}
          </button>
          <button type="button" onClick={props.onClose}>
            {say('cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
