import { renameSync, writeFileSync } from 'node:fs';

/** Writes beside the file and renames into place, so that a crash leaves the old text or the new one, never half of it. */
export function replaceFile(file: string, text: string, options: { readonly mode?: number } = {}): void {
  writeFileSync(`${file}.new`, text, options);
  renameSync(`${file}.new`, file);
}
