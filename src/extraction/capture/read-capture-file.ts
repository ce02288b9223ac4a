/**
 * Any file of the field's formats to what it holds, by its first bytes; a media type that says something else is refused.
 * Synchronous work on untrusted bytes: runs in the thread of `capture-worker.ts`. Throws `FormatError`.
 */
import { isPalmSample, isUnknownPosition } from '../../domain/palm-positions.js';
import { SAMPLE_FORMATS, sampleFormatOf } from '../../domain/sample-formats.js';
import { LIMITS } from '../../platform/limits.js';
import type { CaptureOutcome, CaptureReport, PalmPrintOfFile } from '../../workflows/ports/captures.js';
import type { PalmSample, Sample } from '../../workflows/ports/samples.js';
import {
  birPosition,
  isOfSeveralFingers,
  readBirs,
  refuseTransactionInXml,
} from '../formats/cbeff/read-bir.js';
import type { FormatName } from '../formats/format-error.js';
import { readFaceRecord } from '../formats/iso/read-face-record.js';
import { readFingerImageRecord } from '../formats/iso/read-finger-image-record.js';
import { readTransaction } from '../formats/nist/read-transaction.js';
import { judgePosition } from '../image/judge-position.js';
import {
  type Capture,
  captureOfFaceRecord,
  captureOfFingerRecord,
  WITHOUT_PLACES,
} from './capture-of-record.js';
import { captureOfTransaction } from './capture-of-transaction.js';
import type { NistProfile } from './nist-profile.js';

export async function readCaptureFile(
  file: Uint8Array,
  options: { readonly mediaType: string; readonly profiles: readonly NistProfile[] },
): Promise<CaptureOutcome> {
  const format = formatOf(file);
  refuseTransactionInXml(file);
  const announced = ANNOUNCED[options.mediaType];
  if (announced !== undefined && announced !== format) {
    return notThisFormat(announced, 'the first bytes are not those of the media type announced');
  }
  return withinLimits(await outcomeOf(file, format, options.profiles), format);
}

async function outcomeOf(
  file: Uint8Array,
  format: ReturnType<typeof formatOf>,
  profiles: readonly NistProfile[],
): Promise<CaptureOutcome> {
  switch (format) {
    case undefined:
      return notThisFormat(
        'unknown',
        'neither a transaction, nor an ISO/IEC 19794-4 or -5 record, nor a CBEFF record; an image is sent as image/...',
      );
    case 'iso-19794-2':
    case 'iso-19794-6':
      return {
        kind: 'rejected',
        fault: { format, code: 'unsupported', offset: 0, detail: NOT_USED[format] },
      };
    case 'ansi-nist':
      return captureOfTransaction(readTransaction(file), profiles);
    case 'cbeff':
      return captureOfBirs(file);
    default:
      return captureOfRecord(file, format);
  }
}

type CaptureFormat = Extract<FormatName, 'ansi-nist' | 'iso-19794-4' | 'iso-19794-5' | 'cbeff'>;

const NOT_USED = {
  'iso-19794-2': 'minutiae without their image are not used',
  'iso-19794-6': 'irises are not used',
} as const;

/** What a media type promises; `application/octet-stream` promises nothing. */
const ANNOUNCED: Readonly<Record<string, CaptureFormat>> = {
  'application/vnd.ansi-nist-itl': 'ansi-nist',
  ...Object.fromEntries(
    SAMPLE_FORMATS.filter(({ kind }) => kind === 'record').flatMap(({ id, mediaTypes }) =>
      mediaTypes.map((mediaType) => [mediaType, id as CaptureFormat]),
    ),
  ),
};

export function formatOf(file: Uint8Array): CaptureFormat | keyof typeof NOT_USED | undefined {
  const format = sampleFormatOf(file);
  if (format?.kind === 'record') return format.id as CaptureFormat;
  const start = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, 4)).toString('latin1');
  if (start === 'FMR\0') return 'iso-19794-2';
  if (start === 'IIR\0') return 'iso-19794-6';
  return /^0?1\./.test(start) ? 'ansi-nist' : undefined;
}

function captureOfRecord(file: Uint8Array, format: 'iso-19794-4' | 'iso-19794-5'): Capture {
  return format === 'iso-19794-4'
    ? captureOfFingerRecord(readFingerImageRecord(file))
    : captureOfFaceRecord(readFaceRecord(file));
}

/** Of what a file says itself only words that are known are told of it. */
const KNOWN_TYPES = ['Finger', 'Face', 'Iris'];

/** Each block by what it is; where it does not say the position itself, the BIR around it does. */
function captureOfBirs(file: Uint8Array): Capture {
  const samples = new Map<string, Sample>();
  const palmPrints: PalmPrintOfFile[] = [];
  const omitted: CaptureReport['omitted'][number][] = [];
  for (const [index, bir] of readBirs(file).entries()) {
    const place = { record: index + 1, type: KNOWN_TYPES.find((type) => bir.types.includes(type)) ?? 'BIR' };
    const format = formatOf(bir.block);
    const stated = birPosition(bir);
    if (format === 'iso-19794-4' || format === 'iso-19794-5') {
      const inner = captureOfRecord(bir.block, format);
      omitted.push(...inner.omitted.map(({ reason }) => ({ ...place, reason })));
      const palms = (inner.palmPrints ?? []).map(({ sample }) => sample);
      for (const sample of [...inner.samples, ...palms]) {
        // One of both is of another finger, as with a sample that contradicts its record.
        const mismatch = judgePosition(sample.position, stated === undefined ? [] : [stated]);
        if (mismatch) omitted.push({ ...place, reason: `${sample.position} is not what its BIR says` });
        else if (isPalmSample(sample)) addPalm(sample, place);
        else addSample(withStated(sample, stated), place);
      }
    } else if (stated !== undefined && format === undefined && isOfSeveralFingers(bir)) {
      omitted.push({ ...place, reason: WITHOUT_PLACES });
    } else if (stated !== undefined && format === undefined) {
      addSample({ position: stated, image: bir.block }, place);
    } else {
      const reason = format === 'iso-19794-2' || format === 'iso-19794-6' ? NOT_USED[format] : undefined;
      omitted.push({ ...place, reason: reason ?? 'no finger or face is known by this type' });
    }
  }
  return {
    kind: 'capture',
    format: 'cbeff',
    samples: [...samples.values()],
    fingersMissing: [],
    omitted: omitted.slice(0, LIMITS.captureFindingsMax),
    findings: [],
    ...(palmPrints.length > 0 ? { palmPrints } : {}),
  };

  function addPalm(sample: PalmSample, place: { readonly record: number; readonly type: string }): void {
    const isRepeated =
      !isUnknownPosition(sample.position) &&
      palmPrints.some((each) => each.sample.position === sample.position);
    if (isRepeated) omitted.push({ ...place, reason: `${sample.position} is taken from an earlier one` });
    else palmPrints.push({ sample, ...place });
  }

  function addSample(sample: Sample, place: { readonly record: number; readonly type: string }): void {
    const key = sample.position === 'unknown-finger' ? `${sample.position} ${samples.size}` : sample.position;
    if (samples.has(key))
      omitted.push({ ...place, reason: `${sample.position} is taken from an earlier one` });
    else samples.set(key, sample);
  }
}

/** A record that leaves the finger open is of the one its BIR names. */
function withStated(sample: Sample, stated: Sample['position'] | undefined): Sample {
  return sample.position === 'unknown-finger' && stated !== undefined && stated !== 'face'
    ? { ...sample, position: stated }
    : sample;
}

/**
 * What no request may carry is not carried out of this thread either: packed pixels unpack to many times the file. Palm
 * prints count by themselves, as most requests leave them out: a ten-print card has up to eight beside its fingers.
 */
function withinLimits(outcome: CaptureOutcome, format: string = 'unknown'): CaptureOutcome {
  if (outcome.kind === 'rejected') return outcome;
  const { samples, palmPrints = [] } = outcome;
  const exceeded = exceededBy(samples, palmPrints);
  if (exceeded === undefined) return outcome;
  return { kind: 'rejected', fault: { format, code: 'limit-exceeded', detail: exceeded } };
}

function exceededBy(samples: readonly Sample[], palmPrints: readonly PalmPrintOfFile[]): string | undefined {
  const { samplesMax, palmPrintsOfFileMax, imageBytesMax } = LIMITS;
  if (samples.length > samplesMax) return `more than ${samplesMax} samples`;
  if (palmPrints.length > palmPrintsOfFileMax) return `more than ${palmPrintsOfFileMax} palm prints`;
  const images = [...samples, ...palmPrints.map(({ sample }) => sample)];
  return images.some(({ image }) => image.length > imageBytesMax)
    ? `an image of more than ${imageBytesMax} bytes`
    : undefined;
}

function notThisFormat(format: string, detail: string): CaptureOutcome {
  return {
    kind: 'rejected',
    fault: { format, code: 'not-this-format', offset: 0, field: 'first bytes', detail },
  };
}
