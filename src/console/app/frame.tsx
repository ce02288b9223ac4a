/** Top bar, menu and keyboard around every view. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useHub } from './context.js';
import { shownTime } from './formats.js';
import { say } from './texts.js';
import { nextTheme, useTheme } from './theme.js';
import { isForCaller, KEY_OF, type Place, VIEWS } from './views.js';

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
  useStartOfPage(main, `${place.view}/${place.id ?? ''}`);
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

/** Another view begins at its top, for eyes and for the next key: what had the focus may be gone with the old one. */
function useStartOfPage(main: { readonly current: HTMLElement | null }, place: string): void {
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [place]);
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
  const { caller } = useHub();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const views = VIEWS.filter((view) => isForCaller(view, caller));
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <form method="dialog">
        <h1 id="help-title">{say('keys.title')}</h1>
        <KeyList
          keys={[
            ...views.map((view) => [['g', KEY_OF[view]], say(`view.${view}`)] as const),
            [['j', 'k'], say('keys.list')],
            [['Enter'], say('keys.open')],
            [['?'], say('keys.help')],
          ]}
        />
        {views.includes('decide') ? (
          <>
            <h2>{say('keys.image')}</h2>
            <KeyList keys={IMAGE_KEYS.map(([keys, act]) => [keys, say(`keys.image.${act}`)])} />
          </>
        ) : null}
        <div class="buttons">
          <button type="submit">{say('close')}</button>
        </div>
      </form>
    </dialog>
  );
}

const IMAGE_KEYS = [
  [['+', '-'], 'zoom'],
  [['←', '↑', '↓', '→'], 'move'],
  [['r'], 'turn'],
  [['c', 'v'], 'contrast'],
  [['0'], 'reset'],
] as const;

function KeyList({ keys }: { readonly keys: readonly (readonly [readonly string[], string])[] }) {
  return (
    <dl class="keys">
      {keys.map(([names, act]) => (
        <div key={act}>
          <dt>
            {names.map((name) => (
              <kbd key={name}>{name}</kbd>
            ))}
          </dt>
          <dd>{act}</dd>
        </div>
      ))}
    </dl>
  );
}

const FORM_FIELDS = 'input, textarea, select';

/** `g` and the letter of a view within a second; `j`, `k` among rows; nothing while somebody types. */
function useShortcuts(onHelp: () => void): void {
  useEffect(() => {
    let goUntilMs = 0;
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || isTypedInto(target)) return;
      if (document.querySelector('dialog[open]')) return;
      const view = VIEWS.find((each) => KEY_OF[each] === event.key);
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

/** A box to tick takes no letters: from one to the next row go `j` and `k` too. */
function isTypedInto(target: HTMLElement): boolean {
  return target.matches(FORM_FIELDS) && !target.matches('input[type="checkbox"], input[type="radio"]');
}

/** Rows that can be opened or chosen, in the order of the page. */
function moveFocus(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}
