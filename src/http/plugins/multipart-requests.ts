/**
 * Requests with samples may come as multipart/form-data: a part `request` with the JSON and one file part `samples`
 * per sample, in the order of `request.samples`, whose `image` is left out. They are made into the JSON form before
 * validation, so that one schema and one route judge both; an image costs a base64 text on the way, milliseconds. Instead
 * of samples there may be one file part `capture`: a transaction or a record that holds them.
 */
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LIMITS } from '../../platform/limits.js';
import type { CaptureReader } from '../../workflows/ports/captures.js';
import { CAPTURE_MEDIA_TYPES, essenceOf } from '../capture-media-types.js';
import { ProblemError } from '../problems.js';
import { type CapturedFile, type JsonForm, withCapture } from '../read-capture.js';
import { imageTooLarge } from '../read-samples.js';
import { bodyTooLarge } from './problem-documents.js';

export async function acceptMultipart(app: FastifyInstance, reader: CaptureReader): Promise<void> {
  await app.register(multipart, {
    limits: {
      fields: 1,
      fieldSize: LIMITS.bodyBytesMax,
      files: LIMITS.samplesMax + 1,
      fileSize: LIMITS.bodyBytesMax,
      parts: LIMITS.samplesMax + 2,
    },
  });
  app.addHook('preValidation', async (request) => {
    if (request.isMultipart()) request.body = await toJsonForm(request, reader);
  });
}

type Parts = {
  readonly request: unknown;
  readonly images: readonly string[];
  readonly capture: CapturedFile | undefined;
};

async function toJsonForm(request: FastifyRequest, reader: CaptureReader): Promise<unknown> {
  const { request: body, images, capture } = await readParts(request);
  if (!isObject(body)) return body;
  if (capture !== undefined) return fromCapture(request, { body, images, capture, reader });
  const samples = body['samples'] ?? [];
  if (!Array.isArray(samples) || samples.length !== images.length) {
    throw malformed(
      'There are as many file parts named samples as members of request.samples, in the same order.',
    );
  }
  if (samples.some((sample) => isObject(sample) && 'image' in sample)) {
    throw malformed(
      'In a multipart request the images are the file parts; members of request.samples have no image.',
    );
  }
  if (body['samples'] === undefined) return body;
  return { ...body, samples: samples.map((sample, index) => withImage(sample, images[index]!)) };
}

async function fromCapture(
  request: FastifyRequest,
  {
    body,
    images,
    capture,
    reader,
  }: Form & { readonly capture: CapturedFile; readonly reader: CaptureReader },
): Promise<unknown> {
  const use = request.routeOptions.config.captureUse;
  if (use === undefined) throw malformed('This operation takes no part named capture.');
  if (images.length > 0 || body['samples'] !== undefined) {
    throw malformed('Samples come either as parts of their own or in the part named capture.');
  }
  if (!CAPTURE_MEDIA_TYPES.includes(capture.mediaType)) {
    throw new ProblemError(
      'media-type-unsupported',
      `The part named capture is one of ${CAPTURE_MEDIA_TYPES.join(', ')}; images are parts named samples.`,
    );
  }
  return withCapture(request, body, { file: capture, reader, use });
}

type Form = { readonly body: JsonForm; readonly images: readonly string[] };

async function readParts(request: FastifyRequest): Promise<Parts> {
  const images: string[] = [];
  let body: unknown;
  let capture: CapturedFile | undefined;
  let bytes = 0;
  try {
    for await (const part of request.parts()) {
      if (part.fieldname === 'request') {
        if (body !== undefined) throw malformed('There is one part named request.');
        const text = part.type === 'field' ? part.value : (await part.toBuffer()).toString('utf8');
        if (typeof text === 'string') bytes += text.length;
        if (bytes > LIMITS.bodyBytesMax) throw bodyTooLarge();
        body = parseJson(text);
      } else if (part.fieldname === 'samples' && part.type === 'file') {
        const image = await toImage(part, images.length);
        bytes += image.length;
        if (bytes > LIMITS.bodyBytesMax) throw bodyTooLarge();
        images.push(image.toString('base64'));
      } else if (part.fieldname === 'capture' && part.type === 'file' && capture === undefined) {
        capture = { bytes: await toFile(part), mediaType: essenceOf(part.mimetype) };
        bytes += capture.bytes.length;
        if (bytes > LIMITS.bodyBytesMax) throw bodyTooLarge();
      } else {
        throw malformed('The parts are one request, files named samples or one named capture, no others.');
      }
    }
  } catch (error) {
    throw translated(error);
  }
  if (body === undefined) throw malformed('The part named request is missing.');
  return { request: body, images, capture };
}

/** The part's value is text, or already parsed where the part says that it is JSON. */
function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw notJson();
  }
}

function notJson(): ProblemError {
  return new ProblemError('malformed-json', 'The part named request is not a JSON document.');
}

/** Given up as soon as it is too large, not when all of it is there. */
async function toImage(part: MultipartFile, index: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of part.file as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LIMITS.imageBytesMax) throw imageTooLarge(`/samples/${index}/image`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function toFile(part: MultipartFile): Promise<Buffer> {
  try {
    return await part.toBuffer();
  } catch (error) {
    if (part.file.truncated) throw bodyTooLarge();
    throw error;
  }
}

function translated(error: unknown): unknown {
  if (error instanceof ProblemError || !(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT') {
    return new ProblemError('samples-too-many', `A request has at most ${LIMITS.samplesMax} samples.`);
  }
  if (code === 'FST_INVALID_JSON_FIELD_ERROR') return notJson();
  // What is left are faults in the syntax of the body, and a line that dropped.
  return malformed('The body is not multipart/form-data as its boundary announces.');
}

function malformed(detail: string): ProblemError {
  return new ProblemError('malformed-multipart', detail);
}

function withImage(sample: unknown, image: string): unknown {
  return isObject(sample) ? { ...sample, image } : sample;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
