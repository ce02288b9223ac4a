/** An accepted request that is worked on, and the error every refusal is told as. */
import { type Static, type TSchema, Type } from 'typebox';
import { SERVICE_CLASSES } from '../src/domain/service-class.js';
import { CaptureFault, CaptureReport, Transaction } from './capture.js';
import {
  CompareDataSetResult,
  EnrolResult,
  EraseResult,
  IdentifyResult,
  ImageFacts,
  KeptQuality,
  NotSearched,
  OperationResult,
  SearchSystemsResult,
  VerifyResult,
} from './results.js';
import { SystemRecord } from './system-record.js';
import { CountryCode, Instant, KeptPosition, LocalDate, oneOf, System, Uuid } from './words.js';

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'URI of the problem, `urn:hub:problem:` and its code.' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'For programs: one of a closed list.' }),
    detail: Type.String(),
    requestId: Type.String(),
    operationId: Type.Optional(Uuid),
    serviceClass: Type.Optional(
      Type.String({
        enum: [...SERVICE_CLASSES],
        description: 'Class of a request that was refused because it would not be done in time.',
      }),
    ),
    fault: Type.Optional(CaptureFault),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({ description: 'JSON pointer to what is at fault; never its value.' }),
          code: Type.String(),
          expected: Type.String({ description: 'What is allowed there.' }),
        }),
      ),
    ),
  },
  { title: 'Problem', description: 'RFC 9457 problem details.' },
);
export type Problem = Static<typeof Problem>;

const State = oneOf(['queued', 'extracted', 'searched', 'completed', 'rejected', 'failed'], {
  description: '`queued` is acknowledged; `completed`, `rejected` and `failed` are final.',
});
const Kind = oneOf(['enrol', 'identify', 'verify', 'search-systems', 'erase', 'compare-data-set']);

function operationWith<Result extends TSchema>(result: Result, title: string) {
  return Type.Object(
    {
      operationId: Uuid,
      kind: Kind,
      state: State,
      createdAt: Instant,
      updatedAt: Instant,
      result: Type.Optional(result),
      problem: Type.Optional(
        Type.Object({
          code: Type.String(),
          detail: Type.String(),
          pointer: Type.Optional(Type.String()),
        }),
      ),
      transaction: Type.Optional(Transaction),
      capture: Type.Optional(CaptureReport),
      links: Type.Object({
        self: Type.String(),
        subject: Type.Optional(Type.String({ description: 'The subject an enrolment ended with.' })),
      }),
    },
    { title },
  );
}

export const Operation = operationWith(OperationResult, 'Operation');
export const EnrolOperation = operationWith(EnrolResult, 'EnrolOperation');
export const IdentifyOperation = operationWith(IdentifyResult, 'IdentifyOperation');
export const VerifyOperation = operationWith(VerifyResult, 'VerifyOperation');
export const SearchOperation = operationWith(SearchSystemsResult, 'SearchOperation');
export const CompareOperation = operationWith(CompareDataSetResult, 'CompareOperation');
export const EraseOperation = operationWith(EraseResult, 'EraseOperation');
export type Operation = Static<typeof Operation>;

export const Subject = Type.Object(
  {
    system: System,
    subjectId: Uuid,
    memberState: CountryCode,
    samples: Type.Array(
      Type.Object({
        sampleId: Uuid,
        encounterId: Uuid,
        position: KeptPosition,
        quality: KeptQuality,
        image: ImageFacts,
        notSearched: NotSearched,
      }),
    ),
    records: Type.Array(SystemRecord, { description: 'Oldest encounter first.' }),
    /** Present where the processing of these data is restricted. */
    restrictedSince: Type.Optional(LocalDate),
  },
  { title: 'Subject', description: 'Everything one system holds of one subject, without the images.' },
);

export const Health = Type.Object({ status: Type.Literal('alive') }, { title: 'Health' });

export const Readiness = Type.Object(
  {
    ready: Type.Boolean(),
    parts: Type.Record(Type.String(), Type.Object({ ready: Type.Boolean() })),
  },
  { title: 'Readiness', description: 'Every part of the process and whether it can do its work.' },
);
