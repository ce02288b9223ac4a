import { extname } from 'node:path';
import { CommandError } from './command-error.js';
import type { FormatsContext } from './formats-command.js';
import { imagesOf, openFile } from './formats-file.js';
import { convertMinutiae, MINUTIAE_ENDING } from './formats-minutiae.js';
import { bitRateOf, numberOption } from './formats-numbers.js';
import { decodeFile, encodeFor, writeNew } from './formats-raster.js';

/** `formats convert FROM TO`. FROM may be an image or a file that holds images, or a minutiae record. */
export async function convert(context: FormatsContext): Promise<number> {
  const { paths, options, print } = context;
  const [from = '', to = ''] = paths;
  if (extname(to).toLowerCase() === MINUTIAE_ENDING) return convertMinutiae(context);
  const image = chosenImage(from, options.image);
  const { raster, format, ppi: stated } = await decodeFile(image.file, from);
  const ppi = numberOption('ppi', options.ppi) ?? image.ppi ?? stated;
  const file = await encodeFor(to, raster, { ppi, bitRate: bitRateOf(options.ratio) });
  writeNew(to, file, options.force === true);
  const pixels = raster.widthPx * raster.heightPx;
  print(
    `${to}: ${raster.widthPx} x ${raster.heightPx} pixels from ${format}, ${file.length} bytes, ` +
      `${((8 * file.length) / pixels).toFixed(2)} bits a pixel`,
  );
  return 0;
}

function chosenImage(path: string, wanted: string | undefined) {
  const found = imagesOf(openFile(path));
  const number = numberOption('image', wanted);
  if (number === undefined && found.length > 1) {
    const names = found.map(({ name }, index) => `  ${index + 1}  ${name}`).join('\n');
    throw new CommandError(`${path} holds ${found.length} images; choose one with --image:\n${names}`);
  }
  const image = found[(number ?? 1) - 1];
  if (image === undefined) throw new CommandError(`${path} holds ${found.length} images.`);
  if (image.kind === 'none') throw new CommandError(`${path}, ${image.name}: ${image.reason}.`);
  return image;
}
