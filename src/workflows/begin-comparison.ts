/** A comparison with Eurodac that stores nothing: kept with its biometrics or search keys, and put in line. */
import type { Requester } from '../domain/authorities.js';
import { comparisonDueAt, type EurodacComparison } from '../domain/eurodac/stored-comparison.js';
import type { DocumentQuery, IdentityQuery } from '../domain/identity-data.js';
import type { OperationId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import type { NewOperation } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import { type AdmissionPorts, requireAdmission } from './require-admission.js';

export type BeginPorts = AdmissionPorts & Pick<Ports, 'outbox' | 'eurodac' | 'ids' | 'clock'>;

export type SearchKeys = {
  readonly samples: readonly Sample[];
  readonly identity?: IdentityQuery;
  readonly document?: DocumentQuery;
};

export async function beginComparison(
  ports: BeginPorts,
  tx: Sql,
  wanted: {
    readonly requester: Requester;
    readonly system: SystemId;
    readonly keys: SearchKeys;
    readonly terms: Pick<EurodacComparison, 'collection' | 'isUrgent' | 'wantsOwn'> &
      Pick<Partial<EurodacComparison>, 'referenceNumber' | 'requestId'>;
    readonly idempotencyKey?: string;
  },
): Promise<{ readonly kind: 'begun'; readonly operationId: OperationId } | { readonly kind: 'conflict' }> {
  const { requester, system, terms, idempotencyKey } = wanted;
  const { samples, ...byName } = wanted.keys;
  const compared = { collection: terms.collection, comparesOwn: terms.wantsOwn };
  const operation: NewOperation = {
    operationId: ports.ids.uuid() as OperationId,
    requester,
    request: { kind: 'compare-data-set', system, ...compared, ...byName },
    samples,
    // The comparison keeps them: another reference number or urgency under the same key is another request.
    terms,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  await requireAdmission(ports, operation);
  const inserted = await ports.operations.insert(tx, operation);
  if (inserted.kind === 'conflict') return inserted;
  const { operationId } = inserted;
  if (inserted.kind === 'existing') return { kind: 'begun', operationId };
  const askedAt = new Date(ports.clock.nowMs()).toISOString();
  await ports.eurodac.comparisons.open(tx, {
    comparisonId: operationId,
    memberState: requester.memberState,
    ...terms,
    comparedOn: localDate(ports.clock.today()),
    askedAt,
    dueAt: comparisonDueAt(askedAt, terms.isUrgent),
    overflow: false,
  });
  await ports.outbox.insert(tx, { queue: samples.length > 0 ? 'extraction' : 'federation', operationId });
  return { kind: 'begun', operationId };
}
