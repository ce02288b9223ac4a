import { readdirSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { SAMPLE_FORMATS } from '../../src/domain/sample-formats.js';

export type Impression = { readonly path: string; readonly finger: string; readonly impression: string };

export type ImpressionSet = {
  readonly name: string;
  readonly ppi: number;
  readonly impressions: readonly Impression[];
  /** Files that are no images by their ending, or whose name does not say whose they are. */
  readonly leftOut: number;
};

const IMAGE_ENDINGS: ReadonlySet<string> = new Set(
  SAMPLE_FORMATS.flatMap(({ kind, fileEndings }) => (kind === 'image' ? fileEndings : [])),
);

/**
 * `FOLDER:PPI` to the images in it, by finger and impression, numbers in their order. Sets come with other files beside
 * the images (minutiae, notes of a file system): a file of another name or ending is left out and counted, as it would be
 * a failure to extract. A folder without any image, a resolution that is no number, and one impression in two files, which
 * would be a mated pair with itself, are errors.
 */
export function listImpressions(
  described: string,
  limits: { readonly fingers: number; readonly impressions: number },
): ImpressionSet {
  const colon = described.lastIndexOf(':');
  const folder = described.slice(0, colon);
  const ppi = Number(described.slice(colon + 1));
  if (colon < 1 || !(ppi > 0)) throw new Error(`"${described}" is not FOLDER:PPI`);
  const byFinger = new Map<string, Impression[]>();
  const names = readdirSync(folder);
  let found = 0;
  for (const name of names) {
    const [, finger, impression] = /^([^.].*)_([^_.]+)\.\w+$/.exec(name) ?? [];
    if (finger === undefined || impression === undefined) continue;
    if (!IMAGE_ENDINGS.has(extname(name).toLowerCase())) continue;
    const own = byFinger.get(finger) ?? [];
    const same = own.find((each) => each.impression === impression);
    if (same) throw new Error(`${folder} holds one impression twice: ${basename(same.path)} and ${name}`);
    own.push({ path: join(folder, name), finger, impression });
    byFinger.set(finger, own);
    found += 1;
  }
  if (byFinger.size === 0)
    throw new Error(`${folder} holds no image named <finger>_<impression>.<extension>`);
  const inOrder = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
  const impressions = [...byFinger.keys()]
    .sort(inOrder)
    .slice(0, limits.fingers)
    .flatMap((finger) =>
      byFinger
        .get(finger)!
        .sort((a, b) => inOrder(a.impression, b.impression))
        .slice(0, limits.impressions),
    );
  return { name: basename(resolve(folder)), ppi, impressions, leftOut: names.length - found };
}
