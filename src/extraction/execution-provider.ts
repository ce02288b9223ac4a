/** Where onnxruntime computes. A provider that cannot be had ends the start of the process; none replaces another. */
export type ExecutionProvider = 'cpu' | 'cuda' | 'tensorrt' | 'webgpu';
