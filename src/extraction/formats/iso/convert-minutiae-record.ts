/**
 * A minutiae record in another of the layouts. Places, types, sizes and resolutions go along as they are; angles go
 * between 256ths of a turn and steps of 2 degrees by the nearest; what the new layout has no field for is left out, and
 * what it has a field for and the old one did not is "not reported". Extended data are left out, as cores, deltas and
 * ridge counts stand in units of their own in each standard. Throws `RangeError` where a code does not fit.
 */
import { angleIn } from './minutiae-angles.js';
import type { MinutiaeLayout, MinutiaeRecord, MinutiaeView, RecordedMinutiae } from './minutiae-record.js';

export type ConvertedMinutiae = {
  readonly record: MinutiaeRecord;
  /** What did not go along. */
  readonly remarks: readonly string[];
};

export function convertMinutiaeRecord(record: MinutiaeRecord, layout: MinutiaeLayout): ConvertedMinutiae {
  if (record.layout === layout) return { record, remarks: [] };
  const views = record.views.map((view) => convertView(view, record.layout, layout));
  const dropped = record.views.filter(({ extendedData }) => extendedData.length > 0).length;
  const remarks = dropped === 0 ? [] : [`extended data of ${dropped} views are left out`];
  if (layout === 'iso-2011') return { record: { layout, views }, remarks };
  const { certification = 0, deviceTypeId = 0 } = record.equipment ?? {};
  const isTwelveBits = deviceTypeId < 0x1000 && certification < 16;
  const fits = isTwelveBits || layout === 'ansi-2009';
  const american = layout.startsWith('ansi') ? { product: record.product ?? { ownerId: 0, typeId: 0 } } : {};
  const equipment = fits ? { certification, deviceTypeId } : { certification: 0, deviceTypeId: 0 };
  return {
    record: { layout, ...american, equipment, reserved: 0, views },
    remarks: fits ? remarks : [...remarks, 'the type of the device does not fit and is left out'],
  };
}

const UNKNOWN_CAPTURE = {
  capturedAt: {},
  device: { technologyCode: 0, vendorId: 0, typeId: 0 },
} as const;

function convertView(view: MinutiaeView, from: MinutiaeLayout, to: MinutiaeLayout): MinutiaeView {
  const { positionCode, number, impressionCode, widthPx, heightPx, resolution } = view;
  const quality = qualityOf(view);
  const shared = {
    positionCode,
    number,
    impressionCode,
    widthPx,
    heightPx,
    resolution,
    minutiae: convertMinutiae(view.minutiae, from, to),
    extendedData: new Uint8Array(0),
  };
  switch (to) {
    case 'iso-2011': {
      const algorithm = view.qualityAlgorithm ?? { vendorId: 0, algorithmId: 0 };
      const qualities = quality === undefined ? [] : [{ score: quality, ...algorithm }];
      return { ...shared, capture: { ...UNKNOWN_CAPTURE, qualities }, endingTypeCode: 0 };
    }
    case 'iso-2005':
    case 'ansi-2004':
      return { ...shared, quality: quality ?? 0 };
    default: {
      const stated = view.qualityAlgorithm ?? view.capture?.qualities[0];
      const { vendorId = 0, algorithmId = 0 } = stated ?? {};
      return { ...shared, quality: quality ?? NOT_REPORTED, qualityAlgorithm: { vendorId, algorithmId } };
    }
  }
}

const NOT_REPORTED = 254;

function qualityOf({ quality, capture }: MinutiaeView): number | undefined {
  const stated = quality ?? capture?.qualities[0]?.score;
  return stated === undefined || stated > 100 ? undefined : stated;
}

function convertMinutiae(
  minutiae: RecordedMinutiae,
  from: MinutiaeLayout,
  to: MinutiaeLayout,
): RecordedMinutiae {
  const isOld = (layout: MinutiaeLayout) => layout === 'iso-2005' || layout === 'ansi-2004';
  // 0 is "not reported" in the old layouts, 254 in the new; 255, a failure, is not reported in the old.
  const quality = (stated: number) => {
    const isReported = stated <= 100 && !(isOld(from) && stated === 0);
    return isReported ? stated : isOld(to) ? 0 : isOld(from) ? NOT_REPORTED : stated;
  };
  const count = minutiae.x.length;
  const stated = minutiae.quality ?? new Uint8Array(count).fill(isOld(to) ? 0 : NOT_REPORTED);
  return {
    type: minutiae.type,
    x: minutiae.x,
    y: minutiae.y,
    reserved: new Uint8Array(count),
    angle: minutiae.angle.map((angle) => angleIn(to, from, angle)),
    quality: stated.map(quality),
  };
}
