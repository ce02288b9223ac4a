import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

export type Impression = { readonly path: string; readonly finger: string; readonly impression: string };

export type ImpressionSet = {
  readonly name: string;
  readonly ppi: number;
  readonly impressions: readonly Impression[];
};

/**
 * `FOLDER:PPI` to the images in it, by finger and impression, numbers in their order. Files of other names are left
 * out; a folder without any, or a resolution that is no number, is an error.
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
  for (const name of readdirSync(folder)) {
    const [, finger, impression] = /^(.+)_([^_.]+)\.\w+$/.exec(name) ?? [];
    if (finger === undefined || impression === undefined) continue;
    byFinger.set(finger, [...(byFinger.get(finger) ?? []), { path: join(folder, name), finger, impression }]);
  }
  if (byFinger.size === 0) throw new Error(`${folder} holds no file named <finger>_<impression>.<extension>`);
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
  return { name: basename(resolve(folder)), ppi, impressions };
}
