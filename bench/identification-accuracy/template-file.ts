/** Templates of many impressions as lines of JSON, so that extraction, the dear part, is done once and can be resumed. */
import { decodeMinutiae } from '../../src/domain/minutiae-bytes.js';
import type { MinutiaeTemplate } from '../../src/domain/minutiae-template.js';
import { fingerprintQuality } from '../../src/extraction/fingerprint/fingerprint-quality.js';
import type { FingerprintMeasures } from '../../src/extraction/fingerprint/measure-fingerprint.js';
import { readLines } from './chain-lines.js';

/** What every line of one file has in common; a file of another chain is not read. */
export type TemplateLine = {
  readonly finger: number;
  readonly impression: number;
  readonly chain: string;
  /** Absent where a template was made. */
  readonly defect?: string;
  readonly measures?: FingerprintMeasures;
  /** Base64: one signed byte a value, the views one after the other. */
  readonly views?: string;
  /** Base64: the same in single precision, to measure what rounding costs. */
  readonly floats?: string;
  readonly minutiae?: string;
};

export type StoredImpression = {
  readonly finger: number;
  readonly impression: number;
  readonly quality: number;
  readonly measures: FingerprintMeasures;
  readonly views: readonly Int8Array[];
  readonly floats: readonly Float32Array[];
  readonly minutiae: MinutiaeTemplate;
};

export type TemplateFile = {
  readonly impressions: readonly StoredImpression[];
  /** Fingers and impressions that gave no template. */
  readonly rejected: readonly {
    readonly finger: number;
    readonly impression: number;
    readonly defect: string;
  }[];
};

/** Fingers of several files are told apart, whatever their numbers; a multiple of what `residues.ts` counts in. */
const FINGERS_OF_FILE_MAX = 1_000_000;

/** Of all files, one after the other, as if they were one. */
export function readImpressions(
  paths: readonly string[],
  chain: string,
  viewsMax: number,
): readonly StoredImpression[] {
  return paths.flatMap((path, index) =>
    readTemplates(path, chain, viewsMax).impressions.map((each) => ({
      ...each,
      finger: index * FINGERS_OF_FILE_MAX + each.finger,
    })),
  );
}

/** `viewsMax`: so many views of each impression, the first ones. */
export function readTemplates(path: string, chain: string, viewsMax: number): TemplateFile {
  const lines = [...readLines<TemplateLine>(path, chain)].sort(
    (a, b) => a.finger - b.finger || a.impression - b.impression,
  );
  return {
    impressions: lines.flatMap((line) => (line.defect === undefined ? [decodeLine(line, viewsMax)] : [])),
    rejected: lines.flatMap(({ finger, impression, defect }) =>
      defect === undefined ? [] : [{ finger, impression, defect }],
    ),
  };
}

export function encodeViews(views: readonly (Int8Array | Float32Array)[]): string {
  return Buffer.concat(
    views.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  ).toString('base64');
}

function decodeLine(line: TemplateLine, viewsMax: number): StoredImpression {
  const minutiae = decodeMinutiae(Buffer.from(line.minutiae!, 'base64'));
  if (minutiae.kind === 'unreadable') throw new Error(minutiae.reason);
  const bytes = Uint8Array.from(Buffer.from(line.views!, 'base64'));
  const floats = Uint8Array.from(Buffer.from(line.floats!, 'base64'));
  return {
    finger: line.finger,
    impression: line.impression,
    quality: fingerprintQuality(line.measures!),
    measures: line.measures!,
    views: split(new Int8Array(bytes.buffer)).slice(0, viewsMax),
    floats: split(new Float32Array(floats.buffer)).slice(0, viewsMax),
    minutiae: minutiae.template,
  };
}

const DIMENSION = 256;

function split<Values extends Int8Array | Float32Array>(all: Values): Values[] {
  return Array.from(
    { length: all.length / DIMENSION },
    (_, view) => all.subarray(view * DIMENSION, (view + 1) * DIMENSION) as Values,
  );
}
