/**
 * Synthetic impressions with one thing wrong with each, and what the hub says of it. The same finger, captured well, has
 * nothing wrong with it; what is not its fault is not said.
 */
import sharp from 'sharp';
import t from 'tap';
import { CAPTURE_FAULTS, type CaptureFault } from '../../domain/quality/capture-faults.js';
import { openFingerprintExtractor } from '../../testing/fingerprint-extractor.js';
import { layOver, type Overlay } from '../../testing/synthetic/lay-over.js';
import { type Impression, renderImpression } from '../../testing/synthetic/render-impression.js';
import { createSyntheticFinger } from '../../testing/synthetic/synthetic-finger.js';

const NAME = 'capture-faults';
const good = renderImpression(createSyntheticFinger(NAME), NAME, { difficulty: 0.3 });
const other = renderImpression(createSyntheticFinger('another'), 'another', { difficulty: 0.3 });

type Exhibit = {
  readonly what: string;
  readonly pixels?: Uint8Array;
  readonly size?: { readonly widthPx: number; readonly heightPx: number };
  readonly ppi?: number;
  readonly expected: CaptureFault | Refusal | 'nothing';
};

/** Of no template; an overlap is either told or, where it is large, refused. */
type Refusal = 'resolution-mismatch' | 'no-finger-found' | 'refused: overlapping-fingers';

const { widthPx, heightPx } = good;

/** The lightest or darkest of the neighbourhood: ridges thinned or thickened. */
function extreme(image: Impression, radius: number, pick: (a: number, b: number) => number): Uint8Array {
  return image.pixels.map((_, at) => {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    let value = image.pixels[at]!;
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const [column, row] = [x + dx, y + dy];
        if (dx * dx + dy * dy > radius * radius || column < 0 || row < 0) continue;
        if (column >= widthPx || row >= heightPx) continue;
        value = pick(value, image.pixels[row * widthPx + column]!);
      }
    }
    return value;
  });
}

/** Light beyond an ellipse of this radius around the middle of the image. */
function within(image: Impression, radius: number): Uint8Array {
  return image.pixels.map((value, at) => {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    return Math.hypot(x - widthPx / 2, y - heightPx / 2) < radius ? value : 235 + (at % 7);
  });
}

/** The left or upper part of the image alone. */
function cut(width: number, height: number): Pick<Exhibit, 'pixels' | 'size'> {
  const pixels = Uint8Array.from(
    { length: width * height },
    (_, at) => good.pixels[Math.floor(at / width) * widthPx + (at % width)]!,
  );
  return { pixels, size: { widthPx: width, heightPx: height } };
}

/** From two prints over each other to what is nearly none, each beside its neighbour on the other side of the limit. */
const OVERLAYS: readonly (readonly [string, Overlay, Exhibit['expected']])[] = [
  ['another finger across it', { turn: 1.2 }, 'refused: overlapping-fingers'],
  ['two inks', { turn: 1.2, blend: 'screen' }, 'refused: overlapping-fingers'],
  ['two frames', { turn: 1.2, blend: 'average' }, 'refused: overlapping-fingers'],
  ['a third of it under another finger', { turn: 1.2, rightPx: 200 }, 'refused: overlapping-fingers'],
  ['its edge under another finger', { turn: 1.2, rightPx: 240 }, 'overlapping-fingers'],
  ['less of its edge', { turn: 1.2, rightPx: 265 }, 'nothing'],
  ['another finger beside it', { turn: 1.2, rightPx: 320 }, 'nothing'],
  ['a trace of another finger', { turn: 1.2, weight: 0.2 }, 'nothing'],
];

const EXHIBITS: readonly Exhibit[] = [
  { what: 'a good capture', expected: 'nothing' },
  { what: 'thin ridges', pixels: extreme(good, 2, Math.max), expected: 'too-dry' },
  { what: 'ridges run together', pixels: extreme(good, 2, Math.min), expected: 'too-wet' },
  { what: 'a fingertip', pixels: within(good, 88), expected: 'too-small' },
  { what: 'cut on two sides', ...cut(190, 210), expected: 'too-partial' },
  {
    what: 'light ridges on dark',
    pixels: good.pixels.map((value) => 255 - value),
    expected: 'polarity-suspect',
  },
  { what: 'at three fifths of its resolution', ppi: 300, expected: 'resolution-suspect' },
  { what: 'at twice its resolution', ppi: 1000, expected: 'resolution-mismatch' },
  ...OVERLAYS.map(([what, overlay, expected]) => ({
    what,
    pixels: layOver(good, other, overlay).pixels,
    expected,
  })),
  { what: 'a smear', pixels: new Uint8Array(widthPx * heightPx).fill(128), expected: 'no-finger-found' },
];

t.test('each fault is named, and only where it is', async (t) => {
  const extractor = await openFingerprintExtractor(1);
  t.teardown(() => extractor.close());
  for (const { what, pixels = good.pixels, size = good, ppi = 500, expected } of EXHIBITS) {
    const raw = { width: size.widthPx, height: size.heightPx, channels: 1 } as const;
    const image = await sharp(pixels, { raw }).toColourspace('b-w').png().toBuffer();
    const [outcome] = await extractor.extract([{ position: 'right-index', image, ppi }], {
      use: 'reference',
      signal: new AbortController().signal,
    });
    if (outcome!.kind !== 'template') {
      t.equal(outcome!.kind === 'rejected' && outcome!.defect, expected.replace('refused: ', ''), what);
      t.ok(!CAPTURE_FAULTS.some((fault) => fault === expected), `${what}: ${expected}, not refused`);
      continue;
    }
    const faults = outcome!.template.captureFaults ?? [];
    if (expected === 'nothing') t.same(faults, [], what);
    else
      t.ok(
        faults.some((fault) => fault === expected),
        `${what}: ${faults.join(', ')}`,
      );
    for (const fault of faults) t.ok(CAPTURE_FAULTS.includes(fault));
  }
});
