/** One reading thread: waits for a round, reads its share of the memory, says that it has. */
import { workerData } from 'node:worker_threads';
import { CONTROL, END, READ_METHODS, type ReaderData, type ReadMethod } from './read-bandwidth-protocol.js';

const { memory, module, fromByte, endByte, control } = workerData as ReaderData;
const instance = new WebAssembly.Instance(module, { m: { m: memory } });
const read = instance.exports['read'] as (from: number, end: number) => number;
const share = Buffer.from(memory.buffer, fromByte, endByte - fromByte);
const half = share.length / 2;
const halves = [share.subarray(0, half), share.subarray(half)] as const;

const METHODS: Readonly<Record<ReadMethod, () => void>> = {
  'wasm-simd': () => {
    read(fromByte, endByte);
  },
  memchr: () => {
    if (share.indexOf(1) !== -1) throw new Error('the buffer holds what it must not');
  },
  memcmp: () => {
    if (!halves[0].equals(halves[1])) throw new Error('the halves of the buffer differ');
  },
};

for (let round = 0; ; round++) {
  Atomics.add(control, CONTROL.finished, 1);
  Atomics.notify(control, CONTROL.finished);
  Atomics.wait(control, CONTROL.round, round);
  const method = Atomics.load(control, CONTROL.method);
  if (method === END) break;
  METHODS[READ_METHODS[method]!]();
}
