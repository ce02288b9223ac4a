// Runs one ONNX graph once (or --repeat times) on raw little-endian float32 files, on one thread: lets the Python scripts
// here check and measure the very files that the hub loads. Request: JSON on stdin
// {"model", "repeat", "inputs": {name: {"dims", "file"}}, "outputFolder"}; answer: JSON on stdout
// {"millisecondsMedian", "outputs": {name: {"dims", "file"}}}.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'

const request = JSON.parse(readFileSync(0, 'utf8'))
const session = await InferenceSession.create(request.model, { intraOpNumThreads: 1, interOpNumThreads: 1 })
const feeds = {}
for (const [name, { dims, file }] of Object.entries(request.inputs)) {
  const bytes = readFileSync(file)
  feeds[name] = new Tensor('float32', new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)), dims)
}
const milliseconds = []
let results
for (let run = 0; run < (request.repeat ?? 1); run++) {
  const start = performance.now()
  results = await session.run(feeds)
  milliseconds.push(performance.now() - start)
}
const outputs = {}
for (const [name, tensor] of Object.entries(results)) {
  const file = join(request.outputFolder, `${name}.f32`)
  writeFileSync(file, Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength))
  outputs[name] = { dims: tensor.dims, file }
}
milliseconds.sort((a, b) => a - b)
console.log(JSON.stringify({ millisecondsMedian: milliseconds[milliseconds.length >> 1], outputs }))
