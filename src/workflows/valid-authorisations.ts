/** Valid travel authorisations of persons somebody else's entry may be about. */
import { etiasFiles } from '../domain/etias/application-file.js';
import type { LocalDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { ApplicationPlace } from './process-application.js';

/** `records` of one person, or of several; those issued and not over on `today`. */
export function validAuthorisations(
  records: readonly SystemRecord[],
  today: LocalDate,
): readonly ApplicationPlace[] {
  const subjects = new Map(records.map(({ encounterId, subjectId }) => [encounterId, subjectId]));
  return etiasFiles(records).flatMap(({ encounterId, history, validUntil }) =>
    history.state === 'issued' && validUntil !== undefined && today <= validUntil
      ? [{ subjectId: subjects.get(encounterId)!, applicationId: encounterId }]
      : [],
  );
}
