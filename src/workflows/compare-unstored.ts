/**
 * Biometrics of somebody registered for an admission procedure ((EU) 2024/1358 Art 18(1), 27(2)): compared with marked data
 * of applicants, with admission and with national resettlement, and never stored.
 */
import type { Requester } from '../domain/authorities.js';
import { referenceFault } from '../domain/eurodac/reference-number.js';
import { eurodacCategoryRow } from '../domain/law/eurodac-category-table.js';
import { localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import { type AwaitPorts, awaitOperation } from './await-operation.js';
import { type BeginPorts, beginComparison } from './begin-comparison.js';
import { enterTask } from './enter-task.js';
import type { AcceptOptions, AcceptOutcome } from './hub-workflows.js';
import type { Sample } from './ports/samples.js';
import type { Ports } from './ports.js';

export type CompareOutcome =
  | AcceptOutcome
  | { readonly kind: 'refused'; readonly pointer: string; readonly reason: string };

type ComparePorts = AwaitPorts & BeginPorts & Pick<Ports, 'accessLog'>;

export function createCompareUnstored(ports: ComparePorts, system: SystemId) {
  return async (
    requester: Requester,
    asked: {
      readonly referenceNumber: string;
      readonly isUrgent: boolean;
      readonly samples: readonly Sample[];
    },
    options: AcceptOptions,
  ): Promise<CompareOutcome> => {
    const collection = 'admission-registration';
    const begun = await ports.unitOfWork.transaction(async (tx) => {
      const about = { dataUsed: ['fingerprints'] as const };
      const denied = await enterTask(ports, tx, { requester, right: 'eurodac-comparison', system, about });
      if (denied) return denied;
      const fault = referenceFault(asked.referenceNumber, collection);
      if (fault) {
        return {
          kind: 'refused',
          pointer: '/referenceNumber',
          reason: `${fault.expected} ${fault.citation}.`,
        } as const;
      }
      if (!eurodacCategoryRow(collection, localDate(ports.clock.today()))) {
        return {
          kind: 'refused',
          pointer: '',
          reason: 'The category does not exist yet. (EU) 2024/1358 Art 63(2).',
        } as const;
      }
      const { referenceNumber, isUrgent, samples } = asked;
      const { idempotencyKey } = options;
      return beginComparison(ports, tx, {
        requester,
        system,
        keys: { samples },
        terms: { collection, isUrgent, wantsOwn: true, referenceNumber },
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
    });
    if (begun.kind === 'conflict') return { kind: 'idempotency-conflict' };
    if (begun.kind !== 'begun') return begun;
    return { kind: 'accepted', operation: await awaitOperation(ports, begun.operationId, options.waitMs) };
  };
}
