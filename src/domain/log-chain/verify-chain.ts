/**
 * Whether a stretch of a chain is what was written: every entry still there, unchanged and in its place. Pure; who calls
 * it reads the rows and brings SHA-256. A fault names where it is, and the walk goes on from what the row claims, so that
 * one tampered row is one fault and not all that follow.
 */

import type { LogComponent } from './log-components.js';
import { canonicalEntry, type LogEntry, linkText } from './log-entry.js';

export type ChainRow = {
  readonly sequence: number;
  readonly entryId: number;
  readonly contentHash: string;
  readonly linkHash: string;
  /** Set where the time of keeping has ended: the content is gone and its hash stays. */
  readonly erasedAt?: string;
  readonly entry?: LogEntry;
};

export type ChainFault = {
  /**
   * `altered`: the content is not what was chained. `removed`: an entry, or its content before its time, is missing.
   * `moved`: the row does not belong at this place of the chain. `head-differs`: the chain ends or continues otherwise
   * than a head that was noted before. `not-chained`: an entry waits longer than it may to be chained.
   */
  readonly kind: 'altered' | 'removed' | 'moved' | 'head-differs' | 'not-chained';
  readonly component: LogComponent;
  readonly sequence?: number;
  readonly entryId?: number;
  readonly detail: string;
};

export type ChainPosition = { readonly sequence: number; readonly linkHash: string };

export type ChainStretch = {
  readonly faults: readonly ChainFault[];
  /** Rows looked at, and how many of them keep only their hash. */
  readonly entries: number;
  readonly erased: number;
  readonly end: ChainPosition;
};

export function verifyChain(
  component: LogComponent,
  rows: readonly ChainRow[],
  options: { readonly from: ChainPosition; readonly sha256: (text: string) => string },
): ChainStretch {
  const faults: ChainFault[] = [];
  let { sequence, linkHash } = options.from;
  for (const row of rows) {
    if (row.sequence !== sequence + 1) faults.push(gap(component, sequence, row));
    faults.push(...rowFaults(component, row, linkHash, options.sha256));
    ({ sequence, linkHash } = row);
  }
  return {
    faults,
    entries: rows.length,
    erased: rows.filter(({ entry }) => entry === undefined).length,
    end: { sequence, linkHash },
  };
}

/** Whether the chain still holds what somebody noted of it earlier; `at` is the row of that sequence today. */
export function compareHead(
  component: LogComponent,
  noted: ChainPosition,
  at: ChainPosition | undefined,
): ChainFault | undefined {
  if (at?.linkHash === noted.linkHash) return undefined;
  return {
    kind: 'head-differs',
    component,
    sequence: noted.sequence,
    detail: at ? 'The chain was made anew since this head was noted.' : 'The chain ends before this head.',
  };
}

function gap(component: LogComponent, before: number, row: ChainRow): ChainFault {
  const missing = row.sequence - before - 1;
  return {
    kind: 'removed',
    component,
    sequence: before + 1,
    detail: `${missing} place${missing === 1 ? '' : 's'} of the chain before ${row.sequence} missing.`,
  };
}

function rowFaults(
  component: LogComponent,
  row: ChainRow,
  previousLinkHash: string,
  sha256: (text: string) => string,
): readonly ChainFault[] {
  const { sequence, entryId, contentHash, entry } = row;
  const at = { component, sequence, entryId };
  const faults: ChainFault[] = [];
  if (entry === undefined && row.erasedAt === undefined) {
    faults.push({ kind: 'removed', ...at, detail: 'The entry is gone before its time of keeping ended.' });
  }
  if (entry !== undefined && sha256(canonicalEntry(entry)) !== contentHash) {
    faults.push({
      kind: 'altered',
      ...at,
      detail: 'The entry does not say what it said when it was chained.',
    });
  }
  const expected = sha256(linkText({ component, sequence, previousLinkHash, contentHash }));
  if (expected !== row.linkHash) {
    faults.push({ kind: 'moved', ...at, detail: 'The row does not follow the one before it.' });
  }
  return faults;
}
