/**
 * The files a sample may be, in one table: how they begin, what they are called on the wire and on disk. Pure words; what
 * reads them stands in `extraction`.
 */
export type SampleFormatId =
  | 'png'
  | 'jpeg'
  | 'tiff'
  | 'bmp'
  | 'pgm'
  | 'ppm'
  | 'jp2'
  | 'j2c'
  | 'wsq'
  | 'iso-19794-4'
  | 'iso-19794-5'
  | 'cbeff';

export type SampleFormat = {
  readonly id: SampleFormatId;
  /** For people. */
  readonly name: string;
  /** The first is the one the hub states; the others are understood. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** With the dot, in lower case; the first is the one the hub writes. */
  readonly fileEndings: readonly [string, ...string[]];
  /** Any of these at the start. */
  readonly signatures: readonly (readonly number[])[];
  /** A record holds images and says where they are from; an image is just that. */
  readonly kind: 'image' | 'record';
};

export const SAMPLE_FORMATS: readonly SampleFormat[] = [
  {
    id: 'png',
    name: 'PNG',
    mediaTypes: ['image/png'],
    fileEndings: ['.png'],
    signatures: [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
    kind: 'image',
  },
  {
    id: 'jpeg',
    name: 'JPEG',
    mediaTypes: ['image/jpeg'],
    fileEndings: ['.jpg', '.jpeg'],
    signatures: [[0xff, 0xd8, 0xff]],
    kind: 'image',
  },
  {
    id: 'tiff',
    name: 'TIFF',
    mediaTypes: ['image/tiff'],
    fileEndings: ['.tif', '.tiff'],
    signatures: [
      [0x49, 0x49, 42, 0],
      [0x4d, 0x4d, 0, 42],
    ],
    kind: 'image',
  },
  {
    id: 'bmp',
    name: 'BMP',
    mediaTypes: ['image/bmp', 'image/x-ms-bmp'],
    fileEndings: ['.bmp'],
    signatures: [ascii('BM')],
    kind: 'image',
  },
  {
    id: 'pgm',
    name: 'PGM',
    mediaTypes: ['image/x-portable-graymap'],
    fileEndings: ['.pgm'],
    signatures: netpbm('P2', 'P5'),
    kind: 'image',
  },
  {
    id: 'ppm',
    name: 'PPM',
    mediaTypes: ['image/x-portable-pixmap'],
    fileEndings: ['.ppm'],
    signatures: netpbm('P3', 'P6'),
    kind: 'image',
  },
  {
    id: 'jp2',
    name: 'JPEG 2000',
    mediaTypes: ['image/jp2'],
    fileEndings: ['.jp2'],
    signatures: [[0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a]],
    kind: 'image',
  },
  {
    id: 'j2c',
    name: 'JPEG 2000 codestream',
    mediaTypes: ['image/j2c', 'image/x-jp2-codestream'],
    fileEndings: ['.j2c', '.j2k', '.jpc'],
    signatures: [[0xff, 0x4f, 0xff, 0x51]],
    kind: 'image',
  },
  {
    id: 'wsq',
    name: 'WSQ',
    mediaTypes: ['image/wsq', 'image/x-wsq'],
    fileEndings: ['.wsq'],
    signatures: [[0xff, 0xa0]],
    kind: 'image',
  },
  {
    id: 'iso-19794-4',
    name: 'ISO/IEC 19794-4 finger image record',
    mediaTypes: ['application/vnd.iso.19794-4'],
    fileEndings: ['.iso', '.fir'],
    signatures: [ascii('FIR\0')],
    kind: 'record',
  },
  {
    id: 'iso-19794-5',
    name: 'ISO/IEC 19794-5 face record',
    mediaTypes: ['application/vnd.iso.19794-5'],
    fileEndings: ['.iso', '.fac'],
    signatures: [ascii('FAC\0')],
    kind: 'record',
  },
  {
    id: 'cbeff',
    name: 'CBEFF record in XML',
    mediaTypes: ['application/vnd.cbeff'],
    fileEndings: ['.xml'],
    // With and without the mark of UTF-8 in front.
    signatures: [
      ascii('<?xml'),
      ascii('<BIR'),
      [0xef, 0xbb, 0xbf, ...ascii('<?xml')],
      [0xef, 0xbb, 0xbf, ...ascii('<BIR')],
    ],
    kind: 'record',
  },
];

/** By the first bytes; names and announced media types are not believed. */
export function sampleFormatOf(file: Uint8Array): SampleFormat | undefined {
  return SAMPLE_FORMATS.find(({ signatures }) =>
    signatures.some((signature) => signature.every((byte, index) => file[index] === byte)),
  );
}

export function sampleFormat(id: SampleFormatId): SampleFormat {
  return SAMPLE_FORMATS.find((format) => format.id === id)!;
}

/** For refusals: the names of all, or of one kind, as a list. */
export function sampleFormatNames(kind?: SampleFormat['kind']): string {
  const names = SAMPLE_FORMATS.filter((format) => kind === undefined || format.kind === kind).map(
    ({ name }) => name,
  );
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function ascii(text: string): readonly number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

/** `P5` alone begins many a text; a space or line break must follow. */
function netpbm(...magic: readonly string[]): readonly (readonly number[])[] {
  return magic.flatMap((text) => [' ', '\n', '\r', '\t'].map((space) => ascii(text + space)));
}

/** ISO/IEC 19794-2 and INCITS 378: no image, and a sample for a 1:1 comparison all the same. */
export function isMinutiaeRecord(file: Uint8Array): boolean {
  return file[0] === 0x46 && file[1] === 0x4d && file[2] === 0x52 && file[3] === 0;
}
