/**
 * Stored images as a browser shows them. PNG and JPEG go as they are; what browsers do not read is decoded away from the
 * event loop, in a thread that is ended with its time, and becomes PNG. Few at once, few waiting: each holds an image.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { ImageRenderer } from '../workflows/ports/operation.js';
import { isLosslessJpeg } from './formats/jpegl/read-lossless-jpeg.js';
import { decodeImage } from './image/decode-image.js';
import type { ImageHeader } from './image/image-header.js';
import { inspectImage } from './image/inspect-image.js';
import type { Raster } from './image/raster.js';
import { unwrapSample } from './image/unwrap-sample.js';
import type { RenderReply } from './render-image-protocol.js';

export function openImageRenderer(): ImageRenderer {
  const places = createPlaces();
  return {
    async render(file, signal) {
      const unwrapped = unwrapSample(file);
      if (unwrapped.kind === 'rejected') throw unreadable(unwrapped.detail);
      const { image } = unwrapped;
      const inspected = inspectImage(image);
      if (inspected.kind === 'rejected') throw unreadable(inspected.detail);
      const { header } = inspected;
      if (isShownByBrowsers(image, header)) return { file: image, mediaType: header.mediaType };
      const leave = await places.enter(signal);
      try {
        return { file: await toPng(await decode(image, header, signal)), mediaType: 'image/png' };
      } finally {
        leave();
      }
    },
  };
}

function isShownByBrowsers(image: Uint8Array, { format }: ImageHeader): boolean {
  return format === 'png' || (format === 'jpeg' && !isLosslessJpeg(image));
}

/** TIFF is read by libvips, which has threads of its own; the other decoders would hold up the event loop. */
async function decode(image: Uint8Array, header: ImageHeader, signal: AbortSignal): Promise<Raster> {
  const isNative = header.format === 'tiff';
  const reply = isNative ? await decodeImage(image, header) : await inThread({ image, header }, signal);
  if (reply.kind === 'rejected') throw unreadable(reply.detail);
  return reply.kind === 'raster' ? reply.raster : reply;
}

function inThread(
  task: { readonly image: Uint8Array; readonly header: ImageHeader },
  signal: AbortSignal,
): Promise<RenderReply> {
  const worker = new Worker(ENTRY, { workerData: task, execArgv: [], env: {} });
  return new Promise<RenderReply>((resolve, reject) => {
    const late = () =>
      reject(
        new OperationalError('worker-timeout', 'The image takes too long to show.', { retryable: false }),
      );
    const timer = setTimeout(late, LIMITS.renderMsMax);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    worker.once('message', resolve);
    worker.once('error', (cause) =>
      reject(new OperationalError('worker-crashed', 'The image could not be decoded.', { cause })),
    );
    worker.once('exit', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      reject(new OperationalError('worker-crashed', 'The thread that decoded the image ended.'));
    });
  }).finally(() => worker.terminate());
}

const ENTRY = fileURLToPath(new URL('./render-image-worker.js', import.meta.url));

function toPng({ widthPx, heightPx, channels, data }: Raster): Promise<Buffer> {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}

function unreadable(detail: string): OperationalError {
  return new OperationalError('worker-crashed', detail, { retryable: false });
}

/** `LIMITS.rendersMax` at once; the rest waits in order, up to a limit. */
function createPlaces() {
  let taken = 0;
  const waiting: (() => void)[] = [];
  /** The place goes to who waits longest, so that nobody comes between. */
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  };
  return {
    async enter(signal: AbortSignal): Promise<() => void> {
      if (waiting.length >= LIMITS.renderWaitingMax) {
        throw new OperationalError('overloaded', 'Too many images are waiting to be shown.');
      }
      if (taken >= LIMITS.rendersMax) await new Promise<void>((resolve) => waiting.push(resolve));
      else taken += 1;
      if (!signal.aborted) return leave;
      leave();
      throw signal.reason;
    },
  };
}
