import type { FastifyInstance } from 'fastify';
import { FALSE_MATCH_RATE_DEFAULT } from '../../../schemas/search-options.js';
import { VisaVerification, VisaVerificationBody } from '../../../schemas/visa.js';
import type { Operation } from '../../workflows/ports/operations.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { WaitHeaders } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { readSamples } from '../read-samples.js';
import { readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

export function verifyVisa(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Body: VisaVerificationBody }>(
    '/v1/systems/vis/visa-verifications',
    {
      schema: {
        operationId: 'verify-visa',
        tags: ['Searches'],
        summary: 'Verify a visa and its holder by the sticker number, at the border',
        description:
          'Regulation (EC) No 767/2008 Art 18: the file is found by the sticker, the visa judged for today, then ' +
          'fingerprints or the face compared. The answer names the next step and its provision.',
        headers: WaitHeaders,
        body: VisaVerificationBody,
        response: describeAnswers(
          { 200: { description: 'What is known, and what comes next.', schema: VisaVerification } },
          [...PROBLEM_SETS.samples],
        ),
      },
    },
    async (request, reply) => {
      const { stickerNumber, samples, falseMatchRate = FALSE_MATCH_RATE_DEFAULT } = request.body;
      const outcome = await workflows.travel.verifyVisa(requesterOf(request), {
        stickerNumber,
        falseMatchRate,
        samples: readSamples(samples),
        waitMs: readWait(request, reply),
      });
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { visa, next, operation } = outcome;
      return reply.header('cache-control', 'no-store').send({
        ...(visa ? { visa } : {}),
        next: next.next,
        reason: next.row.rule,
        citation: next.row.citation,
        ...(operation ? { comparison: comparisonOf(operation) } : {}),
      });
    },
  );
}

function comparisonOf({ operationId, state, result }: Operation) {
  const decision = (result as { readonly decision?: string } | undefined)?.decision;
  return { operationId, state, ...(decision === undefined ? {} : { decision }) };
}
