import { withoutErased } from '../domain/ees/effective-records.js';
import type { IdentityData } from '../domain/identity-data.js';
import type { DataSet } from '../domain/links/relate-data-sets.js';
import { standingRecords } from '../domain/links/standing-records.js';
import type { LinkedSide } from '../domain/links/verifying-authority.js';
import { localDate } from '../domain/local-date.js';
import { isPalmPosition } from '../domain/palm-positions.js';
import { modalityOf } from '../domain/positions.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { DataSetReference } from './ports/identity-links.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

const ALL_TIME = localDate('9999-12-31');

/** One side of a link, as detection compares it. */
export type LinkSide = DataSetReference & {
  readonly dataSet: DataSet;
  readonly linked: LinkedSide;
  /** When biometrics were last erased of it. */
  readonly biometricsErasedAt?: string;
};

/**
 * Locks and reads a data set; `undefined` where it has been erased. What counts as its identity is that of every record that
 * stands, aliases included: on both sides, so that the order of two detections does not matter. Documents count all, but for
 * those of records that were erased as ones that should not be there ((EU) 2017/2226 Art 35).
 */
export async function readLinkSide(
  { subjects, adapters }: Pick<Ports, 'subjects' | 'adapters'>,
  tx: Sql,
  { system, subjectId }: DataSetReference,
): Promise<LinkSide | undefined> {
  if (!(await subjects.lock(tx, system, subjectId))) return undefined;
  const subject = await subjects.read(tx, system, subjectId);
  const records = await adapters.get(system)!.read(tx, subjectId);
  const newest = records.at(-1);
  if (!subject || !newest) return undefined;
  const has = (modality: string) =>
    subject.samples.some(({ position }) => !isPalmPosition(position) && modalityOf(position) === modality);
  const { biometricsErasedAt } = subject;
  return {
    system,
    subjectId,
    ...(biometricsErasedAt === undefined ? {} : { biometricsErasedAt }),
    dataSet: {
      system,
      identities: identitiesOf(records, newest),
      travelDocuments: withoutErased(records, ALL_TIME).flatMap(({ travelDocument }) => travelDocument ?? []),
      hasFingerprints: has('fingerprint'),
      hasFace: has('face'),
    },
    linked: {
      system,
      memberState: newest.memberState,
      alerts: records.flatMap(({ facts, memberState }) =>
        facts.kind === 'alert' ? [{ kind: facts.alertKind, memberState }] : [],
      ),
    },
  };
}

/** Of an alert on somebody unknown there is none; where nobody is named, what there is, which agrees with nobody. */
function identitiesOf(records: readonly SystemRecord[], newest: SystemRecord): readonly IdentityData[] {
  const named = standingRecords(records)
    .map(({ identity }) => identity)
    .filter(({ surnames, givenNames }) => surnames.length + givenNames.length > 0);
  return named.length > 0 ? named : [newest.identity];
}
