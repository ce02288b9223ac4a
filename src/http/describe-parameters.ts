/** Path parameters, query and headers that several operations share. */
import { Type } from 'typebox';
import { IdentifierInput, STRICT, System } from '../../schemas/words.js';
import type { OperationId, SubjectId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';

export const SystemParams = Type.Object({ system: System }, STRICT);
export type SystemParams = { readonly system: SystemId };

export const SubjectParams = Type.Object({ system: System, subjectId: IdentifierInput }, STRICT);
export type SubjectParams = { readonly system: SystemId; readonly subjectId: SubjectId };

export const OperationParams = Type.Object({ operationId: IdentifierInput }, STRICT);
export type OperationParams = { readonly operationId: OperationId };

const Prefer = Type.String({
  description:
    `\`wait=n\`: seconds to wait for the end of the operation, 0 to ${LIMITS.waitSecondsMax}, ` +
    `${LIMITS.waitSecondsDefault} where absent. \`respond-async\` does not wait.`,
});

/** Described here, read strictly by `request-headers.ts`. */
export const WaitHeaders = Type.Object({ prefer: Type.Optional(Prefer) });
export const OperationHeaders = Type.Object({
  prefer: Type.Optional(Prefer),
  'idempotency-key': Type.Optional(
    Type.String({
      description: 'The same key of the same authority means the same request: it is done once.',
    }),
  ),
});
