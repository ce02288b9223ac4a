/** Entry of a thread that decodes one image for a console, with the decoders that are pure or WebAssembly. */
import { parentPort, workerData } from 'node:worker_threads';
import { decodeImage } from './image/decode-image.js';
import type { ImageHeader } from './image/image-header.js';
import type { RenderReply } from './render-image-protocol.js';

type Task = { readonly image: Uint8Array; readonly header: ImageHeader };

const { image, header } = workerData as Task;
const decoded = await decodeImage(image, header);
const reply: RenderReply =
  decoded.kind === 'rejected'
    ? { kind: 'rejected', detail: decoded.detail }
    : { kind: 'raster', raster: decoded };
parentPort?.postMessage(reply);
