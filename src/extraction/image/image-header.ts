/**
 * What an image file says about itself, read without decoding it: type, dimensions, resolution, orientation. Decoders
 * are only handed files whose header is within the limits. The resolution is read here and not taken from the decoder
 * because that reports 72 ppi for files that state nothing.
 */
import { type SampleFormatId, sampleFormat, sampleFormatOf } from '../../domain/sample-formats.js';
import { readBmpHeader } from '../formats/bmp/read-bmp.js';
import { type FormatFault, readOrFault } from '../formats/format-error.js';
import { readJpeg2000Header } from '../formats/jp2/read-jpeg-2000-header.js';
import { readPnmHeader } from '../formats/pnm/read-pnm.js';
import { readWsqHeader } from '../formats/wsq/read-wsq-header.js';
import { readJpegHeader } from './jpeg-header.js';
import { readPngHeader } from './png-header.js';
import { readTiffHeader } from './tiff-header.js';

/** Formats that are an image themselves, not a record around one. */
export type ImageFormatId = Exclude<SampleFormatId, 'iso-19794-4' | 'iso-19794-5' | 'cbeff'>;

export type ImageHeader = {
  readonly format: ImageFormatId;
  /** As the hub states it: the first of the format's in `domain/sample-formats.ts`. */
  readonly mediaType: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** One grey channel, possibly with alpha. */
  readonly isGrey: boolean;
  /** EXIF orientation swaps width and height. */
  readonly isTurned: boolean;
  /** Pixels per inch along x and y, where the file states them. */
  readonly ppi?: { readonly x: number; readonly y: number };
};

/** `format` and `mediaType` follow from the reader that was chosen. */
export type HeaderFacts = Omit<ImageHeader, 'format' | 'mediaType'>;

/**
 * `unknown`: none of the formats taken. `cut-off`: the format is known and the file ends within its header. `malformed`
 * says more, of the formats that are read by this program alone.
 */
export type HeaderOutcome =
  | { readonly kind: 'header'; readonly header: ImageHeader }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'cut-off' }
  | { readonly kind: 'malformed'; readonly fault: FormatFault };

export function readImageHeader(file: Uint8Array): HeaderOutcome {
  const format = sampleFormatOf(file)?.id;
  if (format === undefined || !isImageFormat(format)) return { kind: 'unknown' };
  const outcome = readOrFault(() => READERS[format](file));
  if (outcome.kind === 'malformed') return outcome;
  const facts = outcome.value;
  if (!facts || facts.widthPx === 0 || facts.heightPx === 0) return { kind: 'cut-off' };
  const mediaType = sampleFormat(format).mediaTypes[0];
  return { kind: 'header', header: withoutPlaceholder({ format, mediaType, ...facts }) };
}

/** libvips, and all that is built on it, writes one pixel per millimetre into files whose resolution it does not know. */
function withoutPlaceholder(header: ImageHeader): ImageHeader {
  if (!header.ppi || Math.abs(header.ppi.x - PLACEHOLDER_PPI) > 0.5) return header;
  const { ppi: _, ...rest } = header;
  return rest;
}

const PLACEHOLDER_PPI = 25.4;

/** `undefined` where the file ends too early; the readers of the last five throw `FormatError` instead. */
const READERS: Readonly<Record<ImageFormatId, (file: Uint8Array) => HeaderFacts | undefined>> = {
  png: readPngHeader,
  jpeg: readJpegHeader,
  tiff: readTiffHeader,
  bmp: (file) => factsOf(readBmpHeader(file)),
  pgm: (file) => factsOf({ ...readPnmHeader(file), isGrey: true }),
  ppm: (file) => factsOf({ ...readPnmHeader(file), isGrey: false }),
  jp2: jpeg2000Facts,
  j2c: jpeg2000Facts,
  wsq: (file) => {
    const { ppi, ...size } = readWsqHeader(file);
    return factsOf({ ...size, isGrey: true, ...(ppi === undefined ? {} : { ppi: { x: ppi, y: ppi } }) });
  },
};

function isImageFormat(format: SampleFormatId): format is ImageFormatId {
  return format in READERS;
}

function jpeg2000Facts(file: Uint8Array): HeaderFacts {
  const header = readJpeg2000Header(file);
  return factsOf({ ...header, isGrey: header.componentCount === 1 && !header.hasPalette });
}

function factsOf({ widthPx, heightPx, isGrey, ppi }: Omit<HeaderFacts, 'isTurned'>): HeaderFacts {
  return { widthPx, heightPx, isGrey, isTurned: false, ...(ppi === undefined ? {} : { ppi }) };
}
