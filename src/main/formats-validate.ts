/** `formats validate FILE ...`: structure by the rules of the standard, and every image decoded to its last pixel. */
import { FormatError } from '../extraction/formats/format-error.js';
import { validateTransaction } from '../extraction/formats/nist/validate-transaction.js';
import { CommandError } from './command-error.js';
import type { FormatsContext } from './formats-command.js';
import { imagesOf, type OpenedFile, openFile } from './formats-file.js';
import { decodeFile } from './formats-raster.js';

type Line = { readonly severity: 'error' | 'warning' | 'note'; readonly text: string };

/** Exit code 1 where any file has an error. */
export async function validate({ paths, print }: FormatsContext): Promise<number> {
  let hasErrors = false;
  for (const path of paths) {
    const lines = await linesOf(path);
    const errors = lines.filter(({ severity }) => severity === 'error').length;
    const warnings = lines.filter(({ severity }) => severity === 'warning').length;
    hasErrors ||= errors > 0;
    print(`${path}: ${errors === 0 ? 'valid' : 'not valid'}, ${errors} errors, ${warnings} warnings`);
    for (const { severity, text } of lines) print(`  ${severity}: ${text}`);
  }
  return hasErrors ? 1 : 0;
}

async function linesOf(path: string): Promise<readonly Line[]> {
  try {
    const opened = openFile(path);
    return [...structureOf(opened), ...(await imageLines(opened))];
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof CommandError)) throw error;
    return [{ severity: 'error', text: error.message }];
  }
}

function structureOf(opened: OpenedFile): readonly Line[] {
  if (opened.kind === 'record') return opened.header.remarks.map((text) => ({ severity: 'note', text }));
  if (opened.kind !== 'transaction') return [];
  return validateTransaction(opened.transaction).map(({ severity, code, record, field, detail }) => ({
    severity,
    text: `record ${record + 1}, ${field}: ${code}: ${detail}`,
  }));
}

async function imageLines(opened: OpenedFile): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const image of imagesOf(opened)) {
    if (image.kind === 'none') {
      lines.push({ severity: 'note', text: `${image.name}: ${image.reason}` });
      continue;
    }
    try {
      await decodeFile(image.file, image.name);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      lines.push({ severity: 'error', text: error.message });
    }
  }
  return lines;
}
