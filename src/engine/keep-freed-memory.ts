import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from '../matching/onnx-message.js';
import { gallerySessionOptions } from './gallery-session-options.js';

/** Just below the largest piece by which glibc learns (`DEFAULT_MMAP_THRESHOLD_MAX`, 32 MiB). */
const VALUES = (31 * 1024 * 1024) / 4;

/**
 * Makes the C library keep memory that runs of sessions free, up to 62 MiB. glibc gives what is free at the end of a
 * heap back to the system beyond twice the largest piece it had from the system for one allocation and got back; at the
 * start that is 256 KiB, so each run over a segment would ask for the memory of its products anew, and clearing these
 * pages takes longer than the products: 16 probes of 3 views with a million rows in eight segments took 59 ms, and 28 ms
 * once 31 MiB had been taken and freed. A few milliseconds, once; nothing happens with another C library.
 */
export async function keepFreedMemory(): Promise<void> {
  const graph = encodeModel({
    name: 'keep-freed-memory',
    opset: 13,
    inputs: [{ name: 'count', type: 'int64', dimensions: [1] }],
    outputs: [{ name: 'largest', type: 'float32', dimensions: [1] }],
    constants: [],
    nodes: [
      { operator: 'ConstantOfShape', inputs: ['count'], outputs: ['zeros'] },
      {
        operator: 'ReduceMax',
        inputs: ['zeros'],
        outputs: ['largest'],
        attributes: { axes: [0], keepdims: 1 },
      },
    ],
  });
  const session = await InferenceSession.create(graph, gallerySessionOptions(1));
  try {
    await session.run({ count: new Tensor('int64', BigInt64Array.of(BigInt(VALUES)), [1]) });
  } finally {
    await session.release();
  }
}
