import type { ByteReader } from '../byte-reader.js';
import { EXTENDED_DATA_SLACK_BYTES } from './minutiae-layout.js';
import type { MinutiaeLayout, MinutiaeView, RecordedMinutiae } from './minutiae-record.js';

export type ReadMinutiae = Pick<
  MinutiaeView,
  'minutiae' | 'endingTypeCode' | 'extendedData' | 'announcedExtendedBytes'
>;

type Place = {
  readonly layout: MinutiaeLayout;
  readonly raster: Pick<MinutiaeView, 'widthPx' | 'heightPx'>;
  /** Whether nothing follows the extended data of this view. */
  readonly isLast: boolean;
};

/** Number of minutiae, minutiae and extended data: the end of a view in every layout. */
export function readMinutiae(reader: ByteReader, place: Place): ReadMinutiae {
  const form = place.layout === 'iso-2011' ? readForm(reader) : { byteCount: 6 };
  const count = reader.u8('number of minutiae');
  reader.require(count * form.byteCount, 'minutiae');
  const minutiae = readEach(reader, count, { ...place, hasQuality: form.byteCount === 6 });
  const { endingTypeCode } = form;
  return {
    ...(endingTypeCode === undefined ? {} : { endingTypeCode }),
    minutiae,
    ...readExtendedData(reader, place.isLast),
  };
}

type Form = { readonly byteCount: number; readonly endingTypeCode?: number };

function readForm(reader: ByteReader): Form {
  const bits = reader.u8('minutia field length and ridge ending type');
  const byteCount = bits >> 4;
  const endingTypeCode = bits & 0x0f;
  if (byteCount !== 5 && byteCount !== 6) reader.fail('out-of-range', 'minutia field length', '5 or 6 bytes');
  if (endingTypeCode > 1) reader.fail('out-of-range', 'ridge ending type', '0 or 1');
  return { byteCount, endingTypeCode };
}

function readEach(
  reader: ByteReader,
  count: number,
  { layout, raster, hasQuality }: Place & { readonly hasQuality: boolean },
): RecordedMinutiae {
  const [type, reserved, angle] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)];
  const quality = new Uint8Array(hasQuality ? count : 0);
  const [x, y] = [new Uint16Array(count), new Uint16Array(count)];
  for (let index = 0; index < count; index++) {
    const field = `minutia ${index}`;
    const acrossBits = reader.u16(`${field} type and x`);
    type[index] = acrossBits >> 14;
    x[index] = acrossBits & 0x3fff;
    if (type[index]! > 2) reader.fail('out-of-range', `${field} type`, '0, 1 or 2');
    requireInside(reader, x[index]!, raster.widthPx, `${field} x`);
    const downBits = reader.u16(`${field} y`);
    reserved[index] = downBits >> 14;
    y[index] = downBits & 0x3fff;
    requireInside(reader, y[index]!, raster.heightPx, `${field} y`);
    angle[index] = reader.u8(`${field} angle`);
    if (layout.startsWith('ansi') && angle[index]! > 179) {
      reader.fail('out-of-range', `${field} angle`, '0 to 179, in steps of 2 degrees');
    }
    if (hasQuality) quality[index] = readQuality(reader, layout, `${field} quality`);
  }
  return { type, x, y, reserved, angle, ...(hasQuality ? { quality } : {}) };
}

function requireInside(reader: ByteReader, place: number, side: number, field: string): void {
  if (place >= side) reader.fail('out-of-range', field, `${place} in an image of ${side} pixels`);
}

/** The older layouts know of no quality that was not reported but 0. */
function readQuality(reader: ByteReader, layout: MinutiaeLayout, field: string): number {
  const quality = reader.u8(field);
  const isOld = layout === 'iso-2005' || layout === 'ansi-2004';
  if (quality > 100 && (isOld || quality < 254)) {
    reader.fail('out-of-range', field, isOld ? '0 to 100' : '0 to 100, 254 or 255');
  }
  return quality;
}

function readExtendedData(
  reader: ByteReader,
  isLast: boolean,
): Pick<MinutiaeView, 'extendedData' | 'announcedExtendedBytes'> {
  const announced = reader.u16('extended data block length');
  const slack = isLast ? reader.remaining - announced : 0;
  const isOff = slack !== 0 && announced > 0 && Math.abs(slack) <= EXTENDED_DATA_SLACK_BYTES;
  if (!isOff) return { extendedData: reader.take(announced, 'extended data') };
  return { extendedData: reader.take(reader.remaining, 'extended data'), announcedExtendedBytes: announced };
}
