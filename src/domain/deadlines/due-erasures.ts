/** What of one file the law has ended by a day, and how the hub erases it. */

import type { EncounterId } from '../ids.js';
import { addDays, type LocalDate } from '../local-date.js';
import { retainSubjectUntil } from '../retention.js';
import type { SystemRecord } from '../system-record.js';
import { biometricsGoneWith } from './biometrics-of-file.js';
import { childBiometricsEnds } from './child-biometrics.js';
import { type DatedRecord, retainEach } from './deadlines-of.js';

export type DueErasure =
  | { readonly kind: 'nothing' }
  /** The file with everything in it: records, samples, references. */
  | { readonly kind: 'file'; readonly citation: string }
  | {
      readonly kind: 'records';
      readonly records: readonly {
        readonly record: SystemRecord;
        /** Encounters whose samples and references go with it: its own, and one whose record is gone and it used again. */
        readonly biometricsOf: readonly EncounterId[];
        readonly citation: string;
      }[];
      /** Encounters whose samples and references go while their record stays. */
      readonly biometricsAlone: readonly EncounterId[];
      /** The file is left without a record, and goes on this day. */
      readonly fileEndsOn?: LocalDate;
    };

/** `today` is the first day on which something may no longer be held where its last day was yesterday or before. */
export function dueErasure(file: readonly DatedRecord[], today: LocalDate): DueErasure {
  const retained = retainEach(file, today);
  const whole = retainSubjectUntil(retained.map(({ retention }) => retention));
  if (whole?.kind === 'until' && whole.fileLastDayKept < today)
    return { kind: 'file', citation: whole.citation };
  const records = retained.flatMap(({ record, retention }) =>
    retention.kind === 'until' && retention.lastDayKept < today
      ? [{ record, citation: retention.citation }]
      : [],
  );
  const biometricsAlone = childBiometricsEnds(file).flatMap(({ encounterId, from }) =>
    from <= today ? [encounterId] : [],
  );
  if (records.length === 0 && biometricsAlone.length === 0) return { kind: 'nothing' };
  const left = retained
    .map(({ record }) => record)
    .filter((record) => !records.some((gone) => gone.record === record));
  return {
    kind: 'records',
    records: records.map(({ record, citation }) => ({
      record,
      citation,
      biometricsOf: biometricsGoneWith(record, left),
    })),
    biometricsAlone,
    ...(left.length === 0 && whole?.kind === 'until'
      ? { fileEndsOn: addDays(whole.fileLastDayKept, 1) }
      : {}),
  };
}
