import type { FastifyInstance } from 'fastify';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';

export function readOpenApi(app: FastifyInstance, { open }: { readonly open: boolean }): void {
  app.get(
    '/openapi.json',
    {
      config: { open },
      schema: {
        operationId: 'read-openapi',
        tags: ['Operation of the hub'],
        summary: 'This description',
        response: {
          ...describeAnswers({}, PROBLEM_SETS.caller),
          200: {
            description: 'An OpenAPI 3.1 document.',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
        },
      },
    },
    async () => app.swagger(),
  );
}
