/** The networks of the hub see in synthetic fingers what they see in real ones: one finger is like itself. */
import t from 'tap';
import type { ProbeTemplate } from '../../matching/template.js';
import { openFingerprintExtractor } from '../fingerprint-extractor.js';
import { encodePng } from './encode-png.js';
import { renderImpression } from './render-impression.js';
import { createSyntheticFinger, type SyntheticFinger } from './synthetic-finger.js';

const FINGERS = 12;

t.test('every probe is most like its own finger', async (t) => {
  const extractor = await openFingerprintExtractor(1);
  t.teardown(() => extractor.close());
  const signal = new AbortController().signal;
  const template = async (finger: SyntheticFinger, seed: string, use: 'reference' | 'probe') => {
    const image = await encodePng(renderImpression(finger, seed));
    const [outcome] = await extractor.extract([{ position: 'right-index', image }], { use, signal });
    if (outcome?.kind !== 'template') throw new Error('no finger was found in the image');
    return outcome.template;
  };
  const references: ProbeTemplate[] = [];
  const probes: ProbeTemplate[] = [];
  for (let index = 0; index < FINGERS; index += 1) {
    const name = `model-test-${index}`;
    const finger = createSyntheticFinger(name);
    references.push(await template(finger, `${name}/reference`, 'reference'));
    probes.push(await template(finger, `${name}/probe`, 'probe'));
  }
  const mated = probes.map((probe, index) => similarity(probe, references[index]!));
  for (const [index, probe] of probes.entries()) {
    const others = references.filter((_, other) => other !== index).map((other) => similarity(probe, other));
    t.ok(mated[index]! > Math.max(...others), `finger ${index}`);
  }
  const median = [...mated].sort((a, b) => a - b)[FINGERS / 2]!;
  t.ok(median >= 0.8, `median similarity of mated impressions ${median.toFixed(3)}`);
});

/** Cosine of the best view. */
function similarity(probe: ProbeTemplate, reference: ProbeTemplate): number {
  return Math.max(...probe.views.map((view) => cosine(view, reference.views[0]!)));
}

function cosine(a: Int8Array, b: Int8Array): number {
  let [both, ofA, ofB] = [0, 0, 0];
  for (let at = 0; at < a.length; at += 1) {
    both += a[at]! * b[at]!;
    ofA += a[at]! ** 2;
    ofB += b[at]! ** 2;
  }
  return both / Math.sqrt(ofA * ofB);
}
