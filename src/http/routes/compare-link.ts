import type { FastifyInstance } from 'fastify';
import { LinkComparison } from '../../../schemas/operator.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { LinkParams, LinkSampleParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { linkUnknown, ProblemError } from '../problems.js';
import { requestSignal } from '../request-signal.js';
import type { RouteContext } from '../route-context.js';

/** What the verifier in charge of a link, yellow or reported as wrong, compares beside the records. */
export function compareLink(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: LinkParams }>(
    '/v1/links/:linkId/comparison',
    {
      schema: {
        operationId: 'compare-link',
        tags: ['Links'],
        summary: 'Compare the biometrics of both sides of a link to verify, finger by finger',
        description: 'For the authority that has to verify the link (Regulation (EU) 2019/817 Art 29).',
        params: LinkParams,
        response: describeAnswers({ 200: { description: 'The comparison.', schema: LinkComparison } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'link-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const { linkId } = request.params;
      const outcome = await workflows.compareLink(requesterOf(request), linkId, requestSignal(reply));
      if (outcome.kind === 'not-found') throw linkUnknown();
      const { kind: _, ...comparison } = outcome;
      return reply.header('cache-control', 'no-store').send(comparison);
    },
  );
  app.get<{ Params: LinkSampleParams }>(
    '/v1/links/:linkId/samples/:sampleId',
    {
      schema: {
        operationId: 'read-link-sample',
        tags: ['Links'],
        summary: 'Show one image of a side of a link to verify',
        description:
          'For the authority that has to verify the link. Each image that is shown has its entry in the logs. PNG and JPEG come ' +
          'as they were handed in, everything else as PNG.',
        params: LinkSampleParams,
        response: {
          ...describeAnswers({}, [
            ...PROBLEM_SETS.read,
            'identifier-invalid',
            'link-unknown',
            'image-not-shown',
            'overloaded',
            'worker-crashed',
          ]),
          200: {
            description: 'The image.',
            content: {
              'image/png': { schema: { type: 'string', format: 'binary' } },
              'image/jpeg': { schema: { type: 'string', format: 'binary' } },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const gone = new AbortController();
      request.raw.once('close', () => gone.abort());
      const outcome = await workflows.readLinkSample(requesterOf(request), request.params, gone.signal);
      if (outcome.kind === 'not-found') throw linkUnknown();
      if (outcome.kind === 'not-shown') throw new ProblemError('image-not-shown', outcome.reason);
      return reply
        .header('cache-control', 'no-store')
        .type(outcome.mediaType)
        .send(Buffer.from(outcome.file));
    },
  );
}
