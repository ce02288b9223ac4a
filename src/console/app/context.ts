/** What every view may use: the hub, who is signed in, and the live figures. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Caller } from '../../../schemas/operator.js';
import type { Answer, Api } from './api.js';
import type { Live } from './live.js';
import type { Session } from './session.js';

export type Hub = {
  readonly api: Api;
  readonly session: Session;
  readonly caller: Caller;
  readonly live: Live;
};

export const HubContext = createContext<Hub | undefined>(undefined);

export function useHub(): Hub {
  const hub = useContext(HubContext);
  if (!hub) throw new Error('a view outside of a session');
  return hub;
}

export type Loaded<Body> = {
  readonly answer: Answer<Body> | undefined;
  /** Asks again; the old answer stays until the new one is there. */
  reload(): void;
};

/** Asked when the view opens and whenever `path` changes. An answer that comes too late is dropped. */
export function useLoaded<Body>(path: string | undefined): Loaded<Body> {
  const { api, session } = useHub();
  const [state, setState] = useState<{ readonly path: string; readonly answer: Answer<Body> }>();
  const [round, setRound] = useState(0);
  // A new token is a reason to ask again what the old one was refused.
  useEffect(() => {
    if (path === undefined) return;
    const gone = new AbortController();
    api.get<Body>(path, gone.signal).then((answer) => {
      if (!gone.signal.aborted) setState({ path, answer });
    });
    return () => gone.abort();
  }, [api, path, round, session.token]);
  return {
    answer: state?.path === path ? state?.answer : undefined,
    reload: () => setRound((before) => before + 1),
  };
}
