/**
 * What follows in Eurodac from what was just recorded, in the same transaction: a data set is compared, ends the case that
 * waited for it, and is told what it does not go together with; a message is passed on to the other states of origin of
 * the person, and settles what its own state was obliged to.
 */
import type { Requester } from '../domain/authorities.js';
import { currentDataSets } from '../domain/eurodac/current-data-set.js';
import { type DataSetConflict, dataSetConflicts } from '../domain/eurodac/data-set-conflicts.js';
import { noticesOf } from '../domain/eurodac/report-status.js';
import { sequencesOf } from '../domain/eurodac/sequences.js';
import { isFollowed, SETTLED_BY, type StoredNotice } from '../domain/eurodac/stored-notice.js';
import type { SubjectId } from '../domain/ids.js';
import type { EurodacDataSet, EurodacStatusMessage, SystemRecord } from '../domain/system-record.js';
import { LIMITS } from '../platform/limits.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import type { EnrolResult } from './results.js';
import { type StartComparisonPorts, startComparison } from './start-comparison.js';

export type FollowPorts = StartComparisonPorts & Pick<Ports, 'adapters' | 'eurodac' | 'fileCalendar'>;

type Recorded = { readonly requester: Requester; readonly record: SystemRecord };

/** What the answer to the enrolment says of it. */
export async function followTransmission(
  ports: FollowPorts,
  tx: Sql,
  { requester, record }: Recorded,
): Promise<Pick<EnrolResult, 'comparisonId' | 'conflicts'>> {
  const { facts } = record;
  if (facts.kind === 'status-message') {
    await passOn(ports, tx, record, facts);
    return {};
  }
  if (facts.kind !== 'data-set') return {};
  await ports.eurodac.transmissions.close(tx, {
    memberState: record.memberState,
    referenceNumber: facts.referenceNumber,
    transmittedAt: facts.transmittedAt ?? new Date(ports.clock.nowMs()).toISOString(),
  });
  const conflicts = await conflictsOf(ports, tx, record, facts);
  const comparisonId = await startComparison(ports, tx, { requester, record, facts });
  return { ...(comparisonId ? { comparisonId } : {}), ...(conflicts.length > 0 ? { conflicts } : {}) };
}

/** Nothing is refused for it: the state of origin settles it (Art 40(3)). */
async function conflictsOf(
  ports: FollowPorts,
  tx: Sql,
  record: SystemRecord,
  { referenceNumber }: EurodacDataSet,
): Promise<readonly DataSetConflict[]> {
  const { memberState, subjectId, encounterId } = record;
  const others = await ports.eurodac.comparisons.subjectsOfReference(tx, { memberState, referenceNumber });
  const subjects = [...new Set<SubjectId>([subjectId, ...others])];
  const records = await ports.adapters.get(record.system)!.readMany(tx, subjects);
  return dataSetConflicts(currentDataSets(records)).filter(({ dataSetIds }) =>
    dataSetIds.includes(encounterId),
  );
}

async function passOn(
  ports: FollowPorts,
  tx: Sql,
  record: SystemRecord,
  message: EurodacStatusMessage,
): Promise<void> {
  const { system, subjectId, memberState } = record;
  const sentAt = new Date(ports.clock.nowMs()).toISOString();
  const settled = (Object.keys(SETTLED_BY) as StoredNotice['obliges'][]).filter((obliges) =>
    SETTLED_BY[obliges].includes(message.status),
  );
  await ports.eurodac.notices.settle(tx, message.concerns, settled, sentAt);
  const { subjectIds, links } = await ports.eurodac.comparisons.connected(
    tx,
    [subjectId],
    LIMITS.eurodacSequenceSubjectsMax,
  );
  const records = await ports.adapters.get(system)!.readMany(tx, subjectIds);
  const sequence = sequencesOf(currentDataSets(records), links).find((dataSets) =>
    dataSets.some(({ dataSetId }) => dataSetId === message.concerns),
  );
  if (!sequence) return;
  const dataSetOf = new Map(sequence.map((dataSet) => [dataSet.dataSetId, dataSet]));
  // Two states that follow each other would tell each other for ever.
  const owed = noticesOf(message, sequence, sentAt).filter(
    ({ obliges, aboutDataSet }) => !isFollowed(obliges, message, dataSetOf.get(aboutDataSet)!),
  );
  const notices = owed.map(
    (notice): StoredNotice => ({
      noticeId: ports.ids.uuid(),
      to: notice.to,
      about: { encounterId: notice.aboutDataSet, subjectId: dataSetOf.get(notice.aboutDataSet)!.subjectId },
      obliges: notice.obliges,
      status: message.status,
      statusDate: message.statusDate,
      ...(message.statusMemberState ? { statusMemberState: message.statusMemberState } : {}),
      from: memberState,
      dueAt: notice.dueAt,
      citation: notice.citation,
      sentAt,
    }),
  );
  await ports.eurodac.notices.send(tx, notices);
  for (const { about } of notices) await ports.fileCalendar.mark(tx, system, about.subjectId);
}
