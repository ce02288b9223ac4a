/** What is refused at the edge counts as refused: reports on data quality are about everything that was sent. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { QualityRule } from '../domain/law/data-quality-table.js';
import { SYSTEMS } from '../domain/systems.js';
import type { HubWorkflows } from '../workflows/hub-workflows.js';
import { requesterOf } from './plugins/authentication.js';
import { ProblemError } from './problems.js';

/** Rules the data broke; what is wrong with the message itself, or with the caller, is none. */
const RULES: Readonly<Record<string, QualityRule>> = {
  'validation-failed': 'data-malformed',
  'country-unknown': 'data-malformed',
  'position-unknown': 'data-malformed',
  'position-repeated': 'data-malformed',
  'identifier-invalid': 'data-malformed',
  'date-invalid': 'date-impossible',
  'facts-not-of-system': 'facts-not-permitted',
  'facts-not-permitted': 'facts-not-permitted',
};

/** Of a route with `:system` in its path; the error goes on to whoever answers it. */
export function countRefusals({ countRefusal }: Pick<HubWorkflows, 'countRefusal'>) {
  return async (error: unknown, request: FastifyRequest, _reply: FastifyReply): Promise<never> => {
    const rule = error instanceof ProblemError ? RULES[error.code] : undefined;
    const { system: named } = request.params as { readonly system?: string };
    const system = SYSTEMS.find((each) => each === named);
    if (rule && system) await countRefusal(requesterOf(request), system, rule);
    throw error;
  };
}
