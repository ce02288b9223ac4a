import t from 'tap';
import { encodeModel } from './onnx-message.js';
import { buildSegmentGraph, layOutSegment } from './segment-graph.js';

t.test('blocks cover all rows, aligned and without overlap', async (test) => {
  for (const [rowCount, blockRowsMax] of [
    [1, 8],
    [8, 8],
    [9, 8],
    [200_000, 65_536],
    [65, 64],
    [1000, 1000],
  ] as const) {
    const layout = layOutSegment({ dimension: 256, rowCount, blockRowsMax });
    let row = 0;
    let end = 0;
    for (const block of layout.blocks) {
      test.equal(block.firstRow, row);
      test.ok(block.rowCount % 64 === 0 || block.rowCount < 64, 'whole groups, or less than one');
      test.ok(block.rowsOffsetBytes >= end && block.rowsOffsetBytes % 4096 === 0);
      test.ok(block.lengthsOffsetBytes >= block.rowsOffsetBytes + 256 * block.rowCount);
      test.equal(block.lengthsOffsetBytes % 4096, 0);
      row += block.rowCount;
      end = block.lengthsOffsetBytes + 4 * block.rowCount;
    }
    test.equal(row, rowCount);
    test.ok(layout.fileBytes >= end);
  }
});

t.test('numbers are written as protobuf writes them', async (test) => {
  const model = encodeModel({ name: 'g', opset: 300, inputs: [], outputs: [], constants: [], nodes: [] });
  const hex = Buffer.from(model).toString('hex');
  // Field 8 (opset import): empty domain, then version 300 = ac 02.
  test.ok(hex.endsWith(`42050a0010ac02`));
  const negative = encodeModel({
    name: 'g',
    opset: 1,
    inputs: [],
    outputs: [],
    constants: [],
    nodes: [{ operator: 'Op', inputs: [], outputs: [], attributes: { axis: -1 } }],
  });
  test.ok(Buffer.from(negative).toString('hex').includes('18ffffffffffffffffff01'));
});

t.test('a graph stays small however many rows it searches', async (test) => {
  const sizeOf = (rowCount: number) => {
    const layout = layOutSegment({ dimension: 256, rowCount, blockRowsMax: rowCount });
    return buildSegmentGraph(layout, 'split', 'constants.bin').length;
  };
  test.ok(sizeOf(262_144) < 8_192);
  test.ok(sizeOf(262_144) - sizeOf(64) < 64, 'rows are in the file of constants');
});
