/** A screening from its opening to its end, for the authority that carries it out. */
import type { FastifyInstance } from 'fastify';
import { type TSchema, Type } from 'typebox';
import {
  Screening,
  ScreeningCaptureInput,
  ScreeningCheckInput,
  ScreeningEndInput,
  ScreeningForm,
  ScreeningInput,
  ScreeningList,
  ScreeningRemarkInput,
} from '../../../schemas/screening.js';
import { FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT } from '../../../schemas/search-options.js';
import { oneOf, STRICT } from '../../../schemas/words.js';
import type { Requester } from '../../domain/authorities.js';
import type { ScreeningCheck } from '../../domain/screening/screening-case.js';
import type { CaptureOutcome } from '../../workflows/screening-captures.js';
import type { NewScreening, ScreeningOutcome } from '../../workflows/screenings.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { ProcedurePage, ScreeningParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { type ProblemCode, ProblemError } from '../problems.js';
import { readSamples } from '../read-samples.js';
import { readerGone } from '../reader-gone.js';
import type { RouteContext } from '../route-context.js';

const TAGS = ['Screening'];
const PATH = '/v1/screenings/:caseId';
const CASE: readonly ProblemCode[] = ['identifier-invalid', 'screening-unknown', 'screening-refused'];

export function screenings(app: FastifyInstance, { workflows: { screening } }: RouteContext): void {
  app.post<{ Body: ScreeningInput }>(
    '/v1/screenings',
    {
      schema: {
        operationId: 'open-screening',
        tags: TAGS,
        summary: 'Open a screening: its clock runs from apprehension, disembarkation or presentation',
        description:
          'Regulation (EU) 2024/1356 Art 5, 7, 8(3), (4): 7 days at the border, 3 inside; 4 after 72 hours at the border.',
        body: ScreeningInput,
        response: describeAnswers({ 201: { description: 'The case.', schema: Screening } }, [
          ...PROBLEM_SETS.body,
          'screening-refused',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await screening.open(requesterOf(request), newScreening(request.body));
      return reply.status(201).header('cache-control', 'no-store').send(found(outcome));
    },
  );
  app.get<{ Querystring: ProcedurePage }>(
    '/v1/screenings',
    {
      schema: {
        operationId: 'list-screenings',
        tags: TAGS,
        summary: "List the screenings of the caller's state, the nearest deadline first",
        querystring: ProcedurePage,
        response: describeAnswers({ 200: { description: 'One page.', schema: ScreeningList } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'identifier-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const { open: isOpen = true, limit = 50, after } = request.query;
      const page = { isOpen, limit, ...(after === undefined ? {} : { after }) };
      const outcome = await screening.list(requesterOf(request), page);
      if (outcome.kind === 'denied') throw new ProblemError('access-denied', outcome.reason);
      const { kind: _, ...list } = outcome;
      return reply.header('cache-control', 'no-store').send(list);
    },
  );
  app.get<{ Params: ScreeningParams }>(
    PATH,
    {
      schema: {
        operationId: 'read-screening',
        tags: TAGS,
        summary: 'Read a screening, with what its searches have found meanwhile',
        params: ScreeningParams,
        response: describeAnswers({ 200: { description: 'The case.', schema: Screening } }, [
          ...PROBLEM_SETS.read,
          ...CASE,
        ]),
      },
    },
    async (request, reply) =>
      reply
        .header('cache-control', 'no-store')
        .send(found(await screening.read(requesterOf(request), request.params.caseId))),
  );
  const step = <Body>(
    operation: {
      readonly id: string;
      readonly path: string;
      readonly summary: string;
      readonly description: string;
    },
    body: TSchema,
    run: (requester: Requester, caseId: string, body: Body, signal: AbortSignal) => Promise<CaptureOutcome>,
  ) =>
    app.post<{ Params: ScreeningParams; Body: Body }>(
      `${PATH}/${operation.path}`,
      {
        schema: {
          operationId: operation.id,
          tags: TAGS,
          summary: operation.summary,
          description: operation.description,
          params: ScreeningParams,
          body,
          response: describeAnswers({ 200: { description: 'The case.', schema: Screening } }, [
            ...(operation.path === 'captures' ? PROBLEM_SETS.samples : PROBLEM_SETS.body),
            ...CASE,
          ]),
        },
      },
      async (request, reply) => {
        const { params, body: sent } = request;
        const outcome = await run(
          requesterOf(request),
          (params as ScreeningParams).caseId,
          sent as unknown as Body,
          readerGone(reply),
        );
        const identification = 'identification' in outcome ? outcome.identification : undefined;
        return reply
          .header('cache-control', 'no-store')
          .send({ ...found(outcome), ...(identification ? { identification } : {}) });
      },
    );
  step<ScreeningCheckInput>(
    {
      id: 'check-screening',
      path: 'checks',
      summary: 'Enter a check: health, vulnerability, identity, biometrics or security',
      description: 'Regulation (EU) 2024/1356 Art 8(5), 12 to 15: by the staff the article names.',
    },
    ScreeningCheckInput,
    (requester, caseId, { identity, findings = [], ...check }) =>
      screening.check(requester, caseId, {
        ...check,
        findings,
        ...(identity ? { identity: identity as unknown as NewScreening['person']['identity'] } : {}),
      } as Omit<ScreeningCheck, 'on'>),
  );
  step<ScreeningCaptureInput>(
    {
      id: 'capture-screening',
      path: 'captures',
      summary: 'Use one capture of biometrics for the search and for Eurodac',
      description:
        'Regulation (EU) 2024/1356 Art 14, 15: searches with the declared identity, document and biometrics, narrowed to what ' +
        'a screening may learn; and the data set for Eurodac. What is found is in the case when it is read later. The identity ' +
        'repository, Interpol and Europol are asked while the caller waits; whom the repository knows is told once and not kept.',
    },
    ScreeningCaptureInput,
    (requester, caseId, { samples, takenAt, eurodac, falsePositiveIdentificationRate }, signal) =>
      screening.capture(
        requester,
        caseId,
        {
          samples: readSamples(samples),
          takenAt: new Date(takenAt).toISOString(),
          falsePositiveIdentificationRate:
            falsePositiveIdentificationRate ?? FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT,
          ...(eurodac ? { eurodac } : {}),
        },
        signal,
      ),
  );
  step<ScreeningRemarkInput>(
    {
      id: 'remark-screening',
      path: 'remarks',
      summary: 'Record what the person says is wrong in its form',
      description: 'Regulation (EU) 2024/1356 Art 17(3).',
    },
    ScreeningRemarkInput,
    (requester, caseId, { text }) => screening.remark(requester, caseId, text),
  );
  step<ScreeningEndInput>(
    {
      id: 'end-screening',
      path: 'end',
      summary: 'End a screening and refer the person',
      description:
        'Regulation (EU) 2024/1356 Art 5(3), 18. A case that is not complete when its time has passed ends by itself.',
    },
    ScreeningEndInput,
    (requester, caseId, { how, isRelocated = false }) =>
      screening.end(requester, caseId, { how, isRelocated }),
  );
  app.get<{ Params: ScreeningParams; Querystring: { readonly for?: 'authority' | 'person' } }>(
    `${PATH}/form`,
    {
      schema: {
        operationId: 'write-screening-form',
        tags: TAGS,
        summary: 'The screening form, or the copy for the person without what the databases said',
        description: 'Regulation (EU) 2024/1356 Art 17.',
        params: ScreeningParams,
        querystring: Type.Object(
          { for: Type.Optional(oneOf(['authority', 'person'], { description: 'authority where absent.' })) },
          STRICT,
        ),
        response: describeAnswers({ 200: { description: 'The form.', schema: ScreeningForm } }, [
          ...PROBLEM_SETS.read,
          ...CASE,
          'validation-failed',
        ]),
      },
    },
    async (request, reply) => {
      const { for: reader = 'authority' } = request.query;
      const outcome = await screening.form(requesterOf(request), request.params.caseId, reader);
      if (outcome.kind === 'form') return reply.header('cache-control', 'no-store').send(outcome.form);
      return found(outcome);
    },
  );
}

function found(outcome: ScreeningOutcome) {
  switch (outcome.kind) {
    case 'found':
      return outcome.screening;
    case 'denied':
      throw new ProblemError('access-denied', outcome.reason);
    case 'refused':
      throw new ProblemError('screening-refused', outcome.reason);
    case 'not-found':
      throw new ProblemError('screening-unknown', 'There is no such screening of the state of the caller.');
  }
}

/** Validation has made dates that exist and codes that are known; what it cannot say is that they are branded. */
function newScreening({ staysAtBorder = false, person, ...body }: ScreeningInput): NewScreening {
  const { priorCountries = [], familyIn = [], cooperates = true, ...rest } = person;
  return {
    ...body,
    staysAtBorder,
    person: { ...rest, priorCountries, familyIn, cooperates, isConfirmed: false },
  } as unknown as NewScreening;
}
