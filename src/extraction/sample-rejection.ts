import type { SampleDefect } from '../workflows/ports/samples.js';

/** The expected outcome that a sample gives no template. `detail` is shown to the caller and holds no data of a person. */
export type SampleRejection = {
  readonly kind: 'rejected';
  readonly defect: SampleDefect;
  readonly detail: string;
};

export function rejected(defect: SampleDefect, detail: string): SampleRejection {
  return { kind: 'rejected', defect, detail };
}
