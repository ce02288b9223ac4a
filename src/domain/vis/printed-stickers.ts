import type { VisApplicationFile } from './application-file.js';

/** Every sticker the visa has had: an extension prints a new one, and an entry names the old. */
export function printedStickers({
  application,
  decisions,
}: Pick<VisApplicationFile, 'application' | 'decisions'>): readonly string[] {
  const printed = [application, ...decisions].flatMap(({ visa }) => visa?.stickerNumber ?? []);
  return [...printed, ...decisions.flatMap(({ stickerNumber }) => stickerNumber ?? [])];
}
