/**
 * What the record around a sample says of it that is no matter of extraction: whoever uses the sample judges it. Samples
 * that are kept are extracted again by later models, whatever their records say.
 */
import type { AnySample, ExtractionOutcome, RecordFacts } from '../workflows/ports/samples.js';
import { readOrFault } from './formats/format-error.js';
import { isLatentImpression } from './formats/iso/finger-codes.js';
import { readMinutiaeRecord } from './formats/iso/read-minutiae-record.js';
import { recordFormatOf } from './formats/iso/record-frame.js';
import { readImageHeader } from './image/image-header.js';
import { sizeContradiction } from './image/size-contradiction.js';
import { unwrapSample } from './image/unwrap-sample.js';

export function withRecordFacts(
  outcome: ExtractionOutcome,
  { image }: Pick<AnySample, 'image'>,
): ExtractionOutcome {
  if (outcome.kind === 'rejected') return outcome;
  const record = recordFactsOf(image);
  return Object.keys(record).length === 0 ? outcome : { ...outcome, record };
}

function recordFactsOf(file: Uint8Array): RecordFacts {
  if (recordFormatOf(file) === 'iso-19794-2') return minutiaeFactsOf(file);
  const unwrapped = unwrapSample(file);
  if (unwrapped.kind === 'rejected') return {};
  const { isLatent, statedSize, image } = unwrapped;
  const header = statedSize && readImageHeader(image);
  const otherSize = header?.kind === 'header' ? sizeContradiction(statedSize!, header.header) : undefined;
  return {
    ...(isLatent ? { isLatent } : {}),
    ...(otherSize === undefined ? {} : { otherSize }),
  };
}

function minutiaeFactsOf(file: Uint8Array): RecordFacts {
  const read = readOrFault(() => readMinutiaeRecord(file));
  const isLatent = read.kind === 'read' && isLatentImpression(read.value.views[0]?.impressionCode);
  return isLatent ? { isLatent } : {};
}
