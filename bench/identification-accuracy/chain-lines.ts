/** Files of lines of JSON, each of one chain of models: what is dear is done once, and can be resumed. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

type OfChain = { readonly chain: string };

export function appendLine<Line extends OfChain>(path: string, line: Line): void {
  appendFileSync(path, `${JSON.stringify(line)}\n`);
}

/** Lines of this chain; a last line that was not finished is left out. */
export function readLines<Line extends OfChain>(path: string, chain: string): readonly Line[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line) => {
    if (!line.endsWith('}')) return [];
    const parsed = JSON.parse(line) as Line;
    return parsed.chain === chain ? [parsed] : [];
  });
}
