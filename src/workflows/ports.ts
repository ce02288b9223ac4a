/**
 * Everything a workflow needs from the world, on one page. A port is a capability; what implements it stands in
 * `store`, `engine`, `extraction`, `adapters`, `jobs` and `coordination`, and only `main` knows which.
 *
 * Identifiers, never data of persons, travel in jobs and notices. Whatever waits takes an `AbortSignal`.
 */

import type { Designation } from '../domain/cir/identification.js';
import type { SourceId } from '../domain/law/portal-table.js';
import type { ConcludedColour } from '../domain/links/second-operator.js';
import type { IdentityRules } from '../domain/names/identity-rules.js';
import type { SystemId } from '../domain/systems.js';
import type { LocalClock } from '../platform/clock.js';
import type { IdSource } from '../platform/ids.js';
import type { Metrics } from '../platform/metrics.js';
import type { EurodacProcedures } from './ports/eurodac.js';
import type { Comparator, Gallery, MergeAnswers } from './ports/gallery.js';
import type {
  AuthorityContacts,
  IdentityLinks,
  LinkDecisions,
  ResponsibleAuthority,
} from './ports/identity-links.js';
import type { AccessLog, CompletionNotices, LogArchive, Outbox } from './ports/jobs.js';
import type { LongStayQueries } from './ports/long-stay-queries.js';
import type {
  Admission,
  FigureHistory,
  ImageRenderer,
  ProcessBoard,
  QueueControl,
  SurveyShards,
} from './ports/operation.js';
import type { Erasures, HeldShards, Operations, ShardAnswers, Subjects } from './ports/operations.js';
import type { UnitOfWork } from './ports/persistence.js';
import type { Restrictions, RightRequests } from './ports/right-requests.js';
import type { TemplateExtractor } from './ports/samples.js';
import type { Screenings } from './ports/screenings.js';
import type { SecondStage } from './ports/second-stage.js';
import type { LawEnforcement, SisProcedures } from './ports/sis.js';
import type { Statistics } from './ports/statistics.js';
import type {
  ConvictionFlags,
  DataQuality,
  DecisionCauses,
  EtiasApplications,
  FileCalendar,
  RetentionCalendar,
  SourceAdapter,
  StayFiles,
  SystemAdapter,
  VisaFiles,
} from './ports/systems.js';
import type { RenewalProgress } from './ports/template-renewals.js';

/** All of them, as `main` puts them together; a workflow asks for the few it needs. */
export type Ports = {
  readonly unitOfWork: UnitOfWork;
  readonly operations: Operations;
  readonly subjects: Subjects;
  readonly outbox: Outbox;
  readonly notices: CompletionNotices;
  readonly accessLog: AccessLog;
  readonly logArchive: LogArchive;
  readonly extractor: TemplateExtractor;
  readonly gallery: Gallery;
  readonly shardAnswers: ShardAnswers;
  readonly mergeAnswers: MergeAnswers;
  readonly erasures: Erasures;
  readonly heldShards: HeldShards;
  readonly comparator: Comparator;
  readonly secondStage: SecondStage;
  readonly renewalProgress: RenewalProgress;
  readonly adapters: ReadonlyMap<SystemId, SystemAdapter>;
  /** Those that are connected. */
  readonly sources: ReadonlyMap<SourceId, SourceAdapter>;
  readonly stayFiles: StayFiles;
  readonly fileCalendar: FileCalendar;
  readonly retentionCalendar: RetentionCalendar;
  readonly decisionCauses: DecisionCauses;
  readonly dataQuality: DataQuality;
  readonly visaFiles: VisaFiles;
  readonly longStayQueries: LongStayQueries;
  readonly etiasApplications: EtiasApplications;
  readonly convictionFlags: ConvictionFlags;
  readonly identityLinks: IdentityLinks;
  readonly eurodac: EurodacProcedures;
  readonly sis: SisProcedures;
  readonly rightRequests: RightRequests;
  readonly restrictions: Restrictions;
  readonly lawEnforcement: LawEnforcement;
  /** What national laws empower police authorities to; nobody where none is configured. */
  readonly designations: readonly Designation[];
  readonly screenings: Screenings;
  readonly statistics: Statistics;
  readonly identityRules: IdentityRules;
  readonly authorityContacts: (authority: ResponsibleAuthority) => AuthorityContacts;
  /** Address of the web portal, as letters give it; where none is configured there are no letters. */
  readonly portalAddress: string | undefined;
  readonly linkDecisions: LinkDecisions;
  /** Colours no single operator gives a link; none where the installation does not ask for it. */
  readonly secondOperatorColours: readonly ConcludedColour[];
  readonly processBoard: ProcessBoard;
  readonly figureHistory: FigureHistory;
  readonly queueControl: QueueControl;
  readonly admission: Admission;
  readonly surveyShards: SurveyShards;
  readonly imageRenderer: ImageRenderer;
  readonly ids: IdSource;
  readonly clock: LocalClock;
  readonly metrics: Metrics;
};
