import type { SampleForm } from '../../domain/law/biometric-quality.js';
import type { Position } from '../../domain/positions.js';
import type { ProbeTemplate } from '../../matching/template.js';

/** A captured image as it was handed in. */
export type Sample = {
  readonly position: Position;
  readonly image: Uint8Array;
  /** Pixels per inch stated by the caller; where absent it is read from the file, never guessed. */
  readonly ppi?: number;
};

/** Why a sample gave no template: a closed list, each with an HTTP problem of the same name. */
export type SampleDefect =
  | 'not-an-image'
  | 'image-truncated'
  | 'image-damaged'
  | 'image-unsupported'
  | 'image-too-large'
  | 'image-too-small'
  | 'several-images'
  | 'modality-mismatch'
  | 'position-mismatch'
  | 'resolution-missing'
  | 'resolution-unsupported'
  | 'no-finger-found'
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

export type ExtractionOutcome =
  | {
      readonly kind: 'template';
      readonly template: ProbeTemplate;
      readonly image: ImageFacts;
      /** Encoding, depth and sizes of the file, for the rules of what a system stores. */
      readonly form?: SampleForm;
    }
  | { readonly kind: 'rejected'; readonly defect: SampleDefect; readonly detail: string };

export type TemplateExtractor = {
  /**
   * One outcome per sample, in order. `reference` computes the one view that is stored, `probe` all views.
   * Throws `OperationalError` only where the extractor itself failed.
   */
  extract(
    samples: readonly Sample[],
    options: { readonly use: 'reference' | 'probe'; readonly signal: AbortSignal },
  ): Promise<readonly ExtractionOutcome[]>;
};
