/**
 * Everything the hub does for somebody, as its edge (`http`) sees it. `create-hub-workflows.ts`
 * puts it together from the ports.
 */
import type { Requester } from '../domain/authorities.js';
import type { Deadline } from '../domain/deadlines/deadline.js';
import type { StayQuestion, StayQuestionAnswer } from '../domain/ees/answer-stay-question.js';
import type { LinkId, OperationId, SubjectId } from '../domain/ids.js';
import type { ErasureGround } from '../domain/law/erasure-grounds.js';
import type { LinkColour, PairRelation, VerificationConclusion } from '../domain/law/link-table.js';
import type { OperatorHindrance } from '../domain/links/second-operator.js';
import type { LocalDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import type { ProbeTemplate } from '../matching/template.js';
import type { PresentedEvidence } from './calculate-stay.js';
import type { createCompareLink, createReadLinkSample } from './compare-link.js';
import type { createCorrectLink } from './correct-link.js';
import type { createCountRefusal } from './count-refusal.js';
import type { EurodacWorkflows } from './eurodac-workflows.js';
import type { createHoldLog, createLiftLogHold } from './hold-log.js';
import type { createAskPortal, createListLinkNotices, createWriteLinkLetter } from './link-letters.js';
import type { createListProcedureDeadlines } from './list-procedure-deadlines.js';
import type { createMonitorScreenings } from './monitor-screenings.js';
import type { createNoteExpiredToken } from './note-expired-token.js';
import type { OperateWorkflows } from './operate-hub.js';
import type { PortalWorkflows } from './portal-workflows.js';
import type { LinkEvent, LinkReport } from './ports/identity-links.js';
import type { Operation, OperationRequest, StoredSubject } from './ports/operations.js';
import type { AnySample } from './ports/samples.js';
import type { DueFile } from './ports/systems.js';
import type { createReadLog, createReadLogStatus } from './read-log.js';
import type { LinkVerification, Overstayer, VisibleLink } from './results.js';
import type {
  createCountRightRequests,
  createListRightRequests,
  createOpenRightRequest,
  createReadRightRequest,
  createStepRightRequest,
} from './right-requests.js';
import type { createCaptureScreening } from './screening-captures.js';
import type { createAnswerOpinion, createAskOpinion, createListOpinions } from './screening-opinions.js';
import type {
  createCheckScreening,
  createEndScreening,
  createListScreenings,
  createOpenScreening,
  createReadScreening,
  createRemarkScreening,
  createWriteScreeningForm,
} from './screenings.js';
import type { SisWorkflows } from './sis-workflows.js';
import type { createReadStatistics } from './statistics.js';
import type { TravelWorkflows } from './travel-workflows.js';
import type { ConclusionDetails } from './verify-link.js';
import type { createVerifyLog } from './verify-log.js';

export type AcceptOptions = {
  /** Same key of the same authority means the same operation: a request sent twice is done once. */
  readonly idempotencyKey?: string;
  /** How long the caller is willing to wait for the end of the operation; 0 returns at once. */
  readonly waitMs: number;
  /** Nobody waits for it: it is done after everything else, and refused before it. */
  readonly isBulk?: boolean;
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
      /** Where the processing of these data is restricted. */
      readonly restrictedSince?: LocalDate;
    }
  | { readonly kind: 'not-found' }
  | Denied;

export type EraseSubjectOptions = {
  readonly waitMs: number;
  /** With a ground, also what other Member States entered. */
  readonly ground?: ErasureGround;
  /** Of the decision or permit the ground rests on. */
  readonly reference?: string;
};

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

export type ListLinksOutcome = {
  readonly links: readonly VisibleLink[];
  /** Pass it as `after` to read on; absent on the last page. */
  readonly next?: LinkId;
};

export type ReadLinkOutcome =
  | {
      readonly kind: 'found';
      readonly link: VisibleLink;
      /** For the authority that has to verify the link: how the data relate, and every record of both sides. */
      readonly relation?: PairRelation;
      readonly records?: readonly SystemRecord[];
      readonly history?: readonly LinkEvent[];
      readonly verification?: LinkVerification;
      /** For the same: what other authorities found wrong. */
      readonly reports?: readonly LinkReport[];
    }
  /** Also where the link exists and the requester may not see it. */
  | { readonly kind: 'not-found' };

export type VerifyLinkOutcome =
  | { readonly kind: 'verified'; readonly link: VisibleLink }
  /** It is kept and the link stays yellow: another operator has to conclude. */
  | { readonly kind: 'proposed'; readonly link: VisibleLink; readonly verification: LinkVerification }
  | { readonly kind: 'not-this-operator'; readonly because: OperatorHindrance }
  /** The key came with another conclusion, or from another operator, while the link waits. */
  | { readonly kind: 'idempotency-conflict' }
  | { readonly kind: 'not-found' }
  /** Somebody concluded before; `colour` is what it is now. */
  | { readonly kind: 'already-verified'; readonly colour: LinkColour }
  /** It waits, but is not as the operator saw it: nothing was decided. */
  | { readonly kind: 'changed' }
  /** The conclusion contradicts the data, or no provision gives it a colour. */
  | { readonly kind: 'refused'; readonly reason: string };

export type CalculateStayOutcome =
  | {
      readonly kind: 'calculated';
      /** The day of the question. */
      readonly asOf: LocalDate;
      readonly answer: StayQuestionAnswer;
    }
  | { readonly kind: 'not-found' }
  | Denied;

export type ListDeadlinesOutcome =
  | {
      readonly kind: 'listed';
      readonly asOf: LocalDate;
      /** In the order of their days. */
      readonly deadlines: readonly Deadline[];
    }
  | { readonly kind: 'not-found' }
  | Denied;

export type ListDueFilesOutcome =
  | {
      readonly kind: 'listed';
      readonly asOf: LocalDate;
      readonly deadlines: readonly Deadline[];
      /** Pass it as `after` to read on; absent on the last page. */
      readonly next?: DueFile;
    }
  | Denied;

/** Logs of all components and their chains. */
export type LogWorkflows = {
  status: ReturnType<typeof createReadLogStatus>;
  verify: ReturnType<typeof createVerifyLog>;
  read: ReturnType<typeof createReadLog>;
  hold: ReturnType<typeof createHoldLog>;
  liftHold: ReturnType<typeof createLiftLogHold>;
};

/** Requests of persons about their data. */
export type RightWorkflows = {
  open: ReturnType<typeof createOpenRightRequest>;
  read: ReturnType<typeof createReadRightRequest>;
  list: ReturnType<typeof createListRightRequests>;
  step: ReturnType<typeof createStepRightRequest>;
  count: ReturnType<typeof createCountRightRequests>;
};

/** Screening of persons found at the border or inside the territory. */
export type ScreeningWorkflows = {
  open: ReturnType<typeof createOpenScreening>;
  read: ReturnType<typeof createReadScreening>;
  list: ReturnType<typeof createListScreenings>;
  check: ReturnType<typeof createCheckScreening>;
  capture: ReturnType<typeof createCaptureScreening>;
  remark: ReturnType<typeof createRemarkScreening>;
  end: ReturnType<typeof createEndScreening>;
  form: ReturnType<typeof createWriteScreeningForm>;
  askOpinion: ReturnType<typeof createAskOpinion>;
  answerOpinion: ReturnType<typeof createAnswerOpinion>;
  listOpinions: ReturnType<typeof createListOpinions>;
  monitor: ReturnType<typeof createMonitorScreenings>;
};

export type HubWorkflows = {
  readonly screening: ScreeningWorkflows;
  listProcedureDeadlines: ReturnType<typeof createListProcedureDeadlines>;
  readonly statistics: { readonly read: ReturnType<typeof createReadStatistics> };
  readonly eurodac: EurodacWorkflows;
  readonly sis: SisWorkflows;
  readonly rights: RightWorkflows;
  readonly operate: OperateWorkflows;
  /** For the verifier in charge of a yellow link: how both sides' biometrics compare, and their images. */
  compareLink: ReturnType<typeof createCompareLink>;
  readLinkSample: ReturnType<typeof createReadLinkSample>;
  readonly logs: LogWorkflows;
  readonly travel: TravelWorkflows;
  readonly portal: PortalWorkflows;
  /** Keeps a request durably and waits for its end as long as the caller likes. Throws `OperationalError` only. */
  accept(
    requester: Requester,
    request: OperationRequest,
    samples: readonly AnySample[],
    options: AcceptOptions,
  ): Promise<AcceptOutcome>;
  /** A record that was refused before it was accepted as an operation. */
  countRefusal: ReturnType<typeof createCountRefusal>;
  noteExpiredToken: ReturnType<typeof createNoteExpiredToken>;
  /** `undefined` where the operation does not exist or belongs to another authority: the two look the same. */
  readOperation(requester: Requester, operationId: OperationId): Promise<Operation | undefined>;
  readSubject(requester: Requester, system: SystemId, subjectId: SubjectId): Promise<ReadSubjectOutcome>;
  eraseSubject(
    requester: Requester,
    system: SystemId,
    subjectId: SubjectId,
    options: EraseSubjectOptions,
  ): Promise<EraseSubjectOutcome>;
  /** What the automated calculator of the EES says, with the evidence the traveller presents. */
  calculateStay(
    requester: Requester,
    subjectId: SubjectId,
    question: StayQuestion,
    evidence: PresentedEvidence,
  ): Promise<CalculateStayOutcome>;
  /** What is due about a subject from tomorrow on, `days` ahead. */
  listDeadlines(
    requester: Requester,
    system: SystemId,
    subjectId: SubjectId,
    options: { readonly days: number },
  ): Promise<ListDeadlinesOutcome>;
  /** What is due about everything the requester's Member State entered, and what is overdue. */
  listDueFiles(
    requester: Requester,
    page: { readonly days: number; readonly limit: number; readonly after?: DueFile },
  ): Promise<ListDueFilesOutcome>;
  listOverstayers(
    requester: Requester,
    page: { readonly after?: SubjectId; readonly limit: number },
  ): Promise<ListOverstayersOutcome>;
  /** The links the requester's authority has to verify, yellow or reported as wrong, oldest first. */
  listLinks(
    requester: Requester,
    page: { readonly after?: LinkId; readonly limit: number },
  ): Promise<ListLinksOutcome>;
  readLink(requester: Requester, linkId: LinkId): Promise<ReadLinkOutcome>;
  verifyLink(
    requester: Requester,
    linkId: LinkId,
    conclusion: VerificationConclusion,
    details?: ConclusionDetails,
  ): Promise<VerifyLinkOutcome>;
  correctLink: ReturnType<typeof createCorrectLink>;
  writeLinkLetter: ReturnType<typeof createWriteLinkLetter>;
  listLinkNotices: ReturnType<typeof createListLinkNotices>;
  askPortal: ReturnType<typeof createAskPortal>;
};
