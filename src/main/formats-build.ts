/**
 * `formats build FOLDER FILE`: a transaction of Type 1, Type 2 and one image record for each file of the folder that is
 * named by a finger (`right-index.png`), by a part of a palm (`right-full-palm.png`) or `face`. WSQ, PNG, JPEG and JPEG 2000 files go in as they are; others become
 * WSQ.
 */
import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { isPalmPosition, SAMPLE_POSITIONS, type SamplePosition } from '../domain/palm-positions.js';
import { FINGER_POSITIONS, isPosition, type Position } from '../domain/positions.js';
import { sampleFormatOf } from '../domain/sample-formats.js';
import { type FieldValue, taggedRecord } from '../extraction/formats/nist/build-record.js';
import { buildTransaction } from '../extraction/formats/nist/build-transaction.js';
import { fingerprintRecord } from '../extraction/formats/nist/fingerprint-record.js';
import type { NistRecord } from '../extraction/formats/nist/transaction.js';
import { validateTransaction } from '../extraction/formats/nist/validate-transaction.js';
import { writeTransaction } from '../extraction/formats/nist/write-transaction.js';
import { palmPositionCode } from '../extraction/formats/palm-codes.js';
import { CommandError } from './command-error.js';
import type { FormatsContext } from './formats-command.js';
import { readBytes } from './formats-file.js';
import { bitRateOf, numberOption } from './formats-numbers.js';
import type { FormatsOptions } from './formats-options.js';
import { decodeFile, writeNew, wsqOf } from './formats-raster.js';

export async function build({ paths, options, print, nowMs }: FormatsContext): Promise<number> {
  const [folder = '', target = ''] = paths;
  const date = new Date(nowMs).toISOString().replace(/\D/g, '');
  const context = { options, day: date.slice(0, 8), source: options.ori ?? 'UNKNOWN00' };
  const records: NistRecord[] = [taggedRecord(2, 0, textFields(options.text ?? []))];
  for (const found of filesOf(folder)) {
    const image = await readImage(found, options);
    records.push(recordOf(image, { ...context, idc: records.length }));
    print(
      `${basename(found.path)}: ${found.position}, ${image.compression.code}, ${image.file.length} bytes`,
    );
  }
  for (const missing of missingFingers(options.missing ?? [])) {
    records.push(missingRecord(missing, { ...context, idc: records.length }));
  }
  if (records.length === 1)
    throw new CommandError(`${folder} holds no file named by a finger, a palm, or face.`);
  const transaction = buildTransaction(headerOf(options, date), records);
  const faults = validateTransaction(transaction).filter(({ severity }) => severity === 'error');
  for (const { record, field, detail } of faults) print(`record ${record + 1}, ${field}: ${detail}`);
  if (faults.length > 0) return 1;
  const file = writeTransaction(transaction);
  writeNew(target, file, options.force === true);
  print(`${target}: ${records.length + 1} records, ${file.length} bytes`);
  return 0;
}

type Found = { readonly path: string; readonly position: SamplePosition };

/** In the order of the fingers, then the face and the palms; two files of one finger are refused. */
function filesOf(folder: string): readonly Found[] {
  const found = new Map<SamplePosition, string>();
  for (const name of namesIn(folder)) {
    const position = basename(name, extname(name)).toLowerCase();
    if (!isSamplePosition(position)) continue;
    if (found.has(position)) throw new CommandError(`${folder} holds two files of ${position}.`);
    found.set(position, join(folder, name));
  }
  return SAMPLE_POSITIONS.flatMap((position) => {
    const path = found.get(position);
    return path === undefined ? [] : [{ path, position }];
  });
}

function isSamplePosition(text: string): text is SamplePosition {
  return isPosition(text) || isPalmPosition(text);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    throw new CommandError(`${folder} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
}

type BuildImage = {
  readonly position: SamplePosition;
  readonly file: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly ppi: number;
  readonly isGrey: boolean;
  readonly compression: { readonly code: string; readonly number: number };
};

/** Codes of SP 500-290e3 table 15, as text and as the number of a binary record. */
const COMPRESSIONS: Readonly<Record<string, BuildImage['compression']>> = {
  wsq: { code: 'WSQ20', number: 1 },
  jpeg: { code: 'JPEGB', number: 2 },
  jp2: { code: 'JP2', number: 4 },
  png: { code: 'PNG', number: 6 },
};

/** A face has no resolution that means anything; what stands in the record is that of the screen. */
const FACE_PPI = 72;

async function readImage({ path, position }: Found, options: FormatsOptions): Promise<BuildImage> {
  const original = readBytes(path);
  const { raster, ppi: stated } = await decodeFile(original, path);
  const ppi = numberOption('ppi', options.ppi) ?? stated ?? (position === 'face' ? FACE_PPI : undefined);
  if (ppi === undefined) throw new CommandError(`${path} states no resolution; give it with --ppi.`);
  const kept = COMPRESSIONS[sampleFormatOf(original)?.id ?? ''];
  const file = kept === undefined ? wsqOf(raster, { ppi, bitRate: bitRateOf(options.ratio) }) : original;
  const { widthPx, heightPx, channels } = raster;
  const compression = kept ?? COMPRESSIONS['wsq']!;
  return { position, file, widthPx, heightPx, ppi: Math.round(ppi), isGrey: channels === 1, compression };
}

type Place = {
  readonly idc: number;
  readonly options: FormatsOptions;
  readonly day: string;
  readonly source: string;
};

function recordOf(image: BuildImage, place: Place): NistRecord {
  const { position } = image;
  if (position === 'face') return faceRecord(image, place);
  if (!image.isGrey) throw new CommandError(`${position}: an image of a finger or palm is grey.`);
  if (isPalmPosition(position)) {
    return taggedRecord(15, place.idc, {
      ...commonFields(image, place),
      3: LIVE_SCAN_PALM,
      12: 8,
      13: palmPositionCode(position),
    });
  }
  const type = place.options.type ?? '14';
  if (type === '4') return fixedRecord({ ...image, position }, place);
  if (type !== '14') throw new CommandError('--type is 4 or 14.');
  return taggedRecord(14, place.idc, {
    ...commonFields(image, place),
    3: LIVE_SCAN_PLAIN,
    12: 8,
    13: codeOf(position),
  });
}

/** IMP of SP 500-290e3, table 7. */
const LIVE_SCAN_PLAIN = 0;
const LIVE_SCAN_PALM = 10;

function commonFields({ file, widthPx, heightPx, ppi, compression }: BuildImage, { day, source }: Place) {
  return {
    4: source,
    5: day,
    6: widthPx,
    7: heightPx,
    8: 1,
    9: ppi,
    10: ppi,
    11: compression.code,
    999: file,
  };
}

function faceRecord(image: BuildImage, place: Place): NistRecord {
  return taggedRecord(10, place.idc, {
    ...commonFields(image, place),
    3: 'FACE',
    12: image.isGrey ? 'GRAY' : 'SRGB',
  });
}

/** Type 4 is 500 ppi by its definition; the resolution stands once, in Type 1. */
function fixedRecord(
  { position, file, widthPx, heightPx, ppi, compression }: BuildImage & { readonly position: Position },
  { idc }: Place,
): NistRecord {
  if (Math.abs(ppi - 500) > 10) throw new CommandError(`${position}: Type 4 is for 500 ppi, this is ${ppi}.`);
  return fingerprintRecord({
    idc,
    impressionType: LIVE_SCAN_PLAIN,
    positions: [codeOf(position)],
    resolutionCode: 0,
    widthPx,
    heightPx,
    compressionCode: compression.number,
    data: file,
  });
}

/** FGP: 0 unknown, 1 to 10 the fingers. */
function codeOf(position: Position): number {
  return (FINGER_POSITIONS as readonly string[]).indexOf(position) + 1;
}

type Missing = { readonly position: Position; readonly code: 'XX' | 'UP' };

function missingFingers(texts: readonly string[]): readonly Missing[] {
  return texts.map((text) => {
    const [position = '', reason = ''] = text.split('=', 2);
    const code = { amputated: 'XX', bandaged: 'UP' }[reason] as Missing['code'] | undefined;
    if (!isPosition(position) || codeOf(position) === 0 || code === undefined) {
      throw new CommandError(`--missing ${text}: a finger, =, and amputated or bandaged.`);
    }
    return { position, code };
  });
}

/** SP 500-290e3 clause 8.14: a finger that is not there has a record without an image, and 14.018 says why. */
function missingRecord({ position, code }: Missing, { idc, day, source }: Place): NistRecord {
  const finger = codeOf(position);
  return taggedRecord(14, idc, { 3: LIVE_SCAN_PLAIN, 4: source, 5: day, 13: finger, 18: [finger, code] });
}

/** `18=DOE,JANE`; several of one number are its subfields. */
function textFields(texts: readonly string[]): Readonly<Record<number, FieldValue>> {
  const fields: Record<number, string[][]> = {};
  for (const text of texts) {
    const [, number = '', value = ''] = /^(\d{1,3})=(.*)$/s.exec(text) ?? [];
    if (Number(number) < 3 || value === '')
      throw new CommandError(`--text ${text}: a number from 3, =, and the text.`);
    fields[Number(number)] = [...(fields[Number(number)] ?? []), [value]];
  }
  return fields;
}

function headerOf(options: FormatsOptions, date: string) {
  const { domain } = options;
  const resolution =
    options.type === '4' ? { nativeResolution: '19.69', transmittedResolution: '19.69' } : {};
  return {
    transactionType: options.tot ?? 'CAR',
    date: date.slice(0, 8),
    destinationAgency: options.dai ?? 'UNKNOWN00',
    originatingAgency: options.ori ?? 'UNKNOWN00',
    controlNumber: options.tcn ?? `HUB${date}`,
    gmt: `${date.slice(0, 14)}Z`,
    ...(domain === undefined ? {} : { domain: { name: domain } }),
    ...resolution,
  };
}
