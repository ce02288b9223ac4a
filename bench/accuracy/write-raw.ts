/**
 * Writes a raw file column by column, a piece at a time: as one text the pairs of a few thousand images are longer than
 * V8 lets a text be, which showed after an hour of comparing.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { PairColumns } from './compare-pairs.js';
import type { RawAccuracy } from './raw-accuracy.js';

/** Numbers a piece. */
const PIECE = 65_536;

export function writeRaw(path: string, facts: Omit<RawAccuracy, 'pairs'>, pairs: PairColumns): void {
  const file = openSync(path, 'w');
  const write = (text: string) => void writeSync(file, text);
  try {
    write(`${JSON.stringify(facts).slice(0, -1)},"pairs":{"probe":`);
    writeColumn(write, pairs.probe);
    write(',"reference":');
    writeColumn(write, pairs.reference);
    write(',"scores":{');
    for (const [index, [comparator, scores]] of Object.entries(pairs.scores).entries()) {
      write(`${index === 0 ? '' : ','}${JSON.stringify(comparator)}:`);
      writeColumn(write, scores);
    }
    write(`},"meanMs":${JSON.stringify(pairs.meanMs)}}}`);
  } finally {
    closeSync(file);
  }
}

function writeColumn(write: (text: string) => void, column: Uint32Array | Float64Array): void {
  write('[');
  for (let from = 0; from < column.length; from += PIECE) {
    const piece = JSON.stringify(Array.from(column.subarray(from, from + PIECE))).slice(1, -1);
    write(from === 0 ? piece : `,${piece}`);
  }
  write(']');
}
