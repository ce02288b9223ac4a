/**
 * Requests are judged by the schemas as TypeBox compiles them; nothing is coerced, removed or filled in, except that
 * the texts of a query are read as the numbers they are, and dates of other calendars as the days they are. Answers are typed by the workflows and written as they are.
 */
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { convertDates } from '../convert-dates.js';
import { createFaultFinder, problemOf } from '../find-faults.js';
import { ProblemError } from '../problems.js';

const PLACES: Readonly<Record<string, string>> = { params: '/path', querystring: '/query' };

export function validateBySchemas(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema, httpPart = 'body' }) => {
    // Headers are read strictly where they are used, with problems of their own.
    if (httpPart === 'headers') return (value: unknown) => ({ value });
    const findFaults = createFaultFinder(schema, PLACES[httpPart] ?? '');
    return (given: unknown) => {
      if (httpPart === 'body' && (given === undefined || given === null)) {
        return { error: new ProblemError('body-missing', 'The operation needs a body.') };
      }
      const converted = httpPart === 'body' ? convertDates(given) : { value: given };
      if ('error' in converted) return converted;
      const value = httpPart === 'querystring' ? Value.Convert(schema, given) : converted.value;
      const faults = findFaults(value);
      return faults.length === 0 ? { value } : { error: problemOf(faults) };
    };
  });
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
}
