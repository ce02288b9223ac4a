/**
 * A file of the field's formats as part of a request: read away from the event loop, then put into the JSON form, so that
 * one schema and one route judge all forms of a request. What the request says itself goes before what the file says.
 */
import type { FastifyRequest } from 'fastify';
import type { IdentityData } from '../domain/identity-data.js';
import { noPalmPrints } from '../domain/law/palm-print-table.js';
import { SYSTEMS } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { CaptureOutcome, CaptureReader, CaptureReport } from '../workflows/ports/captures.js';
import type { AnySample } from '../workflows/ports/samples.js';
import { ProblemError } from './problems.js';

/**
 * What an operation takes from a file beside its samples: the identity a person claims, keys to ask by, or nothing. Only
 * where keys are asked by may a file be without samples.
 */
export type CaptureUse = 'claim' | 'query' | 'samples';

export type CapturedFile = { readonly bytes: Uint8Array; readonly mediaType: string };
export type JsonForm = Readonly<Record<string, unknown>>;

export async function withCapture(
  request: FastifyRequest,
  form: JsonForm,
  options: { readonly file: CapturedFile; readonly reader: CaptureReader; readonly use: CaptureUse },
): Promise<JsonForm> {
  const deadline = AbortSignal.timeout(LIMITS.requestMsMax);
  const { bytes, mediaType } = options.file;
  const outcome = await options.reader
    .read(bytes, { mediaType, signal: deadline })
    .catch((cause: unknown) => {
      if (!deadline.aborted) throw cause;
      throw new OperationalError('overloaded', 'Too many files are waiting to be read.', { cause });
    });
  if (outcome.kind === 'rejected') throw malformed(outcome);
  const taken = takePalmPrints(outcome, palmRefusal(request, options.use));
  requireSamples(taken, options.use);
  requireFewEnough(taken);
  reports.set(request, reportOf(taken));
  const samples = taken.samples.map(jsonFormOf);
  return { ...form, ...MEMBERS[options.use](form, taken), ...(samples.length === 0 ? {} : { samples }) };
}

/** As it would be sent in JSON; a slap by its own name, with what it lacks. */
function jsonFormOf({ position, slap, image, ppi }: AnySample): JsonForm {
  return {
    position: slap?.position ?? position,
    image: Buffer.from(image.buffer, image.byteOffset, image.byteLength).toString('base64'),
    ...(ppi === undefined ? {} : { ppi }),
    ...(slap === undefined || slap.missing.length === 0 ? {} : { fingersMissing: slap.missing }),
  };
}

/** For the request of a workflow: empty where no file came. */
export function captureOf(request: FastifyRequest): { readonly capture?: CaptureReport } {
  const capture = reports.get(request);
  return capture === undefined ? {} : { capture };
}

const reports = new WeakMap<FastifyRequest, CaptureReport>();

type CaptureRead = Extract<CaptureOutcome, { readonly kind: 'capture' }>;
/** With the palm prints among the samples, or among what is left out. */
type Capture = Omit<CaptureRead, 'samples' | 'palmPrints'> & { readonly samples: readonly AnySample[] };

function takePalmPrints({ palmPrints = [], ...capture }: CaptureRead, refusal: string | undefined): Capture {
  if (refusal === undefined) {
    return { ...capture, samples: [...capture.samples, ...palmPrints.map(({ sample }) => sample)] };
  }
  const left = palmPrints.map(({ record, type }) => ({ record, type, reason: refusal }));
  const omitted = [...capture.omitted, ...left].toSorted((a, b) => a.record - b.record);
  return { ...capture, omitted: omitted.slice(0, LIMITS.captureFindingsMax) };
}

/** Why the palm prints of a file are left out; `undefined` where the system it is for keeps them. */
function palmRefusal(request: FastifyRequest, use: CaptureUse): string | undefined {
  const { system } = request.params as { readonly system?: string };
  const known = SYSTEMS.find((each) => each === system);
  if (use !== 'claim' || known === undefined) return 'nobody is looked for by a palm print';
  return noPalmPrints(known)?.rule;
}

function malformed({ fault }: Extract<CaptureOutcome, { readonly kind: 'rejected' }>): ProblemError {
  const place = fault.field === undefined ? '' : ` at ${fault.field}`;
  return new ProblemError('capture-malformed', `${fault.format}: ${fault.code}${place}: ${fault.detail}`, {
    fault,
  });
}

function requireSamples({ samples, identity, omitted }: Capture, use: CaptureUse): void {
  if (samples.length > 0 || (use === 'query' && identity?.surnames !== undefined)) return;
  const reasons = omitted.map(({ record, type, reason }) => `record ${record} (${type}): ${reason}`);
  throw new ProblemError(
    'capture-without-samples',
    reasons.length === 0 ? 'The file holds no image.' : `No image of it can be used: ${reasons.join('; ')}.`,
  );
}

/** With the palm prints of a system that keeps them there may be more than a request takes. */
function requireFewEnough({ samples }: Capture): void {
  const { samplesMax } = LIMITS;
  if (samples.length <= samplesMax) return;
  const detail = `A request has at most ${samplesMax} samples; the file gives ${samples.length}, palm prints counted.`;
  throw new ProblemError('samples-too-many', detail);
}

function reportOf({ format, transaction, fingersMissing, omitted, findings, cut }: Capture): CaptureReport {
  return {
    format,
    ...(transaction === undefined ? {} : { transaction }),
    fingersMissing,
    omitted,
    findings,
    ...(cut === undefined ? {} : { cut }),
  };
}

const MEMBERS: Readonly<Record<CaptureUse, (form: JsonForm, capture: Capture) => JsonForm>> = {
  claim: (form, { identity, travelDocument }) => ({
    ...(identity === undefined ? {} : { identity: { ...identity, ...objectOrNothing(form['identity']) } }),
    ...(travelDocument === undefined || form['travelDocument'] !== undefined ? {} : { travelDocument }),
  }),
  query: (form, { identity }) => {
    const query = form['identity'] === undefined ? identityQuery(identity ?? {}) : undefined;
    return query === undefined ? {} : { identity: query };
  },
  samples: () => ({}),
};

/** A search asks by the first name of each kind: every part given must agree. */
function identityQuery({ surnames, givenNames, dateOfBirth, nationalities }: Partial<IdentityData>) {
  const [surname] = surnames ?? [];
  const [givenName] = givenNames ?? [];
  const [nationality] = nationalities ?? [];
  if (surname === undefined) return undefined;
  return {
    surname,
    ...(givenName === undefined ? {} : { givenName }),
    ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
    ...(nationality === undefined ? {} : { nationality }),
  };
}

function objectOrNothing(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
