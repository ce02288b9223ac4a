import t from 'tap';
import { localDate } from '../local-date.js';
import { judgeSampleFormat, type SampleFormatFacts } from './biometric-quality.js';
import { BIOMETRIC_QUALITY_ROWS, type BiometricQualityRow } from './biometric-quality-table.js';

const TODAY = localDate('2026-11-25');

/** A finger of one square inch at 500 ppi, as an EES would have it. */
const FINGER: SampleFormatFacts = {
  system: 'ees',
  modality: 'fingerprint',
  encoding: 'wsq',
  widthPx: 500,
  heightPx: 500,
  ppi: 500,
  levels: 256,
  encodedBytes: 20_000,
  pixelBytes: 250_000,
  isLossless: false,
};
const FACE: SampleFormatFacts = {
  system: 'ees',
  modality: 'face',
  encoding: 'jpeg',
  widthPx: 600,
  heightPx: 800,
  levels: 256,
  encodedBytes: 72_000,
  pixelBytes: 1_440_000,
  isLossless: false,
};

type Row = readonly [what: string, facts: Partial<SampleFormatFacts>, verdict: string, reason?: RegExp];

const FINGERS: readonly Row[] = [
  ['as it should be', {}, 'accepted'],
  ['at the lower edge of 500 ppi', { ppi: 490 }, 'accepted'],
  ['below it', { ppi: 489 }, 'warned', /489 ppi/],
  ['at the upper edge of 500 ppi', { ppi: 510 }, 'accepted'],
  ['above it', { ppi: 511 }, 'warned', /511 ppi; 500 or 1000 ppi, ± 10/],
  ['resolution not known', { encoding: 'wsq', ppi: undefined as never }, 'warned', /not known/],
  ['PNG at 500 ppi', { encoding: 'png', isLossless: true }, 'warned', /encoded as png; wsq/],
  ['JPEG 2000 at 500 ppi', { encoding: 'jpeg-2000' }, 'warned', /wsq is needed/],
  ['JPEG 2000 at 1000 ppi', { encoding: 'jpeg-2000', ppi: 1000 }, 'accepted'],
  ['WSQ at 1000 ppi', { ppi: 1000 }, 'warned', /jpeg-2000 is needed/],
  ['compressed 15:1', { encodedBytes: 16_667 }, 'accepted'],
  ['compressed more', { encodedBytes: 16_000 }, 'warned', /15\.63:1/],
  [
    'lossless, however small',
    { encoding: 'jpeg-2000', ppi: 1000, encodedBytes: 1, isLossless: true },
    'accepted',
  ],
  ['two levels', { levels: 2 }, 'warned', /2 levels/],
  ['SIS: WSQ at 500 ppi', { system: 'sis' }, 'accepted'],
  ['SIS: PNG at 500 ppi', { system: 'sis', encoding: 'png' }, 'rejected', /wsq/],
  ['SIS: JPEG 2000 at 1000 ppi', { system: 'sis', encoding: 'jpeg-2000', ppi: 1000 }, 'accepted'],
  ['SIS: 250 ppi', { system: 'sis', ppi: 250 }, 'rejected', /250 ppi/],
  ['SIS sets no ratio', { system: 'sis', encodedBytes: 10_000 }, 'accepted'],
  ['VIS: WSQ at 500 ppi', { system: 'vis' }, 'accepted'],
  ['VIS: WSQ at 499 ppi', { system: 'vis', ppi: 499 }, 'rejected', /at least 500/],
  ['VIS: WSQ at 1000 ppi', { system: 'vis', ppi: 1000 }, 'accepted'],
  ['VIS: JPEG 2000', { system: 'vis', encoding: 'jpeg-2000', ppi: 1000 }, 'rejected', /wsq/],
];

const FACES: readonly Row[] = [
  ['smallest', {}, 'accepted'],
  ['on its side', { widthPx: 800, heightPx: 600 }, 'accepted'],
  ['one column less', { widthPx: 599 }, 'warned', /599/],
  ['one row less', { heightPx: 799 }, 'warned', /799/],
  ['largest', { widthPx: 1200, heightPx: 1600, pixelBytes: 5_760_000, encodedBytes: 300_000 }, 'accepted'],
  ['one column more', { widthPx: 1201, heightPx: 1600 }, 'warned', /1201/],
  ['one row more', { widthPx: 1200, heightPx: 1601 }, 'warned', /1601/],
  ['JPEG 2000', { encoding: 'jpeg-2000' }, 'accepted'],
  ['PNG', { encoding: 'png', isLossless: true }, 'warned', /jpeg or jpeg-2000/],
  ['compressed 20:1', { encodedBytes: 72_000 }, 'accepted'],
  ['compressed more', { encodedBytes: 71_000 }, 'warned', /20\.28:1/],
  ['a system without rows for faces', { system: 'sis', widthPx: 10 }, 'accepted'],
];

t.test('fingerprints and faces at, below and above each limit', async (t) => {
  for (const [base, rows] of [
    [FINGER, FINGERS],
    [FACE, FACES],
  ] as const) {
    for (const [what, facts, verdict, reason] of rows) {
      const judgement = judgeSampleFormat({ ...base, ...facts }, TODAY);
      const name = `${base.modality}, ${what}`;
      t.equal(judgement.verdict, verdict, name);
      t.equal(judgement.findings.length === 0, verdict === 'accepted', `${name}: a verdict has its reason`);
      if (reason) t.match(judgement.findings[0]?.reason, reason, name);
      for (const { citation } of judgement.findings) t.match(citation, /20\d\d\/\d+/, name);
    }
  }
});

t.test('a case is judged by the law of its date', async (t) => {
  const png: SampleFormatFacts = { ...FINGER, encoding: 'png' };
  t.equal(
    judgeSampleFormat(png, localDate('2025-10-11')).verdict,
    'accepted',
    'the day before the EES began',
  );
  t.equal(judgeSampleFormat(png, localDate('2025-10-12')).verdict, 'warned');
  t.equal(judgeSampleFormat({ ...png, system: 'sis' }, localDate('2023-03-06')).verdict, 'accepted');
  t.equal(judgeSampleFormat({ ...png, system: 'sis' }, localDate('2023-03-07')).verdict, 'rejected');
});

t.test('a later row of the same rule takes over on its day', async (t) => {
  const [first] = BIOMETRIC_QUALITY_ROWS.filter(({ item }) => item === 'compression-ratio-max');
  const later = { ...first, value: 10, inForceFrom: localDate('2027-01-01') } as BiometricQualityRow;
  const table = [...BIOMETRIC_QUALITY_ROWS, later];
  const facts = { ...FINGER, encodedBytes: 20_000 };
  t.equal(judgeSampleFormat(facts, localDate('2026-12-31'), table).verdict, 'accepted');
  t.equal(judgeSampleFormat(facts, localDate('2027-01-01'), table).verdict, 'warned');
});

t.test('nothing is blocked by what was not read in its act', async (t) => {
  for (const { effect, sureness, rule } of BIOMETRIC_QUALITY_ROWS) {
    if (effect === 'blocking') t.equal(sureness, 'verified', rule);
  }
});
