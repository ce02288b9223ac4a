/**
 * A record of minutiae (ISO/IEC 19794-2, INCITS 378) as a sample that is compared 1:1. It has no image and so no
 * embedding: no gallery can be searched with it, and nothing is enrolled from it. Throws `FormatError`.
 */
import { encodeMinutiae, RECORD_MINUTIAE } from '../domain/minutiae-bytes.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import { fingerPositionOf } from './formats/iso/finger-codes.js';
import type { MinutiaeView } from './formats/iso/minutiae-record.js';
import { minutiaeTemplateOf } from './formats/iso/minutiae-template-of.js';
import { readMinutiaeRecord } from './formats/iso/read-minutiae-record.js';
import { judgePosition } from './image/judge-position.js';
import type { ChainDescription } from './model-manifest.js';
import { rejected } from './sample-rejection.js';

/** `chain`: the one whose references the probe is compared with. */
export function extractMinutiaeRecord(sample: Sample, chain: ChainDescription): ExtractionOutcome {
  const { layout, views } = readMinutiaeRecord(sample.image);
  const [view] = views;
  if (view === undefined || views.length > 1) {
    return rejected(
      'several-images',
      `The record holds ${views.length} views; a sample is one. Send each by itself.`,
    );
  }
  const mismatch = judgePosition(sample.position, [fingerPositionOf(view.positionCode) ?? 'unassigned']);
  if (mismatch) return mismatch;
  const made = minutiaeTemplateOf(view, layout);
  if (made.kind === 'too-large') {
    return rejected('image-too-large', 'The minutiae of the record lie farther apart than on a finger.');
  }
  if (made.template.x.length < MINUTIAE_MIN) {
    return rejected('no-finger-found', `A finger has at least ${MINUTIAE_MIN} minutiae to be compared by.`);
  }
  return {
    kind: 'template',
    template: {
      position: sample.position,
      templateVersion: chain.templateVersion,
      quality: qualityOf(view),
      views: [],
      minutiae: { templateVersion: RECORD_MINUTIAE, bytes: encodeMinutiae(made.template) },
    },
    image: { mediaType: MEDIA_TYPE, widthPx: view.widthPx, heightPx: view.heightPx },
  };
}

const MEDIA_TYPE = 'application/vnd.iso.19794-2';

/** Fewer say nothing of a finger: the cylinders of `matching/minutiae` need neighbours. */
const MINUTIAE_MIN = 6;

/** As the record states it; 0 where it states none. */
function qualityOf({ quality, capture }: MinutiaeView): number {
  const stated = quality ?? capture?.qualities[0]?.score ?? 0;
  return stated > 100 ? 0 : stated;
}
