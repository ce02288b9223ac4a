import type { EncounterId, SubjectId, TemplateId } from '../../domain/ids.js';
import type { Modality, Position } from '../../domain/positions.js';
import type { RecordCategory } from '../../domain/record-category.js';
import type { SystemId } from '../../domain/systems.js';
import type { ProbeTemplate, ReferenceTemplate } from '../../matching/template.js';
import type { MinutiaeScore, MinutiaPair, SecondStageFacts } from './second-stage.js';

export type PositionScore = {
  /** From 0, among the probes; absent in answers of peers that do not say. */
  readonly probeIndex?: number;
  readonly probePosition: Position;
  readonly referencePosition: Position;
  readonly templateId: TemplateId;
  /** Cosine similarity of the best view, -1..1. */
  readonly similarityScore: number;
  /** Calibrated natural-log likelihood ratio of this position alone, of all stages that compared it. */
  readonly logLikelihoodRatio: number;
  readonly probeQuality: number;
  readonly referenceQuality: number;
  /** Chain of models that made both templates; absent in answers of peers that do not say. */
  readonly templateVersion?: string;
  /** The second stage; absent of faces, and where only the first was asked. */
  readonly minutiae?: MinutiaeScore;
  /** The next best references of the same finger, on the way from the first stage to the second alone. */
  readonly further?: readonly FurtherReference[];
};

/** Another reference of a finger that a probe was compared with, of which the first stage says less. */
export type FurtherReference = Pick<
  PositionScore,
  'templateId' | 'similarityScore' | 'logLikelihoodRatio' | 'referenceQuality'
>;

/**
 * `match`: the fused score reaches the threshold asked for. `inconclusive`: it does not, but an examiner should look.
 * `no-match`: listed only because the caller asked for more candidates.
 */
export type MatchDecision = 'match' | 'inconclusive' | 'no-match';

export type Candidate = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  /** From 1, over all systems searched. */
  readonly rank: number;
  /** Fused over all compared positions, in nats (`matching/fusion.ts`), with `rankEvidence`. */
  readonly similarityScore: number;
  /** What the place in the first stage added, in nats (`matching/rank-evidence.ts`); absent where it added nothing. */
  readonly rankEvidence?: number;
  readonly decision: MatchDecision;
  readonly positions: readonly PositionScore[];
};

export type GallerySearch = {
  readonly probes: readonly ProbeTemplate[];
  readonly systems: readonly SystemId[];
  readonly candidatesMax: number;
  /** Share of non-mated searches that may return a match, for example 0.01. */
  readonly falsePositiveIdentificationRate: number;
  /** `interactive`, which is what is meant where nothing is said: somebody waits. `bulk` waits longer for company. */
  readonly latencyClass?: LatencyClass;
  /** Subjects of the systems searched that are no candidates, for example the one the probes were enrolled for. */
  readonly excludedSubjects?: readonly SubjectId[];
  /** Only references entered by one of these states (ISO 3166-1 alpha-3). Absent: by any. */
  readonly memberStates?: readonly string[];
  /** Only references of records of one of these categories. Absent: of any. */
  readonly categories?: readonly RecordCategory[];
  /** References of none of these origins. Absent: of all. */
  readonly excludedOrigins?: readonly ExcludedOrigins[];
  /** References of each finger that are listed beside the best one, for the second stage; absent: none. */
  readonly furtherReferencesMax?: number;
  /** Persons whom the second stage compares at most; absent: as many as the fingers and the class ask for. */
  readonly secondStagePersons?: number;
  /** Longest it may take for them, in milliseconds; absent: as long as the class has. */
  readonly secondStageMs?: number;
};

/** Records of any of the categories, entered by one state (ISO 3166-1 alpha-3) or, where none is named, by any. */
export type ExcludedOrigins = {
  readonly memberState?: string;
  readonly categories: readonly RecordCategory[];
};

export type LatencyClass = 'interactive' | 'bulk';

/** References a probe would have been compared with, but for `reason`. */
export type ReferencesNotCompared = { readonly reason: 'template-version'; readonly references: number };

/** What was compared, and what was not for its version, of one kind of biometrics of one system: renewal goes by both. */
export type ComparedOfSystem = {
  readonly system: SystemId;
  readonly modality: Modality;
  readonly referencesCompared: number;
  readonly referencesNotCompared: number;
};

export type ShardNotCompared = {
  /** From 0. */
  readonly shard: number;
  /** So many references of all systems it holds, or held when it was last counted: at most so many were left out. */
  readonly references: number;
};

/** What the scores of one search say about its strangers (`matching/search-tail.ts`). */
export type SearchTail = {
  /** So many scores of the search lie at or above `from`. */
  readonly count: number;
  readonly from: number;
  /** Mean excess over `from`, in nats: 1 as calibrated. */
  readonly scale: number;
};

export type GalleryAnswer = {
  /** Names the state of the gallery that was searched. */
  readonly snapshot: string;
  /** False while the gallery is being loaded or a shard is missing: the answer is then not exhaustive, and says so. */
  readonly complete: boolean;
  readonly referencesCompared: number;
  /** References each probe was compared with, in the order of the probes: what the threshold rests on. */
  readonly comparisons: readonly number[];
  /**
   * What its own candidates say about strangers; the threshold rests on it too. Absent where they are too few, and in
   * searches in which places count (`rankEvidence`).
   */
  readonly tail?: SearchTail;
  /** Shards that are not in the answer, or not wholly. Only where the gallery lies in shards and not all are. */
  readonly shardsNotCompared?: readonly ShardNotCompared[];
  /** Left out where there are none. */
  readonly referencesNotCompared?: readonly ReferencesNotCompared[];
  /** The same, told apart; those alone that have any. Absent where a process of an earlier release took part. */
  readonly ofSystems?: readonly ComparedOfSystem[];
  /** Fused score at and above which a candidate is a match. */
  readonly threshold: number;
  readonly candidates: readonly Candidate[];
  /** True where somebody at or above the threshold is not among the candidates, as no more were asked for. */
  readonly overflow: boolean;
  /** Absent where the search had no minutiae. */
  readonly secondStage?: SecondStageFacts;
  /** What the mirror images of its probes found, where they were looked for. For a warning, and for nothing else. */
  readonly mirrored?: GalleryAnswer;
};

export type Gallery = {
  /** Exhaustive search that sees every enrolment and erasure acknowledged before the call. */
  search(search: GallerySearch, signal: AbortSignal): Promise<GalleryAnswer>;
  /** Physically removes what was erased from every segment file. Resolves when no file holds it any more. */
  compact(signal: AbortSignal): Promise<void>;
};

/** What one shard said to a search that was put to all of them. */
export type ShardAnswer = { readonly shard: number; readonly answer: GalleryAnswer };

/**
 * One answer out of those of shards: what one gallery that holds all of them would have said. Pure. `missing` are the
 * shards that gave no answer; the result then is not complete, and names them.
 */
export type MergeAnswers = (
  answers: readonly ShardAnswer[],
  search: Pick<GallerySearch, 'candidatesMax' | 'falsePositiveIdentificationRate'>,
  missing: readonly ShardNotCompared[],
) => GalleryAnswer;

/** One reference as a gallery needs it, decrypted. */
export type GalleryReference = {
  readonly templateId: TemplateId;
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  readonly origin: ReferenceOrigin;
  readonly template: ReferenceTemplate;
};

/** Who entered the record a reference belongs to, and as what; neither ever changes. */
export type ReferenceOrigin = { readonly memberState: string; readonly category: RecordCategory };

/**
 * What galleries are made of. PostgreSQL is the truth: a gallery is loaded from `readAll` and kept in step by asking
 * `changesSince` before each search, so that a search sees every transaction committed before it, in whatever order
 * transactions committed. A change may be delivered more than once; it is never left out.
 */
export type GalleryFeed = {
  /** Everything there is now, in batches, each with the cursor to go on from, which is that of all batches. */
  readAll(
    onBatch: (
      references: readonly GalleryReference[],
      at: { readonly cursor: string; readonly snapshot: string },
    ) => Promise<void>,
    signal: AbortSignal,
  ): Promise<{ readonly cursor: string; readonly snapshot: string }>;
  /** Throws `gallery-not-ready` where the cursor is too old or too far behind: `readAll` must be called again. */
  changesSince(cursor: string): Promise<{
    readonly cursor: string;
    readonly snapshot: string;
    readonly added: readonly GalleryReference[];
    readonly erased: readonly TemplateId[];
  }>;
};

/**
 * Whether fingerprints would match were their images mirrored, which a device set up wrongly makes of all of them.
 * Told only: a mirror image never makes a match. `not-asked`: of a search that did not ask. `not-needed`: the images match as
 * they are. `not-possible`: nothing there that could be compared so, as of faces.
 */
export type MirrorCheck =
  | { readonly outcome: 'not-asked' | 'not-needed' | 'not-possible' | 'nothing-found' }
  /** The probes that match when they are mirrored, from 0. */
  | { readonly outcome: 'mirrored-image'; readonly probeIndexes: readonly number[] };

export type Comparison = {
  readonly decision: MatchDecision;
  readonly similarityScore: number;
  readonly threshold: number;
  readonly positions: readonly PositionScore[];
  /** Absent where the comparator does not look. */
  readonly mirrorCheck?: MirrorCheck;
  /** For each position that both stages compared, in the order of the positions; only where they were asked for. */
  readonly minutiaePairs?: readonly {
    readonly probeIndex: number;
    readonly templateId: TemplateId;
    readonly pairs: readonly MinutiaPair[];
  }[];
};

/** 1:1 comparison of probes with the references of one subject, by both stages, off the event loop. */
export type Comparator = (
  probes: readonly ProbeTemplate[],
  references: readonly (ReferenceTemplate & { readonly templateId: TemplateId })[],
  options: { readonly falseMatchRate: number; readonly wantsPairs?: boolean; readonly signal: AbortSignal },
) => Promise<Comparison>;
