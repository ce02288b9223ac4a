import type { EncounterId, SubjectId } from '../ids.js';
import type { LocalDate } from '../local-date.js';
import { alertKindOf } from '../sis/current-alert.js';
import { isOnlySireneNotice } from './automated-processing.js';
import type { FoundFile } from './evaluate-queries.js';

/** An alert that is no hit, and whose SIRENE Bureau is told that its person applies ((EU) 2018/1240 Art 23). */
export type SireneNotice = {
  readonly alertId: EncounterId;
  readonly subjectId: SubjectId;
  /** The state that entered it. */
  readonly memberState: string;
};

/** Alerts in force on missing persons, for judicial procedures and for checks, each once. */
export function sireneNotices(files: readonly FoundFile[], today: LocalDate): readonly SireneNotice[] {
  const found = new Map<EncounterId, SireneNotice>();
  for (const { records } of files) {
    for (const { facts, encounterId: alertId, subjectId, memberState } of records) {
      if (facts.kind !== 'alert' || facts.reviewBy < today) continue;
      if (isOnlySireneNotice(alertKindOf(facts)).isNotice) {
        found.set(alertId, { alertId, subjectId, memberState });
      }
    }
  }
  return [...found.values()];
}
