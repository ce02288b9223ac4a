import type { FastifyInstance } from 'fastify';
import { Caller } from '../../../schemas/operator.js';
import { permittedSystems } from '../../domain/law/access.js';
import { decideTask } from '../../domain/law/task-access.js';
import { TASK_RIGHTS } from '../../domain/law/task-access-table.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';

export function readCaller(app: FastifyInstance): void {
  app.get(
    '/v1/caller',
    {
      schema: {
        operationId: 'read-caller',
        tags: ['Operation of the hub'],
        summary: 'Who the token says you are, and what that may do',
        response: describeAnswers(
          { 200: { description: 'The caller.', schema: Caller } },
          PROBLEM_SETS.caller,
        ),
      },
    },
    async (request, reply) => {
      const requester = requesterOf(request);
      return reply.header('cache-control', 'no-store').send({
        ...requester,
        tasks: TASK_RIGHTS.filter((right) => decideTask(requester, right).permitted),
        readableSystems: permittedSystems(requester, 'read'),
      });
    },
  );
}
