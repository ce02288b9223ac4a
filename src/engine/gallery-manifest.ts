import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE } from './folder-names.js';

const MAGIC = 'open-biometric-identity-hub/gallery';
const FORMAT_VERSION = 1;

/** A state of the feed. */
export type FeedPosition = { readonly cursor: string; readonly snapshot: string };

/**
 * What of a folder makes a gallery: everything the feed had at `cursor` is in these segments, and some of what came
 * later may be; asking for the changes since then is enough, as changes may be delivered twice.
 */
export type GalleryManifest = FeedPosition & {
  /** False where something was missing and not everything has been read again since. */
  readonly complete: boolean;
  readonly segments: readonly {
    readonly name: string;
    /** Rows that were erased and are still in the files. */
    readonly erasedRows: readonly number[];
  }[];
};

export function encodeManifest(manifest: GalleryManifest): string {
  const content = JSON.stringify(manifest);
  return JSON.stringify({ magic: MAGIC, version: FORMAT_VERSION, sha256: digestOf(content), content });
}

/** `reason` where there is none that can be used. */
export function readManifest(
  directory: string,
): { readonly manifest: GalleryManifest } | { readonly reason: 'none' | 'damaged' | 'other-version' } {
  const text = readIfThere(join(directory, MANIFEST_FILE));
  if (text === undefined) return { reason: 'none' };
  try {
    const { magic, version, sha256, content } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (magic === MAGIC && version !== FORMAT_VERSION) return { reason: 'other-version' };
    if (magic !== MAGIC || typeof content !== 'string' || digestOf(content) !== sha256)
      return { reason: 'damaged' };
    return { manifest: JSON.parse(content) as GalleryManifest };
  } catch {
    return { reason: 'damaged' };
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
