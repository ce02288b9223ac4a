/**
 * The result of a comparison with Eurodac, for the state that transmitted the biometrics and nobody else ((EU) 2024/1358
 * Art 27(4), 28(4), 40(1)). Of every hit the data of its category, as they stand; of a false one nothing any more.
 */
import type { Requester } from '../domain/authorities.js';
import { type CurrentDataSet, currentDataSets } from '../domain/eurodac/current-data-set.js';
import { expertCheck } from '../domain/eurodac/hit-verification.js';
import type { EurodacComparison, EurodacHit } from '../domain/eurodac/stored-comparison.js';
import {
  isUnjustified,
  type StoredLawEnforcementRequest,
} from '../domain/eurodac/stored-law-enforcement-request.js';
import type { OperationId } from '../domain/ids.js';
import { HIT_REPLY_ROWS } from '../domain/law/eurodac-comparison-table.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type ShownHit = EurodacHit & {
  /** What the receiving state owes it before it acts. */
  readonly check: ReturnType<typeof expertCheck>;
  /** Articles whose data are handed over. */
  readonly citation: string;
  /** Absent once the hit was found false, or the data set is erased. */
  readonly handedOver?: { readonly record: SystemRecord; readonly current: CurrentDataSet };
};

export type ReadComparisonOutcome =
  | { readonly kind: 'found'; readonly comparison: EurodacComparison; readonly hits: readonly ShownHit[] }
  | { readonly kind: 'not-found' }
  | Denied;

type ReadPorts = Pick<Ports, 'unitOfWork' | 'adapters' | 'eurodac' | 'accessLog'>;

export function createReadComparison(ports: ReadPorts, system: SystemId) {
  return async (requester: Requester, comparisonId: OperationId): Promise<ReadComparisonOutcome> => {
    const { sql } = ports.unitOfWork;
    const isPolice = requester.authorityClass === 'law-enforcement-authority';
    const right = isPolice ? 'eurodac-law-enforcement-request' : 'eurodac-result';
    const about = { operationId: comparisonId };
    const denied = await enterTask(ports, sql, { requester, right, system, about });
    if (denied) return denied;
    const found = await ports.eurodac.comparisons.read(sql, comparisonId);
    if (!found) return { kind: 'not-found' };
    const { requestId } = found.comparison;
    const request = requestId === undefined ? undefined : await ports.eurodac.requests.read(sql, requestId);
    if (!isReceiver(requester, found.comparison, request)) return { kind: 'not-found' };
    // Its hits are erased; one that was written beside the decision is not shown either.
    const hits = request && isUnjustified(request) ? [] : found.hits;
    return { kind: 'found', ...(await showHits(ports, sql, { ...found, hits, system })) };
  };
}

/** The state that transmitted; of a search for law enforcement the authority whose request it was. */
function isReceiver(
  { memberState, authorityId, authorityClass }: Requester,
  comparison: EurodacComparison,
  request: StoredLawEnforcementRequest | undefined,
): boolean {
  if (comparison.memberState !== memberState) return false;
  const isPolice = authorityClass === 'law-enforcement-authority';
  if (comparison.requestId === undefined) return !isPolice;
  return isPolice && request?.authorityId === authorityId;
}

export async function showHits(
  { adapters }: Pick<Ports, 'adapters'>,
  sql: Sql,
  found: {
    readonly comparison: EurodacComparison;
    readonly hits: readonly EurodacHit[];
    readonly system: SystemId;
  },
): Promise<{ readonly comparison: EurodacComparison; readonly hits: readonly ShownHit[] }> {
  const { comparison, hits, system } = found;
  const open = hits.filter(({ state }) => state.kind !== 'false' && state.kind !== 'reported');
  const records = await adapters
    .get(system)!
    .readMany(sql, [...new Set(open.map(({ stored }) => stored.subjectId))]);
  const recordOf = new Map(records.map((record) => [record.encounterId, record]));
  const currentOf = new Map(currentDataSets(records).map((current) => [current.dataSetId, current]));
  return {
    comparison,
    hits: hits.map((hit) => {
      const isOpen = open.includes(hit);
      const record = isOpen ? recordOf.get(hit.stored.encounterId) : undefined;
      const current = isOpen ? currentOf.get(hit.stored.encounterId) : undefined;
      return {
        ...hit,
        check: expertCheck(hit.foundBy),
        citation: HIT_REPLY_ROWS.find(({ category }) => category === hit.category)!.citation,
        ...(record && current ? { handedOver: { record, current } } : {}),
      };
    }),
  };
}
