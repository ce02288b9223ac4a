/**
 * A face image record of ISO/IEC 19794-5, 2005 or 2011, as plain values. Codes stay numbers, so that what is read is
 * written again as it was; `face-codes.ts` gives their words.
 */
import type { CaptureFacts } from './capture-facts.js';

export type FaceRecord =
  | { readonly version: '2005'; readonly representations: readonly FaceRepresentation2005[] }
  | {
      readonly version: '2011';
      /** Clause 8.1.6: how several images follow each other in time; 0 where they do not. */
      readonly temporalSemantics: number;
      readonly representations: readonly FaceRepresentation2011[];
    };

export type FaceRepresentation2005 = FaceFacts & {
  readonly sourceTypeCode: number;
  readonly deviceTypeId: number;
  readonly quality: number;
};

export type FaceRepresentation2011 = FaceFacts &
  CaptureFacts & {
    /** Centimetres; absent where not given. */
    readonly subjectHeightCm?: number;
    /** 0 to 7: pixels across the head, from below 180 to 750 and more (table 18). */
    readonly spatialSamplingRateLevel: number;
    readonly postAcquisitionProcessing: number;
    /** Number of the image this one was made from, 0 for none. */
    readonly crossReference: number;
    /** Three-dimensional data behind the image, as they are; empty for photographs. */
    readonly threeDimensionalData: Uint8Array;
  };

export type FaceFacts = {
  readonly genderCode: number;
  readonly eyeColourCode: number;
  readonly hairColourCode: number;
  /** 24 bits; bit 0 says that the others mean something. */
  readonly propertyMask: number;
  readonly expressionCode: number;
  readonly pose: Pose;
  readonly poseUncertainty: Pose;
  readonly featurePoints: readonly FeaturePoint[];
  readonly imageTypeCode: number;
  readonly encoding: FaceEncoding;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colourSpaceCode: number;
  /** A window on the record, not a copy. */
  readonly image: Uint8Array;
};

/** Coded angles: 0 for none given, else 1 to 180; `poseDegrees` of `face-codes.ts` translates. */
export type Pose = { readonly yaw: number; readonly pitch: number; readonly roll: number };

export type FeaturePoint = {
  readonly typeCode: number;
  /** Major number in the upper, minor in the lower four bits (ISO/IEC 14496-2). */
  readonly code: number;
  readonly x: number;
  readonly y: number;
  /** Only where the type is three-dimensional; reserved in 2005. */
  readonly z: number;
};

/** `jpeg-2000`: 2005 does not say whether with loss. */
export type FaceEncoding = 'jpeg' | 'jpeg-2000' | 'jpeg-2000-lossy' | 'jpeg-2000-lossless' | 'png';

/** By code. */
export const FACE_ENCODINGS: Readonly<Record<'2005' | '2011', readonly FaceEncoding[]>> = {
  '2005': ['jpeg', 'jpeg-2000'],
  '2011': ['jpeg', 'jpeg-2000-lossy', 'jpeg-2000-lossless', 'png'],
};
