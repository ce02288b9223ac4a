/** The file `measure-templates` writes: what was extracted, nothing computed from it. */
import type { EnvironmentFacts } from '../environment-facts.js';

export const RAW_TEMPLATES_FORMAT = 'open-biometric-identity-hub/bench-templates/1';

/** A finger with its impressions, or a face with its portraits. */
export type MeasuredFinger = {
  readonly finger: string;
  readonly impressions: readonly {
    /** 0 is the reference. */
    readonly impression: number;
    readonly quality: number;
    /** Signed bytes in base64; one for a reference, all for a probe. */
    readonly views: readonly string[];
    /** As stored, in base64, with the name of the chain that made them; of references only. */
    readonly minutiae?: { readonly templateVersion: string; readonly bytes: string };
  }[];
};

export type RawTemplates = {
  readonly format: typeof RAW_TEMPLATES_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: string;
  readonly templateVersion: string;
  readonly fingers: readonly MeasuredFinger[];
  /** Samples without a template, by defect. */
  readonly failures: Readonly<Record<string, number>>;
};
