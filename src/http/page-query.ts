import { Type } from 'typebox';
import { IdentifierInput, STRICT } from '../../schemas/words.js';
import { LIMITS } from '../platform/limits.js';

/** One page of a list that is read on from an identifier. */
export const PageQuery = Type.Object(
  {
    after: Type.Optional(IdentifierInput),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: LIMITS.procedurePage,
        default: LIMITS.procedurePage,
        description: `Longest page: a whole number from 1 to ${LIMITS.procedurePage}.`,
      }),
    ),
  },
  STRICT,
);
export type PageQuery = { readonly after?: string; readonly limit?: number };

export function pageOf({ after, limit = LIMITS.procedurePage }: PageQuery): {
  readonly after?: string;
  readonly limit: number;
} {
  return { limit, ...(after === undefined ? {} : { after }) };
}
