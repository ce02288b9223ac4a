/** A transaction as a border sends it: a slap in WSQ that says where its one finger lies, and whose person it claims. */
import sharp from 'sharp';
import { taggedRecord } from '../extraction/formats/nist/build-record.js';
import { encodeWsq } from '../extraction/formats/wsq/encode-wsq.js';
import { transactionFile, variableFinger } from './nist-transactions.js';

const MARGIN = 60;

/** `png` is a print of 500 ppi; `positionCode` a finger of the right hand, 2 to 5. */
export async function slapTransaction(
  png: Uint8Array,
  positionCode: number,
  surname: string,
): Promise<Uint8Array> {
  const { data, info } = await sharp(png)
    .flatten({ background: 'white' })
    .extend({ top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN, background: 'white' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width: widthPx, height: heightPx } = info;
  const wsq = encodeWsq({ widthPx, heightPx, pixels: data, ppi: 500 }, { bitRate: 0.75 });
  const segment = [positionCode, MARGIN, widthPx - MARGIN - 1, MARGIN, heightPx - MARGIN - 1];
  return transactionFile([
    taggedRecord(2, 0, { 18: `${surname},NUMBER` }),
    variableFinger(1, 13, { widthPx, heightPx, fields: { 11: 'WSQ20', 21: segment, 999: wsq } }),
  ]);
}
