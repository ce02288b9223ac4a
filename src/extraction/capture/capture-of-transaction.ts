/**
 * An ANSI/NIST-ITL transaction as an encounter: single fingers of Types 4 and 14, fingers cut from slaps that say where
 * they lie, palm prints of Type 15, the most frontal face of Type 10, and the person of Type 2. Everything else is named with the
 * reason it is left out.
 */
import { isUnknownPosition, type PalmPosition } from '../../domain/palm-positions.js';
import type { Position } from '../../domain/positions.js';
import { fingersOfSlap, type SlapPosition } from '../../domain/slap-positions.js';
import { LIMITS } from '../../platform/limits.js';
import type {
  CaptureReport,
  PalmPrintOfFile,
  TransactionIdentifiers,
} from '../../workflows/ports/captures.js';
import type { PalmSample, Sample } from '../../workflows/ports/samples.js';
import { FormatError } from '../formats/format-error.js';
import { isLatentImpression } from '../formats/iso/finger-codes.js';
import type { Finding, FindingCode } from '../formats/nist/finding.js';
import { imageOfRecord } from '../formats/nist/image-of-record.js';
import type { ImageSegment, RecordImage } from '../formats/nist/record-image.js';
import { itemOf } from '../formats/nist/subfields-of.js';
import type { NistRecord, TaggedRecord, Transaction } from '../formats/nist/transaction.js';
import { textReaderOf } from '../formats/nist/transaction-text.js';
import { validateTransaction } from '../formats/nist/validate-transaction.js';
import { palmPositionOf } from '../formats/palm-codes.js';
import { writePgm } from '../formats/pnm/write-pgm.js';
import { fingersOfGroup, slapPositionOf } from '../formats/slap-codes.js';
import { readImageHeader } from '../image/image-header.js';
import { sampleFormatFacts } from '../image/sample-format-facts.js';
import { sizeContradiction } from '../image/size-contradiction.js';
import type { Capture } from './capture-of-record.js';
import { type CutFinger, cutFinger } from './cut-finger.js';
import { decodeGrey, isDecodedHere, rawPixels } from './decode-grey.js';
import { identityOfRecord, type RecordIdentity } from './identity-of-record.js';
import { missingFingersOf } from './missing-fingers.js';
import type { NistProfile } from './nist-profile.js';
import { isProfile, turnOf } from './photo-pose.js';
import { profileOf } from './shipped-profiles.js';

import { writePpm } from './write-ppm.js';

/** Throws `FormatError` where an image that is needed is damaged: a capture is whole, or it is none. */
export async function captureOfTransaction(
  transaction: Transaction,
  profiles: readonly NistProfile[],
): Promise<Capture> {
  const typeOne = requireTypeOne(transaction);
  const findings = validateTransaction(transaction);
  requireAnnounced(findings);
  const identifiers = identifiersOf(typeOne);
  const found: Found = {
    samples: new Map(),
    unknownFingers: [],
    palmPrints: [],
    omitted: [],
    cut: [],
    placesNotUsed: [],
  };
  const readings = transaction.records.map((record, index) => readingOf(record, { index, typeOne }));
  const face = mostFrontal(readings);
  for (const reading of readings) {
    if (isFace(reading) && reading !== face) leaveFace(found, reading, face!);
    else takeSingle(found, reading);
  }
  // After all single images: an image of one finger is preferred to one cut from a slap.
  const cut: Reading[] = [];
  for (const reading of readings) cut.push(await takeSlap(found, reading));
  const profile = profileOf(profiles, identifiers.domain);
  const missing = fingersMissing(transaction, profile);
  for (const reading of cut) takeWholeSlap(found, reading, missing);
  const person = personOf(transaction, profile);
  return {
    kind: 'capture',
    format: 'ansi-nist',
    transaction: identifiers,
    samples: [...found.samples.values(), ...found.unknownFingers].map(({ sample }) => sample),
    ...(found.palmPrints.length > 0 ? { palmPrints: found.palmPrints } : {}),
    fingersMissing: missing,
    omitted: found.omitted.toSorted((a, b) => a.record - b.record).slice(0, LIMITS.captureFindingsMax),
    findings: [
      ...findingsOf(findings),
      ...sizeFindings(cut),
      ...found.placesNotUsed.slice(0, LIMITS.captureFindingsMax),
      ...person.findings,
    ],
    ...(found.cut.length > 0 ? { cut: found.cut } : {}),
    ...(Object.keys(person.identity).length === 0 ? {} : { identity: person.identity }),
    ...(person.travelDocument === undefined ? {} : { travelDocument: person.travelDocument }),
  };
}

type Taken = { readonly sample: Sample; readonly record: number };
type Found = {
  readonly samples: Map<Position, Taken>;
  readonly unknownFingers: Taken[];
  readonly palmPrints: PalmPrintOfFile[];
  readonly omitted: CaptureReport['omitted'][number][];
  readonly cut: NonNullable<CaptureReport['cut']>[number][];
  /** Told of slaps that go on whole though their records say where the fingers lie. */
  readonly placesNotUsed: CaptureReport['findings'][number][];
};

/** What is to be done with a record. `record` counts from 1. */
type Reading = {
  readonly record: number;
  readonly type: string;
  readonly image: RecordImage | undefined;
  readonly plan:
    | { readonly kind: 'single'; readonly position: Position }
    | { readonly kind: 'palm'; readonly position: PalmPosition }
    | { readonly kind: 'slap' }
    /** Cut by extraction, as the record does not say where its fingers lie. */
    | { readonly kind: 'whole-slap'; readonly slap: SlapPosition }
    | { readonly kind: 'nothing' }
    | { readonly kind: 'omitted'; readonly reason: string };
};

function readingOf(
  record: NistRecord,
  { index, typeOne }: { readonly index: number; readonly typeOne: TaggedRecord },
): Reading {
  const image = imageOfRecord(record, typeOne);
  return { record: index + 1, type: `Type-${record.type}`, image, plan: planFor(record, image) };
}

function planFor(record: NistRecord, image: RecordImage | undefined): Reading['plan'] {
  const { type } = record;
  if (type === 1 || type === 2) return { kind: 'nothing' };
  const reason = REASONS[type];
  if (reason !== undefined) return { kind: 'omitted', reason };
  if (image === undefined || image.data.length === 0)
    return { kind: 'omitted', reason: 'the record holds no image' };
  if (image.compression === 'unknown') return { kind: 'omitted', reason: 'its compression is not known' };
  if (type === 10) return planForPhoto(image);
  if (type === 4 || type === 14) return planForFingers(image);
  if (type === 15) return planForPalm(image);
  return { kind: 'omitted', reason: 'records of this type are not used' };
}

const REASONS: Readonly<Record<number, string>> = {
  3: 'low-resolution images are not used',
  5: 'images of two levels are not used',
  6: 'images of two levels are not used',
  7: 'images the users define are not used',
  8: 'signatures are not used',
  9: 'minutiae without their image are not used',
  13: 'latent images are for examiners',
  16: 'test images are not used',
  17: 'irises are not used',
  19: 'plantar images are not used',
};

function planForPhoto({ photo }: RecordImage): Reading['plan'] {
  if (photo?.imageType?.trim().toUpperCase() !== 'FACE') {
    return { kind: 'omitted', reason: 'the photograph is not of a face (10.003)' };
  }
  if (isProfile(photo)) return { kind: 'omitted', reason: 'the face is a profile (10.020)' };
  return { kind: 'single', position: 'face' };
}

function isFace({ plan }: Reading): boolean {
  return plan.kind === 'single' && plan.position === 'face';
}

/** The first of those that are seen most from the front. */
function mostFrontal(readings: readonly Reading[]): Reading | undefined {
  const turn = ({ image }: Reading) => turnOf(image?.photo);
  return readings.filter(isFace).toSorted((a, b) => turn(a) - turn(b))[0];
}

function leaveFace({ omitted }: Found, { record, type }: Reading, taken: Reading): void {
  omitted.push({ record, type, reason: `face is taken from record ${taken.record}` });
}

function planForFingers(image: RecordImage): Reading['plan'] {
  const { positions, impressionType, segments } = image;
  if (isLatentImpression(impressionType)) {
    return { kind: 'omitted', reason: 'latent impressions are for examiners' };
  }
  const [code, ...alternatives] = positions;
  if (code === undefined) return { kind: 'omitted', reason: 'the record does not say which finger it is of' };
  const own = positionOf(code);
  // A thumb that was rolled or printed flat is one thumb, whichever of both codes is meant.
  const isCertain = alternatives.every((each) => positionOf(each) === own);
  const position = own === undefined || isCertain ? own : 'unknown-finger';
  if (position !== undefined) return { kind: 'single', position };
  const isCut = isSlap(code) && segments.length > 0;
  if (isCut && isDecodedHere(image)) return { kind: 'slap' };
  const slap = slapPositionOf(code);
  if (slap !== undefined) return { kind: 'whole-slap', slap };
  return { kind: 'omitted', reason: isSlap(code) ? whyNotCut(image) : `position ${code} is no finger` };
}

function whyNotCut({ segments, compressionCode }: RecordImage): string {
  return segments.length > 0
    ? `several fingers, which are not cut from ${compressionCode.trim()} images`
    : 'several fingers, and the record does not say where they lie (14.021)';
}

function planForPalm({ positions, impressionType }: RecordImage): Reading['plan'] {
  if (isLatentImpression(impressionType)) {
    return { kind: 'omitted', reason: 'latent impressions are for examiners' };
  }
  const [code, ...alternatives] = positions;
  if (code === undefined) return { kind: 'omitted', reason: 'the record does not say which palm it is of' };
  const position = palmPositionOf(code);
  if (position === undefined) return { kind: 'omitted', reason: `position ${code} is no palm` };
  return { kind: 'palm', position: alternatives.length > 0 ? 'unknown-palm' : position };
}

/** FGP codes of SP 500-290e3, table 8: 0 unknown, 1 to 10 the fingers, 11 and 12 the thumbs printed flat. */
const SINGLE_POSITIONS: readonly Position[] = [
  'unknown-finger',
  'right-thumb',
  'right-index',
  'right-middle',
  'right-ring',
  'right-little',
  'left-thumb',
  'left-index',
  'left-middle',
  'left-ring',
  'left-little',
  'right-thumb',
  'left-thumb',
];

function positionOf(code: number): Position | undefined {
  return SINGLE_POSITIONS[code];
}

/** 13 to 15: four fingers of a hand, both thumbs; 40 to 50: other groups of fingers. */
function isSlap(code: number): boolean {
  return (code >= 13 && code <= 15) || (code >= 40 && code <= 50);
}

function takeSingle(found: Found, reading: Reading): void {
  const { plan, image, record, type } = reading;
  if (plan.kind === 'omitted') found.omitted.push({ record, type, reason: plan.reason });
  if (image === undefined || (plan.kind !== 'single' && plan.kind !== 'palm')) return;
  const file = image.compression === 'none' ? fileOfRaw(image, reading) : image.data;
  if (plan.kind === 'palm')
    takePalm(found, reading, { position: plan.position, image: file, ...ppiOf(image) });
  else take(found, reading, { position: plan.position, image: file, ...ppiOf(image) });
}

function fileOfRaw(image: RecordImage, reading: Reading): Uint8Array {
  const { widthPx = 0, heightPx = 0, bitsPerPixel, data } = image;
  if (bitsPerPixel === 24 && data.length === 3 * widthPx * heightPx) {
    return writePpm(data, { widthPx, heightPx });
  }
  const { data: samples } = rawPixels(image, dataField(reading));
  return writePgm({ widthPx, heightPx, maxValue: 255, samples });
}

/** What is left to do with it: a slap whose places are of another image goes on whole, as one without them does. */
async function takeSlap(found: Found, reading: Reading): Promise<Reading> {
  const { plan, image, record, type } = reading;
  if (plan.kind !== 'slap' || image === undefined) return reading;
  const slap = await decodeGrey(image, dataField(reading));
  if (slap === undefined) return reading;
  const contradiction = sizeContradiction(image, slap);
  if (contradiction !== undefined) {
    const whole = asWholeSlap(reading);
    if (whole === undefined) {
      found.omitted.push({ record, type, reason: `several fingers, and ${contradiction}` });
      return reading;
    }
    noteUnusedPlaces(found, image, contradiction);
    return whole;
  }
  const fingers = image.positions.flatMap(fingersOfGroup);
  // Raw pixels have the form of what is cut from them.
  const form =
    image.compression === 'none' ? undefined : sampleFormatFacts({ image: image.data, ...ppiOf(image) });
  for (const segment of segmentsOf(image)) {
    const position = segment.position >= 1 ? positionOf(segment.position) : undefined;
    if (position !== undefined && !fingers.some((finger) => finger === position)) {
      // One of both is of another hand: a reference under the wrong finger would never be found again.
      const reason = `the segment of position ${segment.position} is of no finger of this image`;
      found.omitted.push({ record, type, reason });
      continue;
    }
    const earlier = position && found.samples.get(position);
    // Decided before anything is cut, so that at most ten fingers are.
    if (earlier !== undefined) {
      found.omitted.push({ record, type, reason: repeated(position!, earlier) });
      continue;
    }
    const cut: CutFinger =
      position === undefined ? { kind: 'omitted', reason: 'is no finger' } : cutFinger(slap, segment);
    if (cut.kind === 'finger') {
      take(found, reading, { position: position!, image: cut.image, ...ppiOf(image) });
      if (form) found.cut.push({ position: position!, form });
    } else
      found.omitted.push({
        record,
        type,
        reason: `the segment of position ${segment.position} ${cut.reason}`,
      });
  }
  return reading;
}

/** Extraction finds its fingers. */
function asWholeSlap(reading: Reading): Reading | undefined {
  const [code] = reading.image?.positions ?? [];
  const slap = code === undefined ? undefined : slapPositionOf(code);
  return slap && { ...reading, plan: { kind: 'whole-slap', slap } };
}

function noteUnusedPlaces({ placesNotUsed }: Found, { recordType }: RecordImage, why: string): void {
  const detail = `where the fingers of the slap lie is not used: ${why}`;
  placesNotUsed.push({ field: `${recordType}.021`, detail });
}

/** Only where none of its fingers came by itself: which of the two were meant, nobody would know. */
function takeWholeSlap(found: Found, reading: Reading, missing: CaptureReport['fingersMissing']): void {
  const { plan, image, record, type } = reading;
  if (plan.kind !== 'whole-slap' || image === undefined) return;
  const fingers = fingersOfSlap(plan.slap);
  const earlier = fingers.find((position) => found.samples.has(position));
  const again = found.unknownFingers.some(({ sample }) => sample.slap?.position === plan.slap);
  if (earlier !== undefined || again) {
    const reason = earlier === undefined ? 'another record is of this slap' : `${earlier} is taken by itself`;
    found.omitted.push({ record, type, reason });
    return;
  }
  // Those that are said to be missing: 14.021 lists what the segmenter of the sender found, which is another thing.
  const lacking = fingers.filter((finger) => missing.some(({ position }) => position === finger));
  if (lacking.length === fingers.length) {
    found.omitted.push({ record, type, reason: 'the file says that all fingers of this slap are missing' });
    return;
  }
  const slap = { position: plan.slap, missing: lacking };
  const file = image.compression === 'none' ? fileOfRaw(image, reading) : image.data;
  take(found, reading, { position: 'unknown-finger', image: file, ...ppiOf(image), slap });
  // Of one that could be cut it is said already why it was not.
  if (image.segments.length > 0 && !isDecodedHere(image))
    noteUnusedPlaces(found, image, `${image.compressionCode.trim()} images are not cut here`);
}

/** A polygon repeats the finger of a rectangle in more detail: what is cut is a rectangle in any case. */
function segmentsOf({ segments }: RecordImage): readonly ImageSegment[] {
  const rectangles = segments.filter(({ kind }) => kind === 'rectangle');
  return rectangles.length > 0 ? rectangles : segments;
}

function repeated(position: Position, earlier: Taken): string {
  return `${position} is taken from record ${earlier.record}`;
}

function take(found: Found, { record, type }: Reading, sample: Sample): void {
  if (sample.position === 'unknown-finger') {
    found.unknownFingers.push({ sample, record });
    return;
  }
  const earlier = found.samples.get(sample.position);
  if (earlier === undefined) found.samples.set(sample.position, { sample, record });
  else found.omitted.push({ record, type, reason: repeated(sample.position, earlier) });
}

function takePalm({ palmPrints, omitted }: Found, { record, type }: Reading, sample: PalmSample): void {
  const earlier = isUnknownPosition(sample.position)
    ? undefined
    : palmPrints.find((each) => each.sample.position === sample.position);
  if (earlier === undefined) palmPrints.push({ sample, record, type });
  else omitted.push({ record, type, reason: `${sample.position} is taken from record ${earlier.record}` });
}

/** One resolution is what the pipeline works with: a record with two different ones states none. */
function ppiOf({ ppi }: RecordImage): { readonly ppi?: number } {
  if (ppi === undefined || Math.abs(ppi.horizontal - ppi.vertical) > 0.01 * ppi.horizontal) return {};
  return { ppi: ppi.horizontal };
}

function dataField({ image }: Reading): string {
  return image?.recordType === 4 ? '4.009' : `${image?.recordType}.999`;
}

function requireTypeOne({ records }: Transaction): TaggedRecord {
  const [first] = records;
  if (first?.kind !== 'tagged' || first.type !== 1)
    throw new Error('a transaction that was read begins with Type 1');
  return first;
}

function identifiersOf(typeOne: TaggedRecord): TransactionIdentifiers {
  const text = (number: number) => itemOf(typeOne, number)?.trim() ?? '';
  const tcr = text(10);
  const domain = text(13);
  return {
    tot: text(4),
    dat: text(5),
    dai: text(7),
    ori: text(8),
    tcn: text(9),
    ...(tcr === '' ? {} : { tcr }),
    ...(domain === '' ? {} : { domain }),
  };
}

function personOf(
  transaction: Transaction,
  profile: NistProfile | undefined,
): Pick<RecordIdentity, 'identity' | 'travelDocument' | 'findings'> {
  const descriptive = transaction.records.find((record) => record.kind === 'tagged' && record.type === 2);
  if (descriptive?.kind !== 'tagged') return { identity: {}, findings: [] };
  if (profile === undefined) {
    return {
      identity: {},
      findings: [{ field: '1.013', detail: 'no profile says what Type 2 means in this domain' }],
    };
  }
  const read = textReaderOf(transaction);
  return identityOfRecord(descriptive, profile, (item) => read(item, 2));
}

function fingersMissing(
  { records }: Transaction,
  profile: NistProfile | undefined,
): CaptureReport['fingersMissing'] {
  const missing = records.flatMap((record) => {
    if (record.kind !== 'tagged') return [];
    if (record.type === 14) return missingFingersOf(record, 18);
    const field = record.type === 2 ? profile?.fingersMissing?.field : undefined;
    return field === undefined ? [] : missingFingersOf(record, field);
  });
  return [...new Map(missing.map((finger) => [finger.position, finger])).values()];
}

/** What the standard would have otherwise and could be read all the same; the first of many. */
function findingsOf(findings: readonly Finding[]): CaptureReport['findings'] {
  return findings.slice(0, LIMITS.captureFindingsMax).map(({ field, detail }) => ({ field, detail }));
}

/** Old writers are careless of it, and only what lies inside is used: of a slap that is cut it decides, here it is told. */
function sizeFindings(readings: readonly Reading[]): CaptureReport['findings'] {
  return readings
    .flatMap(({ plan, image }) => {
      if (image === undefined || image.compression === 'none') return [];
      if (plan.kind !== 'single' && plan.kind !== 'palm' && plan.kind !== 'whole-slap') return [];
      const read = readImageHeader(image.data);
      const detail = read.kind === 'header' ? sizeContradiction(image, read.header) : undefined;
      if (detail === undefined) return [];
      return [{ field: `${image.recordType}.006`, detail }];
    })
    .slice(0, LIMITS.captureFindingsMax);
}

/** Where 1.003 announces other records than there are, some may be missing: a capture is whole, or it is none. */
function requireAnnounced(findings: readonly Finding[]): void {
  const mismatch = findings.find(
    ({ severity, code }) => severity === 'error' && CONTENT_CODES.includes(code),
  );
  if (mismatch === undefined) return;
  const { field, detail } = mismatch;
  throw new FormatError({ format: 'ansi-nist', code: 'inconsistent', field, detail });
}

const CONTENT_CODES: readonly FindingCode[] = ['count-mismatch', 'content-mismatch'];
