import t from 'tap';
import { type FormatFault, readOrFault } from '../format-error.js';
import { decodePnm, isPnm, readPnmHeader } from './read-pnm.js';
import { writePgm } from './write-pgm.js';

function pnm(header: string, samples: readonly number[] = []): Uint8Array {
  return new Uint8Array([...Buffer.from(header, 'latin1'), ...samples]);
}

t.test('grey and colour, binary and text, 8 and 16 bits', async (t) => {
  const rows: readonly (readonly [what: string, file: Uint8Array, channels: number, data: number[]])[] = [
    ['P5', pnm('P5\n2 2\n255\n', [0, 1, 254, 255]), 1, [0, 1, 254, 255]],
    ['P5 with a first sample that is a space', pnm('P5 2 1 255\n', [0x20, 0x0a]), 1, [0x20, 0x0a]],
    ['P5 of 16 bits', pnm('P5 2 2 65535 ', [0, 0, 0, 128, 0x80, 0, 0xff, 0xff]), 1, [0, 0, 128, 255]],
    ['P5 of 10 bits', pnm('P5 2 1 1023 ', [3, 255, 2, 0]), 1, [255, 128]],
    ['P5 of one bit', pnm('P5 2 1 1 ', [1, 0]), 1, [255, 0]],
    ['P6', pnm('P6 1 1 255\r', [1, 2, 3]), 3, [1, 2, 3]],
    ['P2', pnm('P2\n# a comment\n2 # another\n2\n15\n0 15\n8\t1\n'), 1, [0, 255, 136, 17]],
    ['P3', pnm('P3 1 1 255 9 8 7'), 3, [9, 8, 7]],
    ['more than the image', pnm('P5 1 1 255 ', [7, 8, 9]), 1, [7]],
  ];
  for (const [what, file, channels, data] of rows) {
    const raster = decodePnm(file);
    t.equal(raster.channels, channels, what);
    t.same([...raster.data], data, what);
  }
});

t.test('what is written is read again', async (t) => {
  const samples = Uint8Array.of(0, 9, 255, 1, 2, 3);
  const file = writePgm({ widthPx: 3, heightPx: 2, maxValue: 255, samples });
  t.match(readPnmHeader(file), { widthPx: 3, heightPx: 2, maxValue: 255 });
  t.same(decodePnm(file).data, samples);
});

t.test('what is none, and what is damaged', async (t) => {
  const rows: readonly (readonly [what: string, file: Uint8Array, code: string, field: string])[] = [
    ['a bitmap', pnm('P4 1 1 '), 'not-this-format', 'magic number'],
    ['a word', pnm('P5x'), 'not-this-format', 'magic number'],
    ['no width', pnm('P5 '), 'truncated', 'width'],
    ['a width in words', pnm('P5 two 2 255 '), 'out-of-range', 'width'],
    ['a negative height', pnm('P5 2 -2 255 '), 'out-of-range', 'height'],
    ['no columns', pnm('P5 0 2 255 '), 'out-of-range', 'width and height'],
    ['a bomb', pnm('P5 4294967295 4294967295 255 '), 'limit-exceeded', 'width'],
    ['large, with nothing behind', pnm('P5 999999999 999999999 255 '), 'truncated', 'samples'],
    ['the same as text', pnm('P2 999999999 999999999 255 1 2'), 'truncated', 'samples'],
    ['no levels', pnm('P5 1 1 0 '), 'out-of-range', 'maximum value'],
    ['17 bits', pnm('P5 1 1 65536 '), 'out-of-range', 'maximum value'],
    ['an endless comment', pnm('P5 # never ends'), 'truncated', 'width'],
    ['no space before the samples', pnm('P5 1 1 255'), 'truncated', 'maximum value'],
    ['one sample short', pnm('P5 2 2 255 ', [1, 2, 3]), 'truncated', 'samples'],
    ['one byte short', pnm('P5 1 1 256 ', [1]), 'truncated', 'samples'],
    ['a sample above the maximum', pnm('P5 1 1 100 ', [101]), 'out-of-range', 'samples'],
    ['the same as text', pnm('P2 1 1 100 101'), 'out-of-range', 'samples'],
    ['text that is no number', pnm('P2 1 1 100 x'), 'out-of-range', 'samples'],
  ];
  for (const [what, file, code, field] of rows) {
    t.match(
      faultOf(() => decodePnm(file)),
      { format: 'pnm', code, field, offset: Number },
      what,
    );
  }
  t.notOk(isPnm(new Uint8Array(0)));
});

function faultOf(read: () => unknown): FormatFault | undefined {
  const outcome = readOrFault(read);
  return outcome.kind === 'malformed' ? outcome.fault : undefined;
}
