/** The image of one record with what its record says about it; nothing is taken from the image data themselves. */
export type RecordImage = {
  readonly recordType: number;
  readonly idc: number | undefined;
  /** A window of the transaction. */
  readonly data: Uint8Array;
  readonly compression: ImageCompression;
  /** As the record states it, for example `WSQ20` or, in binary records, `1`. */
  readonly compressionCode: string;
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
  /** Of the transmitted image; undefined where the record states none (an aspect ratio is no resolution). */
  readonly ppi: { readonly horizontal: number; readonly vertical: number } | undefined;
  readonly bitsPerPixel: number | undefined;
  /** CSP, for example `GRAY`, `SRGB`, `YCC`. */
  readonly colourSpace: string | undefined;
  /** FGP or PLP codes (SP 500-290e3 table 8), in their order: 0 unknown, 1 right thumb ... 13 right four. */
  readonly positions: readonly number[];
  /** IMP code (table 7): 0 live-scan plain, 1 live-scan rolled, ... */
  readonly impressionType: number | undefined;
  /** `YYYYMMDD` as stated. */
  readonly captureDate: string | undefined;
  /** x.004 SRC. */
  readonly sourceAgency: string | undefined;
  /** 14.018 AMP: fingers that are missing (`XX`), or there and not printable, as under a bandage (`UP`). */
  readonly amputations: readonly { readonly position: number; readonly code: string }[];
  /** 14.021 SEG and 14.025 ASEG: where the fingers of a slap lie. */
  readonly segments: readonly ImageSegment[];
  readonly qualities: readonly ImageQuality[];
  /** Type 10 alone. */
  readonly photo: PhotoDescription | undefined;
  /** Type 17 alone: 17.003 ELR. */
  readonly eye: 'right' | 'left' | 'unknown' | undefined;
};

/** `facsimile` is ANSI/EIA-538 (Group 4), `vector` the pen positions of a Type 8; `unknown` has a code of no table. */
export type ImageCompression =
  | 'none'
  | 'wsq'
  | 'jpegb'
  | 'jpegl'
  | 'jp2'
  | 'jp2l'
  | 'png'
  | 'facsimile'
  | 'vector'
  | 'unknown';

/** Pixels from the top left corner of the image. */
export type ImageSegment =
  | {
      readonly kind: 'rectangle';
      readonly position: number;
      readonly left: number;
      readonly right: number;
      readonly top: number;
      readonly bottom: number;
    }
  | {
      readonly kind: 'polygon';
      readonly position: number;
      readonly vertices: readonly { readonly x: number; readonly y: number }[];
    };

export type ImageQuality = {
  /** `nfiq` is 1 (best) to 5, 254 and 255 for none; the others 0 to 100, higher is better, 254 and 255 for none. */
  readonly measure: 'nfiq' | 'segmentation' | 'image';
  /** Undefined where the quality is that of the whole image. */
  readonly position: number | undefined;
  readonly value: number;
  /** IBIA vendor of the algorithm, four hexadecimal digits. */
  readonly vendor: string | undefined;
  readonly product: string | undefined;
};

export type PhotoDescription = {
  /** 10.003 IMT: `FACE`, `TATTOO`, `MARK`, `SCAR`, ... */
  readonly imageType: string | undefined;
  /** 10.013 SAP. */
  readonly acquisitionProfile: number | undefined;
  /** 10.020 POS: `F` frontal, `R`, `L`, `A` angled, `D` determined 3D pose. */
  readonly pose: string | undefined;
  /** 10.021 POA in degrees, -180 to 180. */
  readonly poseAngleDeg: number | undefined;
  /** 10.026 SXS and its predecessor 10.022: expression, glasses and other attributes. */
  readonly attributes: readonly string[];
  /** 10.040 SMT: NCIC code of a scar, mark or tattoo. */
  readonly markCodes: readonly string[];
};
