/**
 * The logs for those who supervise: their state, and their entries in the order of the chain. A supervisory authority of a
 * Member State reads what its state's authorities did; of all others it gets the hashes, so that it can verify the whole
 * chain. The reading itself is logged ((EU) 2019/817 Art 51(5), 52).
 */
import type { Requester } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import type { LogComponent } from '../domain/log-chain/log-components.js';
import { canonicalEntry } from '../domain/log-chain/log-entry.js';
import type { ChainPosition, ChainRow } from '../domain/log-chain/verify-chain.js';
import type { Denied } from './hub-workflows.js';
import type { LogStatus } from './ports/jobs.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

/** One line of an export (`docs/logs.md`). */
export type LogLine = {
  readonly sequence: number;
  readonly entryId: number;
  readonly contentHash: string;
  readonly linkHash: string;
  readonly erasedAt?: string;
  /** The canonical text `contentHash` is the SHA-256 of; absent where erased, or another state's. */
  readonly content?: string;
  /** What was searched with, where the log keeps it. */
  readonly searchData?: unknown;
};

export type LogPage = {
  readonly kind: 'listed';
  readonly component: LogComponent;
  readonly from: ChainPosition;
  readonly entries: readonly LogLine[];
  /** Pass as `after` to read on; absent at the end. */
  readonly next?: number;
};

export type ReadLogQuestion = {
  readonly component: LogComponent;
  readonly after?: number;
  readonly limit: number;
};

type ReadPorts = Pick<Ports, 'unitOfWork' | 'accessLog' | 'logArchive'>;

export function createReadLogStatus(ports: ReadPorts) {
  return async (
    requester: Requester,
  ): Promise<{ readonly kind: 'listed'; readonly logs: readonly LogStatus[] } | Denied> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'log-status');
    if (denied) return denied;
    await logTask(ports, sql, requester, 'log-status');
    return { kind: 'listed', logs: await ports.logArchive.status(sql) };
  };
}

export function createReadLog(ports: ReadPorts) {
  return async (requester: Requester, question: ReadLogQuestion): Promise<LogPage | Denied> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'log-reading');
    if (denied) return denied;
    await logTask(ports, sql, requester, 'log-reading', { reference: question.component });
    const { memberState } = requester;
    return readLogPage(ports, question, memberState === UNION_AGENCY ? undefined : memberState);
  };
}

/**
 * `memberState` narrows the contents to one state's; all where absent. Read as of one moment: a chain that is shortened
 * between its start and its rows would look as if places were missing.
 */
export function readLogPage(
  { logArchive, unitOfWork }: Pick<Ports, 'logArchive' | 'unitOfWork'>,
  { component, after, limit }: ReadLogQuestion,
  memberState?: string,
): Promise<LogPage> {
  return logArchive.atOneMoment(unitOfWork, async (sql) => {
    const start = await logArchive.startOf(sql, component);
    const from =
      (after === undefined ? undefined : await logArchive.positionOf(sql, component, after)) ?? start;
    const rows = await logArchive.rows(sql, component, { after: from.sequence, limit });
    const entries: LogLine[] = [];
    for (const row of rows) entries.push(await toLine(logArchive, sql, row, memberState));
    const last = rows.length === limit ? rows.at(-1)?.sequence : undefined;
    return { kind: 'listed', component, from, entries, ...(last === undefined ? {} : { next: last }) };
  });
}

async function toLine(
  logArchive: Ports['logArchive'],
  sql: Sql,
  { entry, ...row }: ChainRow,
  memberState: string | undefined,
): Promise<LogLine> {
  if (entry === undefined || (memberState !== undefined && entry.memberState !== memberState)) return row;
  const content = canonicalEntry(entry);
  if (entry.searchDataDigest === null) return { ...row, content };
  return { ...row, content, searchData: await logArchive.searchData(sql, entry.eventId) };
}
