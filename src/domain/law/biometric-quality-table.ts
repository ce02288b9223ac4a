import { type LocalDate, localDate } from '../local-date.js';
import type { Modality } from '../positions.js';
import { type LawRow, type Provision, rowInForce } from './citation.js';

/** Systems whose acts say what an image must be to be stored. */
export type QualitySystem = 'ees' | 'vis' | 'sis';

/**
 * The encoding of an image as the acts tell them apart; `tiff` may be anything inside. `none` is bare pixels, in whatever
 * simple file.
 */
export type ImageEncoding = 'none' | 'wsq' | 'jpeg' | 'jpeg-2000' | 'png' | 'tiff';

type Common = {
  readonly system: QualitySystem;
  readonly modality: Modality;
  /**
   * In the words of (EU) 2021/2224: a `blocking` rule has input rejected, a `soft` one has it taken with a warning. No
   * number that was not read in the text of its act blocks anything: such rows are soft whatever the act says.
   */
  readonly effect: 'blocking' | 'soft';
};

export type QualityRow = Common &
  LawRow & {
    readonly item:
      | 'nominal-resolution'
      | 'resolution-tolerance'
      | 'resolution-min'
      | 'grey-levels'
      | 'compression-ratio-max'
      | 'short-side-min'
      | 'long-side-min'
      | 'short-side-max'
      | 'long-side-max';
  };

/** Which encodings are taken, at one nominal resolution or at any. */
export type EncodingRow = Common &
  Provision & {
    readonly item: 'encodings';
    readonly encodings: readonly ImageEncoding[];
    readonly atPpi?: number;
  };

export type BiometricQualityRow = QualityRow | EncodingRow;

const EES = localDate('2025-10-12');
const SIS = localDate('2023-03-07');
/** Adoption of Decision 2006/648/EC; the VIS has been in operation since 2011. */
const VIS = localDate('2006-09-22');

const EES_FINGER = {
  system: 'ees',
  modality: 'fingerprint',
  effect: 'soft',
  inForceFrom: EES,
  sureness: 'general-knowledge',
} as const;
const EES_FACE = { ...EES_FINGER, modality: 'face' } as const;
const SIS_FINGER = {
  system: 'sis',
  modality: 'fingerprint',
  effect: 'blocking',
  inForceFrom: SIS,
  citation: '(EU) 2020/2165 annex 1.3.2',
  sureness: 'verified',
} as const;
const VIS_FINGER = {
  system: 'vis',
  modality: 'fingerprint',
  effect: 'blocking',
  inForceFrom: VIS,
  sureness: 'verified',
} as const;

export const BIOMETRIC_QUALITY_ROWS: readonly BiometricQualityRow[] = [
  // The annex of (EU) 2019/329 could be read down to its section 1.1.1 only; what follows is marked accordingly.
  {
    ...EES_FINGER,
    item: 'nominal-resolution',
    rule: 'EES fingerprints: nominal resolution, the lower',
    value: 500,
    unit: 'pixels-per-inch',
    citation: '(EU) 2019/329 annex 2.1',
  },
  {
    ...EES_FINGER,
    item: 'nominal-resolution',
    rule: 'EES fingerprints: nominal resolution, the higher',
    value: 1000,
    unit: 'pixels-per-inch',
    citation: '(EU) 2019/329 annex 2.1',
  },
  {
    ...EES_FINGER,
    item: 'resolution-tolerance',
    rule: 'EES fingerprints: deviation from the nominal resolution, up or down',
    value: 10,
    unit: 'pixels-per-inch',
    citation: '(EU) 2019/329 annex 2.1',
  },
  {
    ...EES_FINGER,
    item: 'grey-levels',
    rule: 'EES fingerprints: levels of grey',
    value: 256,
    unit: 'levels',
    citation: '(EU) 2019/329 annex 2.1',
  },
  {
    ...EES_FINGER,
    item: 'encodings',
    rule: 'EES fingerprints of 500 ppi are compressed with WSQ',
    encodings: ['wsq'],
    atPpi: 500,
    citation: '(EU) 2019/329 annex 3.1.3',
  },
  {
    ...EES_FINGER,
    item: 'encodings',
    rule: 'EES fingerprints of 1000 ppi are compressed with JPEG 2000',
    encodings: ['jpeg-2000'],
    atPpi: 1000,
    citation: '(EU) 2019/329 annex 3.1.3',
  },
  {
    ...EES_FINGER,
    item: 'compression-ratio-max',
    rule: 'EES fingerprints: compression, at most',
    value: 15,
    unit: 'to-one',
    citation: '(EU) 2019/329 annex 3.1.3',
  },
  {
    ...EES_FACE,
    item: 'short-side-min',
    rule: 'EES facial image: shorter side, at least',
    value: 600,
    unit: 'pixels',
    citation: '(EU) 2019/329 annex 2.2',
  },
  {
    ...EES_FACE,
    item: 'long-side-min',
    rule: 'EES facial image: longer side, at least',
    value: 800,
    unit: 'pixels',
    citation: '(EU) 2019/329 annex 2.2',
  },
  {
    ...EES_FACE,
    item: 'short-side-max',
    rule: 'EES facial image: shorter side, at most',
    value: 1200,
    unit: 'pixels',
    citation: '(EU) 2019/329 annex 2.2',
  },
  {
    ...EES_FACE,
    item: 'long-side-max',
    rule: 'EES facial image: longer side, at most',
    value: 1600,
    unit: 'pixels',
    citation: '(EU) 2019/329 annex 2.2',
  },
  {
    ...EES_FACE,
    item: 'encodings',
    rule: 'EES facial image: compressed with JPEG or JPEG 2000',
    encodings: ['jpeg', 'jpeg-2000'],
    citation: '(EU) 2019/329 annex 3.1.3',
  },
  {
    ...EES_FACE,
    item: 'compression-ratio-max',
    rule: 'EES facial image: compression, at most',
    value: 20,
    unit: 'to-one',
    citation: '(EU) 2019/329 annex 3.1.3',
  },
  {
    ...SIS_FINGER,
    item: 'nominal-resolution',
    rule: 'SIS fingerprints: nominal resolution, the lower',
    value: 500,
    unit: 'pixels-per-inch',
  },
  {
    ...SIS_FINGER,
    item: 'nominal-resolution',
    rule: 'SIS fingerprints: nominal resolution, the higher',
    value: 1000,
    unit: 'pixels-per-inch',
  },
  {
    ...SIS_FINGER,
    item: 'resolution-tolerance',
    rule: 'SIS fingerprints: deviation from the nominal resolution; the act gives none, the one of the EES is used',
    value: 10,
    unit: 'pixels-per-inch',
    effect: 'soft',
    sureness: 'interpretation',
  },
  {
    ...SIS_FINGER,
    item: 'grey-levels',
    rule: 'SIS fingerprints: levels of grey',
    value: 256,
    unit: 'levels',
  },
  {
    ...SIS_FINGER,
    item: 'encodings',
    rule: 'SIS fingerprints of 500 ppi are in WSQ',
    encodings: ['wsq'],
    atPpi: 500,
  },
  {
    ...SIS_FINGER,
    item: 'encodings',
    rule: 'SIS fingerprints of 1000 ppi are in JPEG 2000 (JP2)',
    encodings: ['jpeg-2000'],
    atPpi: 1000,
  },
  {
    ...VIS_FINGER,
    item: 'resolution-min',
    rule: 'VIS fingerprints: resolution, at least',
    value: 500,
    unit: 'pixels-per-inch',
    citation: '(EC) 767/2008; Decision 2006/648/EC annex 3.1',
  },
  {
    ...VIS_FINGER,
    item: 'grey-levels',
    rule: 'VIS fingerprints: levels of grey',
    value: 256,
    unit: 'levels',
    citation: '(EC) 767/2008; Decision 2006/648/EC annex 3.1',
  },
  {
    ...VIS_FINGER,
    item: 'encodings',
    rule: 'VIS fingerprints are compressed with WSQ',
    encodings: ['wsq'],
    citation: '(EC) 767/2008; Decision 2006/648/EC annex 2',
  },
];

/** The rows in force on a day, the latest of each rule. */
export function qualityRowsInForce<Row extends BiometricQualityRow>(
  rows: readonly Row[],
  on: LocalDate,
): readonly Row[] {
  const rules = new Set(rows.map(({ rule }) => rule));
  return [...rules].flatMap(
    (rule) =>
      rowInForce(
        rows.filter((row) => row.rule === rule),
        on,
      ) ?? [],
  );
}
