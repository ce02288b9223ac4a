/** The console's one way to the hub: its public API, with the operator's token. Every end of a request is an answer. */
export type Problem = {
  readonly kind: 'problem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
};

export type Answer<Body> =
  | { readonly kind: 'ok'; readonly body: Body }
  | Problem
  /** Whether the hub did what was asked is not known. */
  | { readonly kind: 'unreachable' };

export type Api = {
  get<Body>(path: string, signal?: AbortSignal): Promise<Answer<Body>>;
  send<Body>(
    method: 'POST' | 'PUT',
    path: string,
    body: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Body>>;
  image(path: string, signal: AbortSignal): Promise<Answer<Blob>>;
  /** Server-sent events; resolves when the stream ends, rejects where it breaks. */
  events(
    path: string,
    onEvent: (type: string, data: string) => void,
    signal: AbortSignal,
  ): Promise<Answer<undefined>>;
};

/**
 * An answer that has not come by then will not: a connection that was cut without a word would keep whoever waits for it
 * for ever. Longer than the hub itself takes for anything asked here.
 */
const ANSWER_MS_MAX = 60_000;

export function createApi(options: {
  readonly token: () => string;
  /** Called for a request that was refused because the token is not accepted (any more). */
  readonly onRefused: (problem: Problem) => void;
}): Api {
  async function ask(path: string, init: RequestInit): Promise<Response | undefined> {
    try {
      return await fetch(path, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${options.token()}` },
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
      });
    } catch {
      return undefined;
    }
  }

  async function answer<Body>(
    path: string,
    init: RequestInit,
    read: (response: Response) => Promise<Body>,
  ): Promise<Answer<Body>> {
    const response = await ask(path, init);
    if (!response) return { kind: 'unreachable' };
    if (!response.ok) {
      const problem = await problemOf(response);
      if (problem.status === 401) options.onRefused(problem);
      return problem;
    }
    try {
      return { kind: 'ok', body: await read(response) };
    } catch {
      return { kind: 'unreachable' };
    }
  }

  return {
    get: (path, signal) => answer(path, { signal: timely(signal) }, (response) => response.json()),
    send: (method, path, body, headers = {}) =>
      answer(
        path,
        {
          method,
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...headers },
          signal: timely(),
        },
        (response) => response.json(),
      ),
    image: (path, signal) => answer(path, { signal: timely(signal) }, (response) => response.blob()),
    events: (path, onEvent, signal) =>
      answer(path, { signal, headers: { accept: 'text/event-stream' } }, async (response) => {
        await readEvents(response, onEvent);
        return undefined;
      }),
  };
}

function timely(signal?: AbortSignal): AbortSignal {
  const late = AbortSignal.timeout(ANSWER_MS_MAX);
  return signal ? AbortSignal.any([signal, late]) : late;
}

async function problemOf(response: Response): Promise<Problem> {
  const { status } = response;
  try {
    const { code, detail, requestId } = (await response.json()) as Readonly<Record<string, string>>;
    return {
      kind: 'problem',
      status,
      code: code ?? 'unknown',
      detail: detail ?? '',
      requestId: requestId ?? '',
    };
  } catch {
    return { kind: 'problem', status, code: 'unknown', detail: response.statusText, requestId: '' };
  }
}

/** Lines of `event:` and `data:`, an empty line ends each. */
async function readEvents(response: Response, onEvent: (type: string, data: string) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    pending += part.value;
    for (let end = pending.indexOf('\n\n'); end >= 0; end = pending.indexOf('\n\n')) {
      const block = pending.slice(0, end);
      pending = pending.slice(end + 2);
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      onEvent(field('event'), field('data'));
    }
  }
}
