/**
 * The frame: who is signed in, which view is shown, what is live. A session that ends does not take the view away: the
 * sign-in lies above it, and what was typed is still there afterwards.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Caller } from '../../../schemas/operator.js';
import { type Answer, type Api, createApi, type Problem } from './api.js';
import { AuditView } from './audit-view.js';
import { HubContext } from './context.js';
import { DeadlinesView } from './deadlines-view.js';
import { DecideView } from './decide-view.js';
import { Frame } from './frame.js';
import { useLive } from './live.js';
import { NoRight, ProblemNote } from './notes.js';
import { NowView } from './now-view.js';
import { OverstayersView } from './overstayers-view.js';
import { QualityView } from './quality-view.js';
import {
  forgetSession,
  isSameCaller,
  keepSession,
  readToken,
  restoreSession,
  type Session,
  takeToken,
} from './session.js';
import { SignIn } from './sign-in.js';
import { StatisticsView } from './statistics-view.js';
import { say } from './texts.js';
import { TroubleView } from './trouble-view.js';
import { isForCaller, type Place, placeOf, VIEWS, type View } from './views.js';

const VIEW_OF: Readonly<Record<View, (props: { readonly place: Place }) => preact.ComponentChild>> = {
  now: NowView,
  trouble: TroubleView,
  decide: DecideView,
  overstayers: OverstayersView,
  deadlines: DeadlinesView,
  quality: QualityView,
  statistics: StatisticsView,
  audit: AuditView,
};

export function App() {
  const [session, setSession] = useState<Session | undefined>(restoreSession);
  const [ended, setEnded] = useState<Problem>();
  const token = useRef(session?.token ?? '');
  token.current = session?.token ?? '';
  const api = useMemo(() => createApi({ token: () => token.current, onRefused: setEnded }), []);
  const caller = useCaller(api, session);
  useExpiry(session, () => setEnded(EXPIRED));
  const known = caller?.kind === 'ok' ? caller.body : undefined;
  const live = useLive(api, ended ? undefined : session?.token, known?.tasks.includes('hub-status') === true);
  const first = VIEWS.find((view) => known && isForCaller(view, known)) ?? 'now';

  const signIn = (next: Session) => {
    keepSession(next);
    setSession(next);
    setEnded(undefined);
  };
  const signOut = () => {
    forgetSession();
    setSession(undefined);
    setEnded(undefined);
    location.hash = '';
  };
  const place = useAddress(session, signIn, first);
  if (!session) return <SignIn onSession={signIn} problem={ended} />;
  if (!known) {
    return (
      <>
        <main class="alone">
          {caller && caller.kind !== 'ok' && !ended ? (
            <CallerProblem answer={caller} />
          ) : (
            <p>{say('loading')}</p>
          )}
        </main>
        {ended ? <SignIn onSession={signIn} onSignOut={signOut} problem={ended} /> : null}
      </>
    );
  }
  const Shown = VIEW_OF[place.view];
  return (
    <HubContext.Provider value={{ api, session, caller: known, live }}>
      <Frame place={place} onSignOut={signOut}>
        {isForCaller(place.view, known) ? (
          <Shown key={place.view} place={place} />
        ) : (
          <NoRight view={place.view} />
        )}
      </Frame>
      {ended ? <SignIn onSession={signIn} onSignOut={signOut} problem={ended} session={session} /> : null}
    </HubContext.Provider>
  );
}

/** Only a hub that is away is asked again by itself. */
function CallerProblem({ answer }: { readonly answer: Answer<Caller> }) {
  if (answer.kind !== 'unreachable') return <ProblemNote answer={answer} onRetry={() => location.reload()} />;
  return (
    <p class="note bad" role="alert">
      {say('problem.unreachable.again')}
    </p>
  );
}

const EXPIRED: Problem = { kind: 'problem', status: 401, code: 'token-expired', detail: '', requestId: '' };
/** A timer that is longer than this ends at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Says so when the token ends, not only when the next request is refused. */
function useExpiry(session: Session | undefined, onEnd: () => void): void {
  useEffect(() => {
    if (!session || session.expiresAt === 0) return;
    const leftMs = Math.max(0, session.expiresAt * 1000 - Date.now());
    const timer = setTimeout(onEnd, Math.min(leftMs, TIMER_MS_MAX));
    return () => clearTimeout(timer);
  }, [session?.token]);
}

/** Whom the hub takes the token for. Kept while another token of the same authority is judged. */
function useCaller(api: Api, session: Session | undefined): Answer<Caller> | undefined {
  const [state, setState] = useState<{ readonly of: string; readonly answer: Answer<Caller> }>();
  useEffect(() => {
    if (!session) return;
    const gone = new AbortController();
    const ask = async () => {
      const answer = await api.get<Caller>('/v1/caller', gone.signal);
      if (gone.signal.aborted) return;
      if (answer.kind === 'ok' || state?.answer.kind !== 'ok') setState({ of: session.authorityId, answer });
      if (answer.kind === 'unreachable') setTimeout(() => !gone.signal.aborted && void ask(), 2_000);
    };
    void ask();
    return () => gone.abort();
  }, [session?.token]);
  return state?.of === session?.authorityId ? state?.answer : undefined;
}

/**
 * The place in the address. A link with a token may be opened while the console is: the same person goes on where they are,
 * for anybody else the console begins anew. One listener for both, as the address is no place before its token is taken.
 */
function useAddress(session: Session | undefined, onSession: (next: Session) => void, first: View): Place {
  const [hash, setHash] = useState(location.hash);
  const known = useRef({ session, onSession });
  known.current = { session, onSession };
  useEffect(() => {
    const changed = ({ oldURL }: HashChangeEvent) => {
      const next = readToken(takeToken(new URL(oldURL).hash) ?? '');
      setHash(location.hash);
      if (next) accept(next, known.current);
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return placeOf(hash, first);
}

function accept(
  next: Session,
  known: { readonly session: Session | undefined; readonly onSession: (next: Session) => void },
): void {
  if (known.session && !isSameCaller(next, known.session)) {
    keepSession(next);
    location.replace(`${location.pathname}#/now`);
    location.reload();
  } else known.onSession(next);
}
