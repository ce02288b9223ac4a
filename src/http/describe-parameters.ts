/** Path parameters, query and headers that several operations share. */
import { Type } from 'typebox';
import { LogComponent } from '../../schemas/log.js';
import {
  CandidatesMax,
  CheckMirrored,
  FalseMatchRate,
  FalsePositiveIdentificationRate,
} from '../../schemas/search-options.js';
import { IdentifierInput, KeptPosition, STRICT, System } from '../../schemas/words.js';
import type { LinkId, OperationId, SampleId, SubjectId } from '../domain/ids.js';
import type { LogComponent as Component } from '../domain/log-chain/log-components.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';

export const SystemParams = Type.Object({ system: System }, STRICT);
export type SystemParams = { readonly system: SystemId };

export const SubjectParams = Type.Object({ system: System, subjectId: IdentifierInput }, STRICT);
export type SubjectParams = { readonly system: SystemId; readonly subjectId: SubjectId };

export const OperationParams = Type.Object({ operationId: IdentifierInput }, STRICT);
export type OperationParams = { readonly operationId: OperationId };

export const LinkParams = Type.Object({ linkId: IdentifierInput }, STRICT);
export type LinkParams = { readonly linkId: LinkId };

export const LinkSampleParams = Type.Object({ linkId: IdentifierInput, sampleId: IdentifierInput }, STRICT);
export type LinkSampleParams = { readonly linkId: LinkId; readonly sampleId: SampleId };

export const QueueParams = Type.Object({ queue: Type.String({ maxLength: 40 }) }, STRICT);
export type QueueParams = { readonly queue: string };

export const ProcessParams = Type.Object({ processId: Type.String({ maxLength: 200 }) }, STRICT);
export type ProcessParams = { readonly processId: string };

export const LogParams = Type.Object({ component: LogComponent }, STRICT);
export type LogParams = { readonly component: Component };

export const LogHoldParams = Type.Object({ holdId: IdentifierInput }, STRICT);
export type LogHoldParams = { readonly holdId: string };

export const ScreeningParams = Type.Object({ caseId: IdentifierInput }, STRICT);
export type ScreeningParams = { readonly caseId: string };

export const ProcedurePage = Type.Object(
  {
    open: Type.Optional(Type.Boolean({ description: 'Only those that have not ended.' })),
    after: Type.Optional(IdentifierInput),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.screeningsPageMax, default: 50 })),
  },
  STRICT,
);
export type ProcedurePage = { readonly open?: boolean; readonly after?: string; readonly limit?: number };

const Prefer = Type.String({
  description:
    `\`wait=n\`: seconds to wait for the end of the operation, 0 to ${LIMITS.waitSecondsMax}, ` +
    `${LIMITS.waitSecondsDefault} where absent. \`respond-async\` does not wait.`,
});

const Priority = Type.String({
  description:
    '`u=7` (RFC 9218): bulk work nobody waits for. It is done after everything else, and refused before it.',
});

/** Described here, read strictly by `request-headers.ts`. */
export const WaitHeaders = Type.Object({ prefer: Type.Optional(Prefer) });
export const OperationHeaders = Type.Object({
  prefer: Type.Optional(Prefer),
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        'The same key of the same authority means the same request: it is done once. What ended as `failed` because something it ' +
        'needs was away for all its tries (502, 503 or 504, as `system-unreachable`, `gallery-not-ready` or `database-unavailable`) is ' +
        'tried again with the same key, for a day; while new work is refused (`overloaded`, `share-exceeded`) that is the answer. ' +
        'Whatever lasts (`rejected`, `internal-error`, `system-refused`) is answered at once as it was: only a new key is a new ' +
        'request. Without a key a request that is sent again is done beside the first, which may be tried again for a day too.',
    }),
  ),
  priority: Type.Optional(Priority),
});

export const PeerHeaders = Type.Object({
  prefer: Type.Optional(Prefer),
  priority: Type.Optional(Priority),
});

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description: 'The same key with the same conclusion means the same request: it is done once.',
    }),
  ),
});

/** What a request whose body is a file says beside it, in the names of the JSON form. */
const IMAGE_QUERY = {
  position: Type.Optional(KeptPosition),
  ppi: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 10_000, description: 'Of a bare image: pixels per inch.' }),
  ),
};

const SEARCH_QUERY = {
  ...IMAGE_QUERY,
  systems: Type.Optional(
    Type.String({
      description: 'The systems to ask, with commas between. All that may be asked where absent.',
    }),
  ),
  candidatesMax: Type.Optional(CandidatesMax),
  falsePositiveIdentificationRate: Type.Optional(FalsePositiveIdentificationRate),
};

export const SearchFileQuery = Type.Object(SEARCH_QUERY, STRICT);

export const IdentifyFileQuery = Type.Object(
  { ...SEARCH_QUERY, checkMirrored: Type.Optional(CheckMirrored) },
  STRICT,
);

export const VerifyFileQuery = Type.Object(
  { ...IMAGE_QUERY, falseMatchRate: Type.Optional(FalseMatchRate) },
  STRICT,
);
