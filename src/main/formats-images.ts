import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FormatsContext } from './formats-command.js';
import { imagesOf, openFile } from './formats-file.js';
import { decodeFile, encodePng, writeNew } from './formats-raster.js';

/** `formats images FILE FOLDER`. Exit code 1 where an image could not be decoded; the others are written all the same. */
export async function images({ paths, options, print }: FormatsContext): Promise<number> {
  const [path = '', folder = ''] = paths;
  const found = imagesOf(openFile(path));
  mkdirSync(folder, { recursive: true });
  let exitCode = 0;
  for (const image of found) {
    if (image.kind === 'none') {
      print(`${image.name}: not extracted, ${image.reason}`);
      continue;
    }
    const decoded = await decodeFile(image.file, image.name).catch((error: unknown) => {
      if (!(error instanceof Error)) throw error;
      print(error.message);
      return undefined;
    });
    if (decoded === undefined) {
      exitCode = 1;
      continue;
    }
    const { raster, format } = decoded;
    // What the record says goes before what the image in it says, as with samples.
    const ppi = image.ppi ?? decoded.ppi;
    const target = join(folder, `${image.name}.png`);
    writeNew(target, await encodePng(raster, { ppi }), options.force === true);
    const resolution = ppi === undefined ? 'no resolution stated' : `${Math.round(ppi)} ppi`;
    print(`${target}: ${raster.widthPx} x ${raster.heightPx} pixels from ${format}, ${resolution}`);
  }
  if (found.length === 0) print(`${path} holds no image.`);
  return exitCode;
}
