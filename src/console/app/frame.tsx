/** Top bar, menu and keyboard around every view. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useHub } from './context.js';
import { shownTime } from './formats.js';
import { say } from './texts.js';
import { nextTheme, useTheme } from './theme.js';
import { isForCaller, type Place, VIEWS } from './views.js';

export function Frame({
  place,
  onSignOut,
  children,
}: {
  readonly place: Place;
  readonly onSignOut: () => void;
  readonly children: ComponentChildren;
}) {
  const { session, caller, live } = useHub();
  const [theme, setTheme] = useTheme();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  useShortcuts(() => setHelpOpen(true));
  useEffect(() => {
    document.title = `${say(`view.${place.view}`)} · ${say('hub')}`;
  }, [place.view]);
  const troubles = live.figures?.troubles ?? [];
  return (
    <div class="frame">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {say('skip')}
      </button>
      <header class="bar">
        <a class="brand" href="#/now">
          <img src="/console/icon.svg" alt="" width="28" height="28" />
          <span>{say('hub')}</span>
        </a>
        {caller.tasks.includes('hub-status') ? <LiveState /> : null}
        <div class="tools">
          <span class="who" title={say('sign-in.as', { authority: session.authorityId })}>
            {session.authorityId}
          </span>
          <button type="button" onClick={() => setTheme(nextTheme(theme))}>
            {say(`theme.${theme}`)}
          </button>
          <button type="button" onClick={() => setHelpOpen(true)} aria-keyshortcuts="?">
            {say('keys')}
          </button>
          <button type="button" onClick={onSignOut}>
            {say('sign-in.out')}
          </button>
        </div>
      </header>
      <nav class="menu" aria-label={say('menu')}>
        <ul>
          {VIEWS.filter((view) => isForCaller(view, caller) || view === place.view).map((view) => (
            <li key={view}>
              <a href={`#/${view}`} aria-current={view === place.view ? 'page' : undefined}>
                {say(`view.${view}`)}
                {view === 'trouble' && troubles.length > 0 ? (
                  <span
                    class={`count ${troubles.some(({ severity }) => severity === 'broken') ? 'bad' : 'warn'}`}
                  >
                    {troubles.length}
                  </span>
                ) : null}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" ref={main} tabindex={-1}>
        {children}
      </main>
      {isHelpOpen ? <Help onClose={() => setHelpOpen(false)} /> : null}
    </div>
  );
}

function LiveState() {
  const { live } = useHub();
  const at =
    live.figures && live.state !== 'live' ? say('live.stale', { time: shownTime(live.figures.at) }) : '';
  return (
    <p class={`live ${live.state}`} role="status">
      <span class="dot" aria-hidden="true" />
      {live.state === 'live' ? say('live.on') : say('live.off')} {at}
    </p>
  );
}

function Help({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <h1 id="help-title">{say('keys.title')}</h1>
      <ul>
        {(['keys.go', 'keys.list', 'keys.image', 'keys.help'] as const).map((key) => (
          <li key={key}>{say(key)}</li>
        ))}
      </ul>
      <form method="dialog">
        <button type="submit">{say('close')}</button>
      </form>
    </dialog>
  );
}

const FORM_FIELDS = 'input, textarea, select';

/** `g` and a letter within a second; `j`, `k` among rows; nothing while somebody types. */
function useShortcuts(onHelp: () => void): void {
  useEffect(() => {
    let goUntilMs = 0;
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.matches(FORM_FIELDS)) return;
      if (document.querySelector('dialog[open]')) return;
      const view = VIEWS.find((each) => each.startsWith(event.key));
      if (event.timeStamp < goUntilMs && view) {
        location.hash = `#/${view}`;
        goUntilMs = 0;
      } else if (event.key === 'g') goUntilMs = event.timeStamp + 1000;
      else if (event.key === '?') onHelp();
      else if (event.key === 'j' || event.key === 'k') moveFocus(event.key === 'j' ? 1 : -1);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

/** Rows that can be opened or chosen, in the order of the page. */
function moveFocus(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}
