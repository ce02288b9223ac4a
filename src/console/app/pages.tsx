/** Lists that come page by page: what has been read, and a button for more while there is more. */
import { useEffect, useState } from 'preact/hooks';
import { useHub } from './context.js';
import { problemText } from './notes.js';
import { say } from './texts.js';

type Page = { readonly next?: string };

export type Pages<One extends Page> = {
  readonly pages: readonly One[];
  readonly hasMore: boolean;
  readonly fault: string;
  more(): Promise<void>;
};

/** `path` has a query already; `first` is what it answered. */
export function usePages<One extends Page>(path: string, first: One): Pages<One> {
  const { api } = useHub();
  const [pages, setPages] = useState<readonly One[]>([first]);
  const [fault, setFault] = useState('');
  useEffect(() => setPages([first]), [first]);
  const next = pages.at(-1)?.next;
  async function more(): Promise<void> {
    const answer = await api.get<One>(`${path}&after=${encodeURIComponent(next ?? '')}`);
    setFault(answer.kind === 'ok' ? '' : problemText(answer));
    // What was read anew meanwhile is not lengthened by what followed the old page.
    if (answer.kind === 'ok') {
      setPages((before) => (before.at(-1)?.next === next ? [...before, answer.body] : before));
    }
  }
  return { pages, hasMore: next !== undefined, fault, more };
}

export function MoreButton({ pages }: { readonly pages: Pages<Page> }) {
  if (!pages.hasMore) return null;
  return (
    <div class="buttons">
      <button type="button" onClick={pages.more}>
        {say('more')}
      </button>
      <p class="fault" role="alert">
        {pages.fault}
      </p>
    </div>
  );
}
