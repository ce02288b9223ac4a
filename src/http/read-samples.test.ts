import t from 'tap';
import { readSamples } from './read-samples.js';

const PGM = Buffer.from('P5\n2 2\n255\nabcd').toString('base64');
const MINUTIAE = Buffer.from('FMR\0 20\0').toString('base64');

t.test('a slap is a sample of no finger yet, with the fingers it lacks', async (t) => {
  t.match(
    readSamples([
      { position: 'right-slap', image: PGM, ppi: 500, fingersMissing: ['right-ring', 'right-ring'] },
      { position: 'left-slap', image: PGM },
      { position: 'face', image: PGM },
    ]),
    [
      { position: 'unknown-finger', ppi: 500, slap: { position: 'right-slap', missing: ['right-ring'] } },
      { position: 'unknown-finger', slap: { position: 'left-slap', missing: [] } },
      { position: 'face' },
    ],
  );
  t.notOk('slap' in readSamples([{ position: 'right-index', image: PGM }])[0]!);
});

t.test('fingers that are missing are of the slap, and not all of them', async (t) => {
  const rows = [
    { position: 'right-index', fingersMissing: ['right-ring'] },
    { position: 'right-slap', fingersMissing: ['left-ring'] },
    { position: 'right-slap', fingersMissing: ['right-thumb'] },
    { position: 'two-thumbs', fingersMissing: ['left-thumb', 'right-thumb'] },
  ] as const;
  for (const { position, fingersMissing } of rows) {
    t.throws(
      () => readSamples([{ position, image: PGM, fingersMissing: [...fingersMissing] }]),
      { code: 'fingers-missing-invalid' },
      `${position} ${fingersMissing}`,
    );
  }
});

t.test('one slap twice is a position twice; minutiae without an image go on to the operation', async (t) => {
  const slap = { position: 'two-thumbs', image: PGM } as const;
  t.throws(() => readSamples([slap, slap]), { code: 'position-repeated' });
  t.match(readSamples([{ position: 'left-index', image: MINUTIAE }]), [{ position: 'left-index' }]);
});
