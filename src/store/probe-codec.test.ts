import t from 'tap';
import type { ProbeTemplate } from '../matching/template.js';
import { decodeProbes, encodeProbes } from './probe-codec.js';

const PROBES: readonly ProbeTemplate[] = [
  {
    position: 'left-little',
    templateVersion: 'fingerprint-ü-1',
    quality: 33.25,
    views: [Int8Array.of(-128, -1, 0, 1, 127), new Int8Array(256).fill(-7)],
  },
  { position: 'face', templateVersion: '', quality: 0, views: [] },
  {
    position: 'right-index',
    templateVersion: 'fingerprint-2',
    quality: 80,
    views: [new Int8Array(256).fill(3)],
    minutiae: { templateVersion: 'minutiae-1', bytes: Uint8Array.of(72, 77, 1, 0, 255) },
    captureFaults: ['too-dry', 'too-partial'],
  },
];

t.test('probes survive the round trip, at any offset of a larger buffer', async (t) => {
  t.same(decodeProbes(encodeProbes(PROBES)), PROBES);
  t.same(decodeProbes(encodeProbes([])), []);
  const shifted = Buffer.concat([Buffer.of(9, 9, 9), encodeProbes(PROBES)]).subarray(3);
  t.same(decodeProbes(shifted), PROBES);
});

t.test('a view of a larger array is kept alone', async (t) => {
  const whole = Int8Array.of(1, 2, 3, 4);
  const [probe] = decodeProbes(encodeProbes([{ ...PROBES[0]!, views: [whole.subarray(1, 3)] }]));
  t.same(probe!.views, [Int8Array.of(2, 3)]);
});

t.test('what is cut short or unknown is refused', async (t) => {
  const bytes = encodeProbes(PROBES);
  for (let length = 0; length < bytes.length; length++)
    t.throws(() => decodeProbes(bytes.subarray(0, length)));
  t.throws(() => decodeProbes(Buffer.of(4, 0, 0)), /unknown version/);
});

t.test('mirror images are kept beside probes that have none, in a version of their own', async (t) => {
  const [first, ...others] = PROBES;
  const probes = [{ ...first!, mirroredView: new Int8Array(256).fill(-128) }, ...others];
  const bytes = encodeProbes(probes);
  t.same(decodeProbes(bytes), probes);
  for (let length = 0; length < bytes.length; length++)
    t.throws(() => decodeProbes(bytes.subarray(0, length)));
  t.same([bytes[0], encodeProbes(PROBES)[0]], [3, 2], 'who knows no mirror images reads all others');
});

t.test('probes kept by the release before, without minutiae, are read', async (t) => {
  const probe: ProbeTemplate = PROBES[0]!;
  const now = encodeProbes([probe]);
  // Version 1 ended a probe with its views: without the empty version and length of its minutiae and the count of faults.
  const before = Buffer.concat([Buffer.of(1), now.subarray(1, now.length - 6)]);
  t.same(decodeProbes(before), [probe]);
});
