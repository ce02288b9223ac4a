/**
 * Minutiae of a synthetic print through every layout and back: the record is a probe, and is compared 1:1 by minutiae
 * alone with what was extracted from images. As a reference it is refused.
 */
import { join } from 'node:path';
import t from 'tap';
import type { TemplateId } from '../domain/ids.js';
import { decodeMinutiae, RECORD_MINUTIAE } from '../domain/minutiae-bytes.js';
import { createTwoStageComparator } from '../engine/second-stage/compare-in-two-stages.js';
import { openMinutiaePool } from '../engine/second-stage/minutiae-pool.js';
import { extractSample } from '../extraction/extract-sample.js';
import {
  MINUTIAE_STANDARDS,
  type MinutiaeLayout,
  type MinutiaeView,
} from '../extraction/formats/iso/minutiae-record.js';
import { minutiaeViewOf } from '../extraction/formats/iso/minutiae-template-of.js';
import { writeMinutiaeRecord } from '../extraction/formats/iso/write-minutiae-record.js';
import { writePgm } from '../extraction/formats/pnm/write-pgm.js';
import { loadModels } from '../extraction/load-models.js';
import { openSessions } from '../extraction/open-sessions.js';
import type { ProbeTemplate } from '../matching/template.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import { referenceTemplateOf } from '../workflows/reference-template.js';
import { renderImpression } from './synthetic/render-impression.js';
import { createSyntheticFinger } from './synthetic/synthetic-finger.js';

const { manifest, models } = await loadModels({ modelsDirectory: join(PACKAGE_ROOT, 'models') });
const chain = manifest.chains.find(({ modality }) => modality === 'fingerprint')!;
const sessions = await openSessions(
  models.filter(({ description }) => description.modality === 'fingerprint'),
  'cpu',
);
const pool = openMinutiaePool({ threads: 1 });
t.teardown(() => pool.close());
const compare = createTwoStageComparator(pool);
const signal = new AbortController().signal;
const LAYOUTS = Object.keys(MINUTIAE_STANDARDS) as readonly MinutiaeLayout[];

const extract = (sample: Sample, use: 'reference' | 'probe' = 'probe'): Promise<ExtractionOutcome> =>
  extractSample({ sample, use, chain, sessions });

async function templateOf(sample: Sample, use: 'reference' | 'probe' = 'probe'): Promise<ProbeTemplate> {
  const outcome = await extract(sample, use);
  if (outcome.kind !== 'template')
    throw new Error(outcome.kind === 'rejected' ? outcome.detail : outcome.kind);
  return outcome.template;
}

function captured(finger: string, impression: string) {
  const { widthPx, heightPx, pixels } = renderImpression(createSyntheticFinger(finger), impression, {
    difficulty: 0.4,
  });
  const image = writePgm({ widthPx, heightPx, maxValue: 255, samples: pixels });
  return { sample: { position: 'right-index', image, ppi: 500 } as const, widthPx, heightPx };
}

function recordOf(
  { minutiae }: ProbeTemplate,
  size: { readonly widthPx: number; readonly heightPx: number },
  layout: MinutiaeLayout,
): Uint8Array {
  const decoded = decodeMinutiae(minutiae!.bytes);
  if (decoded.kind !== 'template') throw new Error(decoded.reason);
  const { widthPx, heightPx } = size;
  const view: MinutiaeView = {
    ...minutiaeViewOf(decoded.template, { widthPx, heightPx }, layout),
    positionCode: 2,
    number: 0,
    impressionCode: 0,
    quality: 70,
    capture: { capturedAt: {}, device: { technologyCode: 0, vendorId: 0, typeId: 0 }, qualities: [] },
  };
  return writeMinutiaeRecord({ layout, views: [view] });
}

t.test('a record of each layout verifies its finger, by minutiae alone', async (t) => {
  const own = captured('record-a', 'record-a/1');
  const template = await templateOf(own.sample);
  const mate = captured('record-a', 'record-a/2');
  const stranger = captured('record-b', 'record-b/1');
  const references = [];
  for (const [id, { sample }] of Object.entries({ mate, stranger })) {
    references.push({
      ...referenceTemplateOf(await templateOf(sample, 'reference')),
      templateId: id as TemplateId,
    });
  }
  for (const layout of LAYOUTS) {
    const image = recordOf(template, own, layout);
    const probe = await templateOf({ position: 'right-index', image });
    t.match(probe, { position: 'right-index', views: [], minutiae: { templateVersion: RECORD_MINUTIAE } });
    const [withMate, withStranger] = await Promise.all(
      references.map((reference) => compare([probe], [reference], { falseMatchRate: 0.001, signal })),
    );
    t.match(withMate, {
      decision: 'match',
      positions: [{ similarityScore: 0, minutiae: { kind: 'compared', basis: 'minutiae-alone' } }],
    });
    t.match(withStranger, { positions: [{ minutiae: { basis: 'minutiae-alone' } }] });
    t.not(withStranger!.decision, 'match', layout);
    t.ok(withStranger!.similarityScore < withMate!.similarityScore, layout);
  }
  const without = { ...references[0]!, minutiae: undefined };
  const { minutiae: _left, ...bare } = without;
  const probe = await templateOf({ position: 'right-index', image: recordOf(template, own, 'iso-2005') });
  t.match(await compare([probe], [bare], { falseMatchRate: 0.001, signal }), {
    decision: 'no-match',
    positions: [],
  });
});

t.test('what is no probe is refused', async (t) => {
  const own = captured('record-a', 'record-a/1');
  const image = recordOf(await templateOf(own.sample), own, 'iso-2005');
  const damaged = Uint8Array.from(image).fill(255, 22, 23);
  const few = Uint8Array.from(image.subarray(0, 24 + 4 + 6 * 5 + 2));
  few[11] = few.length;
  few[10] = 0;
  few[27] = 5;
  few.fill(0, few.length - 2);
  const rows: readonly (readonly [
    what: string,
    sample: Sample,
    use: 'reference' | 'probe',
    defect: string,
  ])[] = [
    ['as a reference', { position: 'right-index', image }, 'reference', 'not-an-image'],
    ['of another finger', { position: 'left-index', image }, 'probe', 'position-mismatch'],
    ['of a face', { position: 'face', image }, 'probe', 'face-models-missing'],
    ['damaged', { position: 'right-index', image: damaged }, 'probe', 'image-truncated'],
    ['of five minutiae', { position: 'right-index', image: few }, 'probe', 'no-finger-found'],
  ];
  for (const [what, sample, use, defect] of rows) {
    const faceChain = manifest.chains.find(({ modality }) => modality === 'face')!;
    const of = sample.position === 'face' ? faceChain : chain;
    t.match(await extractSample({ sample, use, chain: of, sessions }), { kind: 'rejected', defect }, what);
  }
});
