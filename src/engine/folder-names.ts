import { join } from 'node:path';

/**
 * What a gallery's folder holds. Only `segment-` folders and the manifest outlive the process; the other two are
 * rubbish of a process that died. Anything else in the folder is somebody else's and left alone.
 */
const SEGMENT = 'segment-';
const WRITING = 'writing-';
const OPENING = 'opening-';

export const MANIFEST_FILE = 'gallery.json';

export function segmentFolder(directory: string, name: string): string {
  return join(directory, SEGMENT + name);
}

/** Where a segment is written before it is renamed. */
export function writingFolder(directory: string, name: string): string {
  return join(directory, WRITING + name);
}

/** Graph and constants while a session is made from them; the session keeps what it needs. */
export function openingFolder(directory: string, name: string): string {
  return join(directory, OPENING + name);
}

/** Name of the segment a folder of this name is, or was to be. */
export function segmentNameOf(entry: string): string | undefined {
  const prefix = [SEGMENT, WRITING, OPENING].find((each) => entry.startsWith(each));
  return prefix === undefined ? undefined : entry.slice(prefix.length);
}

export function isSegmentFolder(entry: string): boolean {
  return entry.startsWith(SEGMENT);
}
