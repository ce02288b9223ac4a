/** Verifies an export of logs with nothing but its lines and SHA-256: what `docs/logs.md` says, in code. */
import { createHash } from 'node:crypto';

type Line = {
  readonly kind?: string;
  readonly component?: string;
  readonly from?: { readonly sequence: number; readonly linkHash: string };
  readonly sequence?: number;
  readonly linkHash?: string;
  readonly contentHash?: string;
  readonly content?: string;
  readonly searchData?: unknown;
};

/** One text for each fault; none where the export is whole. */
export async function checkExport(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const faults: string[] = [];
  let component: string | undefined;
  let at = { sequence: 0, linkHash: '' };
  let number = 0;
  for await (const text of lines) {
    number++;
    const line = parse(text);
    if (line?.kind === 'log' && line.component && line.from && component === undefined) {
      ({ component } = line);
      at = line.from;
    } else if (line?.kind === 'entry' && component !== undefined) {
      faults.push(...entryFaults(component, at, line));
      at = { sequence: line.sequence ?? 0, linkHash: line.linkHash ?? '' };
    } else if (line?.kind === 'head' && component !== undefined) {
      if (line.component !== component || line.sequence !== at.sequence || line.linkHash !== at.linkHash) {
        faults.push(`${component}: the head is not where the entries end.`);
      }
      component = undefined;
    } else {
      faults.push(`line ${number} is no line of an export at this place.`);
    }
  }
  if (component !== undefined) faults.push(`${component}: the export ends without its head.`);
  if (number === 0) faults.push('The file is empty.');
  return faults;
}

function entryFaults(
  component: string,
  before: { readonly sequence: number; readonly linkHash: string },
  { sequence, contentHash, linkHash, content, searchData }: Line,
): readonly string[] {
  const faults: string[] = [];
  const at = `${component} ${sequence}`;
  if (sequence !== before.sequence + 1) faults.push(`${at}: does not follow ${before.sequence}.`);
  if (content !== undefined && sha256(content) !== contentHash)
    faults.push(`${at}: the content was changed.`);
  if (searchData !== undefined && content !== undefined) {
    const { salt, searchDataDigest } = JSON.parse(content);
    if (sha256(`${salt}\n${JSON.stringify(searchData)}`) !== searchDataDigest) {
      faults.push(`${at}: the search data were changed.`);
    }
  }
  if (sha256(`${component}\n${sequence}\n${before.linkHash}\n${contentHash}\n`) !== linkHash) {
    faults.push(`${at}: the chain is broken before it.`);
  }
  return faults;
}

function parse(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
