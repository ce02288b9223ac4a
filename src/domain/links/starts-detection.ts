import type { IdentityData } from '../identity-data.js';
import {
  DETECTION_TRIGGER_ROWS,
  type DetectionDatum,
  type DetectionTriggerRow,
} from '../law/detection-table.js';
import type { SystemId } from '../systems.js';

/** A new or changed data set. */
export type NewDataSet = {
  readonly system: SystemId;
  readonly identity: IdentityData;
  readonly hasFingerprints: boolean;
  readonly hasFace: boolean;
};

/** The row by which a new or changed data set starts detection; `undefined` where data are missing that it needs. */
export function startsDetection(dataSet: NewDataSet): DetectionTriggerRow | undefined {
  return DETECTION_TRIGGER_ROWS.find(
    ({ system, needs }) => system === dataSet.system && needs.every((datum) => HAS[datum](dataSet)),
  );
}

const HAS: Readonly<Record<DetectionDatum, (dataSet: NewDataSet) => boolean>> = {
  fingerprints: ({ hasFingerprints }) => hasFingerprints,
  face: ({ hasFace }) => hasFace,
  names: ({ identity }) => identity.surnames.length > 0 || identity.givenNames.length > 0,
  nationality: ({ identity }) => identity.nationalities.length > 0,
  'date-of-birth': ({ identity }) => identity.dateOfBirth.length > 0,
  'place-of-birth': ({ identity }) => identity.placeOfBirth !== undefined,
  sex: ({ identity }) => identity.sex !== undefined,
};
