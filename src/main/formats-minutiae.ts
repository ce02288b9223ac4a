/** `formats convert FROM TO.fmr`: a minutiae record in another layout. */
import { convertMinutiaeRecord } from '../extraction/formats/iso/convert-minutiae-record.js';
import { MINUTIAE_STANDARDS, type MinutiaeLayout } from '../extraction/formats/iso/minutiae-record.js';
import { readMinutiaeRecord } from '../extraction/formats/iso/read-minutiae-record.js';
import { recordFormatOf } from '../extraction/formats/iso/record-frame.js';
import { writeMinutiaeRecord } from '../extraction/formats/iso/write-minutiae-record.js';
import { CommandError } from './command-error.js';
import type { FormatsContext } from './formats-command.js';
import { openFile } from './formats-file.js';
import { writeNew } from './formats-raster.js';

export const MINUTIAE_ENDING = '.fmr';

export function convertMinutiae({ paths, options, print }: FormatsContext): number {
  const [from = '', to = ''] = paths;
  const layout = layoutNamed(options.layout ?? 'iso-2005');
  const { bytes } = openFile(from);
  if (recordFormatOf(bytes) !== 'iso-19794-2') throw new CommandError(`${from} is no minutiae record.`);
  const { record, remarks } = convertMinutiaeRecord(readMinutiaeRecord(bytes), layout);
  const file = written(from, () => writeMinutiaeRecord(record));
  writeNew(to, file, options.force === true);
  const minutiae = record.views.reduce((sum, view) => sum + view.minutiae.x.length, 0);
  print(
    `${to}: ${MINUTIAE_STANDARDS[layout]}, ${record.views.length} views, ${minutiae} minutiae, ${file.length} bytes`,
  );
  for (const remark of remarks) print(`  ${remark}`);
  return 0;
}

function layoutNamed(name: string): MinutiaeLayout {
  if (Object.hasOwn(MINUTIAE_STANDARDS, name)) return name as MinutiaeLayout;
  throw new CommandError(`--layout is one of ${Object.keys(MINUTIAE_STANDARDS).join(' ')}.`);
}

/** A record may say what another layout has no room for. */
function written(from: string, write: () => Uint8Array): Uint8Array {
  try {
    return write();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new CommandError(`${from} does not fit that layout: ${cause.message}.`, { cause });
  }
}
