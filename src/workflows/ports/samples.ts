import type { SampleForm } from '../../domain/law/biometric-quality.js';
import type { PalmPosition } from '../../domain/palm-positions.js';
import type { FingerPosition, Position } from '../../domain/positions.js';
import type { ServiceClass } from '../../domain/service-class.js';
import type { SlapPosition } from '../../domain/slap-positions.js';
import type { ProbeTemplate } from '../../matching/template.js';

/** A captured image as it was handed in, of what can be compared. */
export type Sample = {
  readonly position: Position;
  readonly image: Uint8Array;
  /** Pixels per inch stated by the caller; where absent it is read from the file, never guessed. */
  readonly ppi?: number;
  /** Several fingers in one image, of `unknown-finger`; they are cut before anything else, and named. */
  readonly slap?: {
    readonly position: SlapPosition;
    /** Fingers of the slap that the hand lacks, or that are bandaged. */
    readonly missing: readonly FingerPosition[];
  };
};

/** A captured image of a palm: kept with a record, never turned into a template and so never a probe. */
export type PalmSample = {
  readonly position: PalmPosition;
  readonly image: Uint8Array;
  /** As that of a sample. */
  readonly ppi?: number;
  readonly slap?: never;
};

/** What an encounter may hold. */
export type AnySample = Sample | PalmSample;

/** Why a sample gave no template: a closed list, each with an HTTP problem of the same name. */
export type SampleDefect =
  | 'not-an-image'
  | 'image-truncated'
  | 'image-damaged'
  | 'image-unsupported'
  | 'image-too-large'
  | 'image-too-small'
  | 'several-images'
  | 'image-blank'
  | 'modality-mismatch'
  | 'position-mismatch'
  | 'resolution-missing'
  | 'resolution-unsupported'
  | 'resolution-mismatch'
  | 'no-finger-found'
  | 'overlapping-fingers'
  | 'slap-finger-count'
  | 'slap-hand-mismatch'
  | 'slap-unclear'
  | 'no-face-found'
  | 'several-faces-found'
  | 'face-models-missing'
  | 'extraction-timeout';

export type ImageFacts = {
  readonly mediaType: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly ppi?: number;
};

/** What the record a sample came in says of it, where that decides whether it is used. */
export type RecordFacts = {
  /** The print was found somewhere, and not captured from anybody. */
  readonly isLatent?: true;
  /** The record speaks of an image of another size than the one inside it: both sizes in words. */
  readonly otherSize?: string;
};

export type ExtractionOutcome =
  | {
      readonly kind: 'template';
      readonly template: ProbeTemplate;
      readonly image: ImageFacts;
      /** Encoding, depth and sizes of the file, for the rules of what a system stores. */
      readonly form?: SampleForm;
      readonly record?: RecordFacts;
    }
  /** Of a slap: its fingers from left to right, each cut out as a sample of its own. */
  | {
      readonly kind: 'slap';
      readonly fingers: readonly {
        readonly sample: Sample;
        readonly outcome: Extract<ExtractionOutcome, { readonly kind: 'template' }>;
      }[];
      readonly record?: RecordFacts;
    }
  /** Of a palm: read and decoded whole, and kept as it is. */
  | { readonly kind: 'image'; readonly image: ImageFacts; readonly record?: RecordFacts }
  | { readonly kind: 'rejected'; readonly defect: SampleDefect; readonly detail: string };

/** When the image of a sample was decoded: so many milliseconds before this is told, for so many. */
export type Decoded = { readonly beganMsAgo: number; readonly tookMs: number };

export type TemplateExtractor = {
  /**
   * One outcome per sample, in order. `reference` computes the one view that is stored, `probe` all views; of a palm
   * there is an image in either case.
   * Throws `OperationalError` only where the extractor itself failed.
   */
  extract(
    samples: readonly AnySample[],
    options: {
      readonly use: 'reference' | 'probe';
      /**
       * Of so many samples, the first that are of one finger, the mirror image is embedded too, which takes a third longer: of none
       * where nothing is said. Never of slaps, whose fingertips say whether they are mirrored.
       */
      readonly mirroredMax?: number;
      readonly signal: AbortSignal;
      /** Samples of a more urgent class go first; `interactive` where nothing is said. */
      readonly serviceClass?: ServiceClass;
      /** Told of each image that was decoded, once its sample has its outcome. */
      readonly onDecoded?: (decoded: Decoded) => void;
    },
  ): Promise<readonly ExtractionOutcome[]>;
};
