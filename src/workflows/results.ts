/**
 * What an operation ends with. Stored encrypted with the operation, answered over HTTP as it is; the shapes in
 * `schemas/` describe the same.
 */
import type { DataSetConflict } from '../domain/eurodac/data-set-conflicts.js';
import type { EncounterId, OperationId, SampleId, SubjectId } from '../domain/ids.js';
import type { FormatFinding } from '../domain/law/biometric-quality.js';
import type { LinkEffectRow } from '../domain/law/link-duty-table.js';
import type { VerificationConclusion } from '../domain/law/link-table.js';
import type { OperatorHindrance, VerificationState } from '../domain/links/second-operator.js';
import type { SamplePosition } from '../domain/palm-positions.js';
import type { Position } from '../domain/positions.js';
import type { CaptureFault } from '../domain/quality/capture-faults.js';
import type { QualityFinding } from '../domain/quality/judge-record.js';
import type { SystemId } from '../domain/systems.js';
import type { ProbeTemplate } from '../matching/template.js';
import type { ToldMirrorCheck } from './mirror-check.js';
import type { Candidate, GalleryAnswer, MatchDecision, PositionScore } from './ports/gallery.js';
import type { IdentityLink } from './ports/identity-links.js';
import type { ImageFacts } from './ports/samples.js';
import type { ComparedReferences, SystemHit } from './ports/systems.js';

/** Why a sample that is kept is found by no search. */
export type NotSearched = { readonly rule: string; readonly citation: string };

export type EnrolResult = {
  readonly kind: 'enrol';
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  /** The comparison that a transmitted Eurodac data set started; also its operation. */
  readonly comparisonId?: OperationId;
  /** What a Eurodac data set does not go together with: kept all the same. */
  readonly conflicts?: readonly DataSetConflict[];
  /** Alerts in SIS on persons whom a new one resembles: the SIRENE Bureaux are in contact within twelve hours. */
  readonly similarAlerts?: readonly {
    readonly alertId: string;
    readonly memberState: string;
    readonly subjectId: SubjectId;
  }[];
  /** What the soft rules of data quality found; left out where there is nothing. */
  readonly findings?: readonly QualityFinding[];
  readonly samples: readonly {
    readonly sampleId: SampleId;
    readonly position: SamplePosition;
    /** 0 (unusable) to 100; absent where no template was made of it. */
    readonly quality?: number;
    /** What an operator can do something about; not refused for. */
    readonly captureFaults: readonly CaptureFault[];
    readonly image: ImageFacts;
    /** Of a sample that is kept and that no search finds, why. */
    readonly notSearched?: NotSearched;
    /** What the rules of the system say of the form of the image: told, and not refused for. */
    readonly findings: readonly FormatFinding[];
  }[];
};

/**
 * Facts about one exhaustive search, with every answer that rests on one: of systems the caller may ask and of no others.
 * What names or counts a state of the whole gallery is left out, as it moves with systems the caller may not know of.
 */
export type GalleryFacts = Omit<
  GalleryAnswer,
  'candidates' | 'comparisons' | 'tail' | 'snapshot' | 'ofSystems' | 'shardsNotCompared' | 'mirrored'
> & { readonly shardsNotCompared?: readonly { readonly shard: number }[] };

export type IdentifyResult = {
  readonly kind: 'identify';
  readonly gallery: GalleryFacts;
  readonly systemsSearched: readonly SystemId[];
  /** Systems kept elsewhere, which only a federated search reaches. */
  readonly systemsNotSearched: readonly SystemId[];
  readonly candidates: readonly Candidate[];
  /** What was searched with; absent in results of earlier releases. */
  readonly samples?: readonly ProbeFacts[];
  /** Absent in results of earlier releases. */
  readonly mirrorCheck?: ToldMirrorCheck;
};

/** What is to be known of a sample that was compared and is not kept. */
export type ProbeFacts = {
  readonly position: Position;
  /** 0 (unusable) to 100. */
  readonly quality: number;
  readonly captureFaults: readonly CaptureFault[];
};

export function probeFacts(probes: readonly ProbeTemplate[]): readonly ProbeFacts[] {
  return probes.map(({ position, quality, captureFaults = [] }) => ({ position, quality, captureFaults }));
}

export type VerifyResult = {
  readonly kind: 'verify';
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly decision: MatchDecision;
  readonly similarityScore: number;
  readonly threshold: number;
  readonly positions: readonly PositionScore[];
  /** What was compared; absent in results of earlier releases. */
  readonly samples?: readonly ProbeFacts[];
  /** Absent in results of earlier releases. */
  readonly mirrorCheck?: ToldMirrorCheck;
};

/** What one system said. A system the requester may not see does not appear at all. */
export type SystemAnswer =
  | {
      readonly system: SystemId;
      readonly status: 'answered';
      readonly location: 'local' | 'remote';
      /** The ways the system was asked; a system without biometrics is never asked by fingerprint. */
      readonly askedBy: readonly ('biometrics' | 'identity' | 'document')[];
      readonly tookMs: number;
      readonly hits: readonly SystemHit[];
      /** True where there are more hits than one answer may hold: ask more narrowly. */
      readonly overflow: boolean;
      /** What another hub compared, where it says so; of what is kept here, `gallery` says it. */
      readonly biometrics?: ComparedReferences;
      /** Why biometrics were not compared with everybody there, or not at all: who is not among the hits may be there. */
      readonly incomplete?: { readonly reason: string; readonly detail: string };
    }
  | {
      readonly system: SystemId;
      readonly status: 'not-answered';
      readonly location: 'local' | 'remote';
      readonly reason: string;
      readonly detail: string;
      readonly tookMs: number;
    }
  | {
      /** Nothing in the request is a key this system can be asked by. */
      readonly system: SystemId;
      readonly status: 'not-applicable';
      readonly location: 'local' | 'remote';
      readonly reason: 'no-usable-search-key';
    };

/** A system that could not be asked by what is known has not been silent. */
export function hasAnsweredWholly(answer: SystemAnswer): boolean {
  return answer.status === 'answered' ? answer.incomplete === undefined : answer.status === 'not-applicable';
}

/** Something an authority must look into: a reason and the records it rests on, never a legal consequence. */
export type Flag = {
  readonly kind: 'overstay' | 'multiple-identity';
  readonly reason: string;
  readonly citation: string;
  readonly restsOn: readonly { readonly system: SystemId; readonly encounterId: EncounterId }[];
  /** Facts of the flag's own kind: dates and day counts, link colour. */
  readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>>;
};

export type SearchSystemsResult = {
  readonly kind: 'search-systems';
  /** Present where the request carried biometrics. */
  readonly gallery?: GalleryFacts;
  /** True where every system asked has answered. */
  readonly complete: boolean;
  readonly systems: readonly SystemAnswer[];
  readonly flags: readonly Flag[];
  /** Links of the data sets found that the requester may see. */
  readonly links: readonly VisibleLink[];
};

/** A link as somebody may see it who may see it at all: references, never what the systems hold. */
export type VisibleLink = Pick<IdentityLink, 'linkId' | 'colour' | 'citation'> &
  Partial<Pick<IdentityLink, 'responsible' | 'createdAt' | 'updatedAt' | 'verifyBy'>> & {
    /** The subject only where the reader may consult its system. */
    readonly dataSets: readonly { readonly system: SystemId; readonly subjectId?: SubjectId }[];
    /** What the link says of the two data sets. */
    readonly says: LinkEffectRow['says'];
    /** Of a yellow link about which somebody has concluded and another operator has to. */
    readonly verificationState?: VerificationState;
    /** Another authority found it wrong; for the authority responsible. */
    readonly isReported?: boolean;
  };

/** A verification that more than one operator takes, and whether the reader may go on with it. */
export type LinkVerification = {
  readonly state: VerificationState;
  /** Whose operators conclude. */
  readonly authorityId: string;
  readonly mayConclude: boolean;
  /** Why the reader may not. */
  readonly because?: OperatorHindrance;
  readonly rule: string;
  /** Oldest first; for operators of the same authority. */
  readonly conclusions?: readonly {
    readonly operatorId: string;
    readonly conclusion: VerificationConclusion;
    readonly concludedAt: string;
    readonly isOwn: boolean;
    readonly reason?: string;
  }[];
};

/** Nothing of what was found: links are seen by those who may see them. */
export type DetectLinksResult = {
  readonly kind: 'detect-links';
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  /** False where some system found more data sets than one answer may hold. */
  readonly complete: boolean;
};

/** How many data sets were hit; what they hold is read with the comparison. */
export type CompareDataSetResult = {
  readonly kind: 'compare-data-set';
  readonly system: SystemId;
  readonly comparisonId: OperationId;
  /** Absent of a search of law enforcement: what was not justified is shown to nobody ((EU) 2024/1358 Art 32). */
  readonly hits?: number;
  /** More persons were found than one answer may hold; absent as `hits`. */
  readonly overflow?: boolean;
  readonly referencesCompared?: number;
};

export type EraseResult = {
  readonly kind: 'erase';
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  /** No gallery file of a matcher that is alive holds a template of the subject any more; one that is stopped still may. */
  readonly physicallyRemoved: true;
};

export type OperationResult =
  | EnrolResult
  | IdentifyResult
  | VerifyResult
  | SearchSystemsResult
  | EraseResult
  | DetectLinksResult
  | CompareDataSetResult;

/** One person on the list of overstayers ((EU) 2017/2226 Art 12). */
export type Overstayer = {
  readonly subjectId: SubjectId;
  readonly flag: Flag;
};
