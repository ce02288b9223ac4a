/**
 * Names under which PostgreSQL keeps statements parsed, per connection (prepared statements of the protocol). Of a text
 * that comes again, parsing and most of the planning are saved; a text that comes once, and one beyond the limit, is sent as
 * it is, so that no variety of texts fills the server's memory.
 *
 * A name is made of the text: behind a pooler that lends one server connection to several processes, the same name must
 * never stand for two texts.
 */
import { createHash } from 'node:crypto';
import { LIMITS } from '../platform/limits.js';

export type StatementNames = {
  /** `undefined` for what is sent without a name. */
  of(text: string): string | undefined;
  /** What is kept under the name does not fit the schema any more: the text gets another, on all connections. */
  renew(text: string): void;
};

export function createStatementNames(namesMax: number = LIMITS.databaseStatementsNamed): StatementNames {
  const names = new Map<string, string>();
  const renewals = new Map<string, number>();
  let seenOnce = new Set<string>();
  const named = (text: string) => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
    const renewal = renewals.get(text);
    return renewal === undefined ? `hub_${hash}` : `hub_${hash}_${renewal}`;
  };
  return {
    of(text) {
      const known = names.get(text);
      if (known !== undefined) return known;
      if (names.size >= namesMax || !PLANNED.test(text)) return undefined;
      if (!seenOnce.has(text)) {
        if (seenOnce.size >= namesMax) seenOnce = new Set();
        seenOnce.add(text);
        return undefined;
      }
      seenOnce.delete(text);
      const name = named(text);
      names.set(text, name);
      return name;
    },
    renew(text) {
      if (!names.has(text)) return;
      renewals.set(text, (renewals.get(text) ?? 0) + 1);
      names.set(text, named(text));
    },
  };
}

/** What has a plan. `fetch` and `declare` speak of a cursor of the moment, `begin`, `commit` and `set` cost nothing. */
const PLANNED = /^\s*(?:select|insert|update|delete|with)\b/i;
