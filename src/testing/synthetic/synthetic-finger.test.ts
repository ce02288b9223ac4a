/** Fingers and impressions: the same seed gives the same pixels in every thread, another seed something else. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { encodePng } from './encode-png.js';
import { openFingerImages } from './finger-images.js';
import { type Impression, renderImpression } from './render-impression.js';
import { createSyntheticFinger, type SyntheticFinger } from './synthetic-finger.js';

const finger = createSyntheticFinger('a');
const other = createSyntheticFinger('b');
/** Of impression 1 of finger `a`. */
const PINNED = '0984b5230ffebec8f2e46a5da6576fd469160764cb0ae9d87e87ffacf692b342';

t.test('the same seed gives the same pixels', async (t) => {
  const again = renderImpression(createSyntheticFinger('a'), 1);
  t.equal(digest(again), digest(renderImpression(finger, 1)));
  t.equal(digest(again), PINNED, 'and the same as when this test was written');
});

t.test('impressions of one finger differ, and more so fingers', async (t) => {
  const impressions = [1, 2, 3, 4].map((seed) => renderImpression(finger, seed));
  t.equal(new Set(impressions.map(digest)).size, impressions.length);
  t.not(digest(renderImpression(other, 1)), digest(impressions[0]!));
  t.ok(Math.abs(correlation(finger, other)) < 0.1, 'ridges of two fingers have nothing in common');
});

t.test('an impression is dark ridges on a light ground', async (t) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { pixels, widthPx, heightPx } = renderImpression(finger, seed);
    t.equal(pixels.length, widthPx * heightPx);
    const corners = [0, widthPx - 1, pixels.length - widthPx, pixels.length - 1].map((at) => pixels[at]!);
    const dark = pixels.reduce((count, grey) => count + (grey < 128 ? 1 : 0), 0) / pixels.length;
    t.ok(Math.min(...corners) > 140, `ground of impression ${seed}`);
    t.ok(dark > 0.05 && dark < 0.5, `share of dark pixels of impression ${seed}`);
  }
});

t.test('a worker thread makes the images, a folder keeps them', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'finger-images-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const images = await openFingerImages({ directory });
  const request = { finger: 'a', impression: 'first' };
  const [png, again] = [await images.image(request), await images.image(request)];
  await images.close();
  t.same(png, again);
  t.same(
    png,
    Buffer.from(await encodePng(renderImpression(finger, 'a/first'))),
    'the same as in this thread',
  );
  t.equal(readdirSync(directory).length, 1, 'kept once');
  const { width, height, density, channels, format } = await sharp(png).metadata();
  t.match({ width, height, density, channels, format }, { density: 500, channels: 1, format: 'png' });

  const later = await openFingerImages({ directory });
  t.same(await later.image(request), png, 'read from the folder');
  await later.close();
});

function digest({ pixels }: Impression): string {
  return createHash('sha256').update(pixels).digest('hex');
}

function correlation(a: SyntheticFinger, b: SyntheticFinger): number {
  let [both, ofA, ofB] = [0, 0, 0];
  for (const [at, value] of a.ridges.entries()) {
    both += value * b.ridges[at]!;
    ofA += value * value;
    ofB += b.ridges[at]! ** 2;
  }
  return both / Math.sqrt(ofA * ofB);
}
