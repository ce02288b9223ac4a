/** The logs of the components and their chains: `docs/logs.md`. */
import { type Static, Type } from 'typebox';
import { LOG_COMPONENTS } from '../src/domain/log-chain/log-components.js';
import { Instant, oneOf, STRICT, textInput } from './words.js';

export const LogComponent = oneOf(LOG_COMPONENTS, {
  title: 'LogComponent',
  description: `A component that keeps a log: ${LOG_COMPONENTS.join(', ')}.`,
});

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hexadecimal.' });
const Sequence = Type.Integer({
  minimum: 0,
  description: 'Place in the chain, from 1; 0 is before the first.',
});

const ChainPosition = Type.Object({ sequence: Sequence, linkHash: Hash }, { title: 'ChainPosition' });

const FAULT_KINDS = ['altered', 'removed', 'moved', 'head-differs', 'not-chained'] as const;

const LogVerdict = Type.Object(
  {
    verifiedAt: Instant,
    throughSequence: Sequence,
    faults: Type.Integer({ minimum: 0 }),
    firstFault: Type.Optional(
      Type.Object({
        kind: oneOf(FAULT_KINDS),
        sequence: Type.Optional(Sequence),
        entryId: Type.Optional(Type.Integer()),
      }),
    ),
  },
  {
    title: 'LogVerdict',
    description:
      'What the hub, which verifies every log in turn, has found last. Without faults only where the whole chain was ' +
      'verified since the last one was found.',
  },
);

export const LogStatuses = Type.Object(
  {
    logs: Type.Array(
      Type.Object({
        component: LogComponent,
        kept: Type.String({ description: 'How long an entry is kept, for example `1 year`.' }),
        keptFrom: oneOf(['entry', 'data'], {
          description: 'Counted from the entry, or from the erasure of the data it is about.',
        }),
        waiting: Type.Integer({ minimum: 0, description: 'Entries not chained yet.' }),
        oldestWaitingMs: Type.Number({ minimum: 0 }),
        head: Type.Optional(ChainPosition),
        verdict: Type.Optional(LogVerdict),
      }),
    ),
  },
  {
    title: 'LogStatuses',
    description: 'Note the heads elsewhere: a chain that was made anew is found by comparing with them.',
  },
);

export const LogVerificationBody = Type.Object(
  {
    after: Type.Optional(Sequence),
    noted: Type.Optional(
      Type.Object(
        { sequence: Type.Integer({ minimum: 1 }), linkHash: Hash },
        { ...STRICT, description: 'A head noted earlier: it must still be in the chain.' },
      ),
    ),
  },
  { ...STRICT, title: 'LogVerificationBody' },
);
export type LogVerificationBody = Static<typeof LogVerificationBody>;

export const LogVerification = Type.Object(
  {
    component: LogComponent,
    from: ChainPosition,
    end: ChainPosition,
    entries: Type.Integer({ minimum: 0, description: 'Rows of the chain this stretch looked at.' }),
    erased: Type.Integer({
      minimum: 0,
      description: 'Of them those whose time of keeping has ended: the hash stays.',
    }),
    isWhole: Type.Boolean({ description: 'No fault in this stretch.' }),
    faults: Type.Array(
      Type.Object({
        kind: oneOf(FAULT_KINDS),
        component: LogComponent,
        sequence: Type.Optional(Type.Integer()),
        entryId: Type.Optional(Type.Integer()),
        detail: Type.String(),
      }),
    ),
    next: Type.Optional(Type.Integer({ description: 'Pass as `after` to read on; absent at the end.' })),
  },
  { title: 'LogVerification' },
);

export const LogPage = Type.Object(
  {
    component: LogComponent,
    from: ChainPosition,
    entries: Type.Array(
      Type.Object({
        sequence: Type.Integer(),
        entryId: Type.Integer(),
        contentHash: Hash,
        linkHash: Hash,
        erasedAt: Type.Optional(Type.String()),
        content: Type.Optional(
          Type.String({
            description:
              'Canonical text of the entry, whose SHA-256 is `contentHash`. Absent where its time of keeping has ended, or ' +
              'where it is of another Member State than the reader.',
          }),
        ),
        searchData: Type.Optional(
          Type.Unknown({ description: 'What was searched with, in the log of SIS.' }),
        ),
      }),
    ),
    next: Type.Optional(Type.Integer({ description: 'Pass as `after` to read on; absent at the end.' })),
  },
  { title: 'LogPage' },
);

export const LogHoldBody = Type.Object(
  { reference: textInput(200) },
  { ...STRICT, title: 'LogHoldBody', description: 'Reference of the monitoring that has begun.' },
);
export type LogHoldBody = Static<typeof LogHoldBody>;

export const LogHold = Type.Object(
  {
    holdId: Type.String({ format: 'uuid' }),
    component: LogComponent,
    placedBy: Type.String(),
    reference: Type.String(),
    placedAt: Instant,
    liftedAt: Type.Optional(Instant),
  },
  { title: 'LogHold' },
);
