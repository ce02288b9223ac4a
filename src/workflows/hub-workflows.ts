/**
 * Everything the hub does for somebody, as its edge (`http`) sees it. `create-hub-workflows.ts`
 * puts it together from the ports.
 */
import type { Requester } from '../domain/authorities.js';
import type { OperationId, SubjectId } from '../domain/ids.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import type { ProbeTemplate } from '../matching/template.js';
import type { Operation, OperationRequest, Sample, StoredSubject } from './ports.js';
import type { Overstayer } from './results.js';

export type AcceptOptions = {
  /** Same key of the same authority means the same operation: a request sent twice is done once. */
  readonly idempotencyKey?: string;
  /** How long the caller is willing to wait for the end of the operation; 0 returns at once. */
  readonly waitMs: number;
  /** Templates a peer hub extracted itself: such an operation starts with its search. */
  readonly probes?: readonly ProbeTemplate[];
};

export type Denied = { readonly kind: 'denied'; readonly reason: string };

export type AcceptOutcome =
  | { readonly kind: 'accepted'; readonly operation: Operation }
  | { readonly kind: 'idempotency-conflict' }
  | Denied;

export type ReadSubjectOutcome =
  | {
      readonly kind: 'found';
      readonly subject: StoredSubject;
      /** Oldest encounter first. */
      readonly records: readonly SystemRecord[];
    }
  | { readonly kind: 'not-found' }
  | Denied;

export type EraseSubjectOutcome =
  /** No search finds the subject any more; the operation ends when no gallery file holds it either. */
  { readonly kind: 'erased'; readonly operation: Operation } | { readonly kind: 'not-found' } | Denied;

export type ListOverstayersOutcome =
  | {
      readonly kind: 'listed';
      /** The day the list is true for, local calendar date. */
      readonly asOf: string;
      readonly overstayers: readonly Overstayer[];
      /** Pass it as `after` to read on; absent on the last page. */
      readonly next?: SubjectId;
    }
  | Denied;

export type HubWorkflows = {
  /** Keeps a request durably and waits for its end as long as the caller likes. Throws `OperationalError` only. */
  accept(
    requester: Requester,
    request: OperationRequest,
    samples: readonly Sample[],
    options: AcceptOptions,
  ): Promise<AcceptOutcome>;
  /** `undefined` where the operation does not exist or belongs to another authority: the two look the same. */
  readOperation(requester: Requester, operationId: OperationId): Promise<Operation | undefined>;
  readSubject(requester: Requester, system: SystemId, subjectId: SubjectId): Promise<ReadSubjectOutcome>;
  eraseSubject(
    requester: Requester,
    system: SystemId,
    subjectId: SubjectId,
    options: { readonly waitMs: number },
  ): Promise<EraseSubjectOutcome>;
  listOverstayers(
    requester: Requester,
    page: { readonly after?: SubjectId; readonly limit: number },
  ): Promise<ListOverstayersOutcome>;
};
