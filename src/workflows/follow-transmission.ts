/**
 * What follows in Eurodac from what was just recorded, in the same transaction: a data set is compared, ends the case that
 * waited for it, and is told what it does not go together with; a message is passed on to the other states of origin of
 * the person, and settles what its own state was obliged to.
 */
import type { Requester } from '../domain/authorities.js';
import { type CurrentDataSet, currentDataSets } from '../domain/eurodac/current-data-set.js';
import { type DataSetConflict, dataSetConflicts } from '../domain/eurodac/data-set-conflicts.js';
import { isCopy, noticesOf } from '../domain/eurodac/report-status.js';
import { isFollowed, outdatedBy, SETTLED_BY, type StoredNotice } from '../domain/eurodac/stored-notice.js';
import type { SubjectId } from '../domain/ids.js';
import type { EurodacDataSet, EurodacStatusMessage, SystemRecord } from '../domain/system-record.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import type { EnrolResult } from './results.js';
import { sequenceOf } from './sequence-of.js';
import { type StartComparisonPorts, startComparison } from './start-comparison.js';

export type FollowPorts = StartComparisonPorts & Pick<Ports, 'adapters' | 'eurodac' | 'fileCalendar'>;

type Recorded = {
  readonly requester: Requester;
  readonly record: SystemRecord;
  /** Fingerprints came with it. */
  readonly hasFingerprints: boolean;
};

/** What the answer to the enrolment says of it. */
export async function followTransmission(
  ports: FollowPorts,
  tx: Sql,
  { requester, record, hasFingerprints }: Recorded,
): Promise<Pick<EnrolResult, 'comparisonId' | 'conflicts'>> {
  const { facts } = record;
  if (facts.kind === 'status-message') {
    await passOn(ports, tx, record, facts);
    return {};
  }
  if (facts.kind !== 'data-set') return {};
  const { memberState, encounterId } = record;
  const arrived = { memberState, encounterId, referenceNumber: facts.referenceNumber };
  const transmittedAt = facts.transmittedAt ?? new Date(ports.clock.nowMs()).toISOString();
  // A data set without them, or with a face alone, leaves them owed: a retake has its limit too.
  if (hasFingerprints) await ports.eurodac.transmissions.close(tx, { ...arrived, transmittedAt });
  else await ports.eurodac.transmissions.tie(tx, arrived);
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
  const followed = await ports.eurodac.notices.settle(tx, message.concerns, settled, sentAt);
  const wasAsked = followed.some(
    ({ obliges, status }) => obliges === 'mark-too' && status === message.status,
  );
  const sequence = await sequenceOf(ports, tx, system, subjectId);
  const dataSetOf = new Map(sequence.map((dataSet) => [dataSet.dataSetId, dataSet]));
  const concerned = dataSetOf.get(message.concerns);
  if (!concerned || isCopy(message, concerned, { wasAsked })) return;
  await takeBack(ports, tx, { record, message, sequence, at: sentAt });
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
      origin: message.concerns,
      dueAt: notice.dueAt,
      citation: notice.citation,
      sentAt,
    }),
  );
  await ports.eurodac.notices.send(tx, notices);
  for (const { about } of notices) await ports.fileCalendar.mark(tx, system, about.subjectId);
}

/** The last word counts: who has not followed the one before does not any more. */
async function takeBack(
  ports: FollowPorts,
  tx: Sql,
  {
    record: { system, memberState },
    message,
    sequence,
    at,
  }: {
    readonly record: SystemRecord;
    readonly message: EurodacStatusMessage;
    readonly sequence: readonly CurrentDataSet[];
    readonly at: string;
  },
): Promise<void> {
  const outdated = outdatedBy(message);
  if (!outdated) return;
  const subjectIds = [...new Set(sequence.map(({ subjectId }) => subjectId))];
  const about = { ...outdated, subjectIds, from: memberState, origin: message.concerns, at };
  const changed = await ports.eurodac.notices.settleOutdated(tx, about);
  for (const subjectId of new Set(changed)) await ports.fileCalendar.mark(tx, system, subjectId);
}
