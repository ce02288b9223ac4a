/** Systems that are not searched by a face alone: fingerprints find somebody, a face goes with them or confirms. */

import { localDate } from '../local-date.js';
import type { SamplePosition } from '../palm-positions.js';
import type { SystemId } from '../systems.js';
import type { Provision } from './citation.js';

export type FaceSearchRow = Provision & { readonly system: SystemId };

export const FACE_SEARCH_ROWS: readonly FaceSearchRow[] = [
  {
    system: 'ees',
    rule: 'EES: a person is identified by fingerprints, or by fingerprints with the face; by a face alone nobody is searched',
    inForceFrom: localDate('2025-10-12'),
    citation: '(EU) 2017/2226 Art 27(1)',
    sureness: 'verified',
  },
  {
    system: 'vis',
    rule: 'VIS: a face is never the only search criterion',
    inForceFrom: localDate('2021-08-02'),
    citation: '(EC) 767/2008 Art 15(2a), 20, 21, 22, 22r(4)',
    sureness: 'verified',
  },
  {
    system: 'ecris-tcn',
    rule: 'ECRIS-TCN: faces only confirm an identity, until a delegated act says otherwise',
    inForceFrom: localDate('2019-06-11'),
    citation: '(EU) 2019/816 Art 6(1)',
    sureness: 'verified',
  },
];

/** The row that stands in the way of searching a system by these; `undefined` where nothing does. */
export function faceAloneRefusal(
  system: SystemId,
  positions: readonly SamplePosition[],
): FaceSearchRow | undefined {
  if (positions.length === 0 || positions.some((position) => position !== 'face')) return undefined;
  return FACE_SEARCH_ROWS.find((row) => row.system === system);
}
