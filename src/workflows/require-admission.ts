/**
 * Asked before anything new is kept: whether it can be done in its time. What was accepted before is never refused, so a
 * request that is sent again finds its operation however much waits; one that would be tried again by that is new work.
 */
import { serviceClassOf } from '../domain/service-class.js';
import type { OperationalError } from '../platform/operational-error.js';
import type { QueueName } from './ports/jobs.js';
import type { NewOperation } from './ports/operations.js';
import type { Ports } from './ports.js';

export type AdmissionPorts = Pick<Ports, 'admission' | 'operations' | 'unitOfWork'>;

/** `probes` where the caller sent templates. */
export type Given = 'samples' | 'probes';

/**
 * Throws `OperationalError` `overloaded` or `share-exceeded` where it would not be done in its time. Of one that was sent before it
 * returns that, for whoever would begin it anew.
 */
export async function requireAdmission(
  { admission, operations, unitOfWork }: AdmissionPorts,
  operation: NewOperation,
  given: Given = 'samples',
): Promise<OperationalError | undefined> {
  const { requester, request, isBulk = false } = operation;
  const refusal = admission.refusal({
    requester,
    serviceClass: serviceClassOf(requester, request, isBulk),
    queues: queuesOf(operation, given),
  });
  if (refusal === undefined) return undefined;
  if (await operations.earlier(unitOfWork.sql, operation)) return refusal;
  throw refusal;
}

/**
 * Where an operation goes: it starts where its first missing thing is made, templates, candidates, or the systems' answers,
 * and goes on to what is made of that.
 */
export function queuesOf(
  { request, samples }: Pick<NewOperation, 'request' | 'samples'>,
  given: Given,
): readonly [QueueName, ...QueueName[]] {
  const hasProbes = given === 'probes';
  switch (request.kind) {
    case 'erase':
      return ['erasure'];
    case 'enrol':
    case 'verify':
      return ['extraction'];
    case 'identify':
      if (hasProbes) return ['search'];
      return samples.length > 0 ? ['extraction', 'search'] : ['federation'];
    case 'search-systems':
    case 'compare-data-set':
    case 'detect-links':
      if (hasProbes) return ['search', 'federation'];
      return samples.length > 0 ? ['extraction', 'search', 'federation'] : ['federation'];
  }
}
