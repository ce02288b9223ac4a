/**
 * Requests whose whole body is a file: a transaction, a record or an image. What JSON would carry beside the samples is in
 * the query, under the same names. They are made into the JSON form before validation.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sampleFormatOf } from '../../domain/sample-formats.js';
import { LIMITS } from '../../platform/limits.js';
import type { CaptureReader } from '../../workflows/ports/captures.js';
import {
  CAPTURE_MEDIA_TYPES,
  essenceOf,
  IMAGE_MEDIA_TYPES,
  OCTETS_MEDIA_TYPE,
} from '../capture-media-types.js';
import { ProblemError } from '../problems.js';
import { type CaptureUse, type JsonForm, withCapture } from '../read-capture.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the operation takes from a file; without it a request cannot come with one. */
    readonly captureUse?: CaptureUse;
    /** The operation needs more than a file and a query can say: a file comes as a part of a multipart body only. */
    readonly captureInPartsOnly?: boolean;
  }
}

export function acceptCaptureBodies(app: FastifyInstance, reader: CaptureReader): void {
  app.addContentTypeParser(
    [...CAPTURE_MEDIA_TYPES, ...IMAGE_MEDIA_TYPES],
    { parseAs: 'buffer', bodyLimit: LIMITS.bodyBytesMax },
    (_request, body, done) => done(null, body),
  );
  app.addHook('preValidation', async (request) => {
    if (Buffer.isBuffer(request.body)) request.body = await toJsonForm(request, request.body, reader);
    // In parts or as JSON: to ignore the query would search further than it says.
    else if (Object.keys(request.query as object).length > 0) throw queryWithoutFile();
  });
}

async function toJsonForm(request: FastifyRequest, file: Buffer, reader: CaptureReader): Promise<JsonForm> {
  const { captureUse: use, captureInPartsOnly } = request.routeOptions.config;
  if (use === undefined || captureInPartsOnly) {
    throw new ProblemError(
      'media-type-unsupported',
      'This operation needs more than a file: send multipart/form-data with the parts request and capture, or JSON.',
    );
  }
  if (file.length === 0) throw new ProblemError('body-missing', 'The body is empty.');
  const mediaType = essenceOf(request.headers['content-type']);
  const { position, ppi, ...members } = queryMembers(request);
  if (isImage(mediaType, file)) {
    const image = file.toString('base64');
    return { ...members, samples: [{ position, image, ...(ppi === undefined ? {} : { ppi }) }] };
  }
  if (position !== undefined || ppi !== undefined) {
    throw new ProblemError(
      'validation-failed',
      'position and ppi belong to a bare image; this file states its own.',
    );
  }
  return withCapture(request, members, { file: { bytes: file, mediaType }, reader, use });
}

function isImage(mediaType: string, file: Uint8Array): boolean {
  if (mediaType === OCTETS_MEDIA_TYPE) return sampleFormatOf(file)?.kind === 'image';
  return IMAGE_MEDIA_TYPES.includes(mediaType);
}

/** Judged once more by the schema of the query, which names them to readers. */
function queryMembers(request: FastifyRequest): JsonForm {
  const query = request.query as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      name === 'systems' ? listOf(value) : scalarOf(value),
    ]),
  );
}

function listOf(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',') : value;
}

function scalarOf(value: unknown): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'string' && /^\d+(\.\d+)?(e-?\d+)?$/i.test(value) ? Number(value) : value;
}

function queryWithoutFile(): ProblemError {
  return new ProblemError(
    'validation-failed',
    'A query belongs to requests whose whole body is a file; JSON, alone or as the part request, says the same itself.',
  );
}
