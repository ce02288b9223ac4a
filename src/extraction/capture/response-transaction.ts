/**
 * An operation as the response transaction its request asks for: Type 1 with the request's TCN as TCR and the agencies
 * exchanged, Type 2 with the decision and the candidates in the fields of the domain's profile. One that is not answered
 * yet gives nothing; one that ended without a result gives an error transaction.
 *
 * "Nobody" is said of a whole search alone: one that was not, and has no match, is an error transaction too, with what is
 * missing and whom it found so far. Both profiles know two codes and none for "perhaps": an answer that decides nothing,
 * because somebody was found by name, or an examiner has to look, has no code, and says why. What one image leaves behind for
 * ever, or another hub keeps, is told beside the code: an answer that never says "nobody" again tells nothing either.
 */
import type { TransactionIdentifiers, TransactionWriter } from '../../workflows/ports/captures.js';
import type { Candidate } from '../../workflows/ports/gallery.js';
import type { Operation } from '../../workflows/ports/operations.js';
import type { OperationResult } from '../../workflows/results.js';
import { taggedRecord } from '../formats/nist/build-record.js';
import { buildTransaction } from '../formats/nist/build-transaction.js';
import type { TaggedRecord } from '../formats/nist/transaction.js';
import { writeTransaction } from '../formats/nist/write-transaction.js';
import type { NistProfile, ResponseFields, ResponseItem } from './nist-profile.js';
import { profileOf } from './shipped-profiles.js';
import { whatIsMissing, whatIsToldBeside, whyUndecided } from './whole-search.js';

export function createTransactionWriter(profiles: readonly NistProfile[]): TransactionWriter {
  return {
    respond(operation) {
      const { request } = operation;
      const transaction = 'capture' in request ? request.capture?.transaction : undefined;
      return transaction && responseTransaction(operation, transaction, profiles);
    },
  };
}

function responseTransaction(
  operation: Operation,
  request: TransactionIdentifiers,
  profiles: readonly NistProfile[],
): Uint8Array | undefined {
  const { response } = profileOf(profiles, request.domain) ?? profiles[0]!;
  const facts = factsOf(operation, request, response);
  if (facts === undefined) return undefined;
  const transactionType = facts.isError ? response.errorType : response.answerType;
  return writeTransaction(
    buildTransaction({ transactionType, ...headerOf(operation, request) }, [bodyOf(facts)]),
  );
}

/** Dates are UTC, as in all answers of the hub; agencies change places. */
function headerOf({ operationId, updatedAt }: Operation, request: TransactionIdentifiers) {
  const digits = updatedAt.replace(/\D/g, '');
  return {
    date: digits.slice(0, 8),
    destinationAgency: ascii(request.ori),
    originatingAgency: ascii(request.dai),
    controlNumber: operationId,
    controlReference: ascii(request.tcn),
    ...(request.domain === undefined ? {} : { domain: { name: ascii(request.domain) } }),
    gmt: `${digits.slice(0, 14)}Z`,
  };
}

/** What the request's Type 1 holds beside ASCII is not written again: Type 1 has none (SP 500-290e3 clause 5.6). */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

function factsOf(
  operation: Operation,
  request: TransactionIdentifiers,
  response: ResponseFields,
): Facts | undefined {
  const { state, result, problem } = operation;
  if (state === 'rejected' || state === 'failed') {
    return { request, response, candidates: [], error: problem, decision: undefined, isError: true };
  }
  if (state !== 'completed') return undefined;
  const completed = result as OperationResult;
  const candidates = candidatesOf(completed);
  const hasMatch = candidates.some(({ decision }) => decision === 'match');
  const missing = whatIsMissing(completed);
  const undecided = whyUndecided(completed, operation);
  const remarks = [...undecided, ...missing, ...whatIsToldBeside(completed, operation)];
  const isDecided = completed.kind !== 'enrol' && (hasMatch || undecided.length === 0);
  return {
    request,
    response,
    candidates,
    error:
      remarks.length === 0 ? undefined : { code: remarkCode(missing, undecided), detail: remarks.join(' ') },
    decision: isDecided ? (hasMatch ? 'match' : 'noMatch') : undefined,
    isError: missing.length > 0 && !hasMatch,
  };
}

function remarkCode(missing: readonly string[], undecided: readonly string[]): string {
  if (missing.length > 0) return 'search-incomplete';
  return undecided.length > 0 ? 'no-decision' : 'remark';
}

/** An answer with something to remark says it where an error would; a field that both use holds the answer. */
function bodyOf(facts: Facts): TaggedRecord {
  const { response, candidates, error, isError } = facts;
  const values: Record<number, readonly (readonly string[])[]> = {};
  const fields = [
    ...(isError || error !== undefined ? response.error : []),
    ...(isError ? [] : response.answer),
  ];
  for (const { field, items } of fields) {
    const row = items.map((item) => textOf(item, facts, candidates[0]));
    if (row.some((text) => text !== '')) values[field] = [row];
  }
  const list = response.candidates;
  const rows = candidates.slice(0, list?.candidatesMax ?? 0);
  if (list && rows.length > 0) {
    values[list.field] = rows.map((candidate) => list.items.map((item) => textOf(item, facts, candidate)));
  }
  return taggedRecord(2, 0, values);
}

type Facts = {
  readonly request: TransactionIdentifiers;
  readonly response: ResponseFields;
  readonly candidates: readonly ResponseCandidate[];
  /** Of an answer, what keeps it from being a whole one. */
  readonly error: { readonly code: string; readonly detail: string } | undefined;
  /** An enrolment decides nothing, and neither does a name that is found. */
  readonly decision: keyof ResponseFields['decisionCodes'] | undefined;
  readonly isError: boolean;
};

type ResponseCandidate = Pick<Candidate, 'system' | 'subjectId' | 'similarityScore' | 'decision'> & {
  readonly rank: number;
};

/** Whom the answer names: candidates of a search, hits of systems, or the one subject that was compared or enrolled. */
function candidatesOf(result: OperationResult): readonly ResponseCandidate[] {
  switch (result.kind) {
    case 'identify':
      return result.candidates.filter(({ decision }) => decision !== 'no-match');
    case 'verify':
      return result.decision === 'no-match' ? [] : [{ ...result, rank: 1 }];
    case 'search-systems':
      return result.systems
        .flatMap((answer) => (answer.status === 'answered' ? answer.hits : []))
        .map(({ system, subjectId, candidate }, index) => ({
          system,
          subjectId,
          rank: index + 1,
          decision: candidate?.decision ?? 'inconclusive',
          similarityScore: candidate?.similarityScore ?? 0,
        }));
    case 'enrol':
      return [
        {
          system: result.system,
          subjectId: result.subjectId,
          rank: 1,
          decision: 'inconclusive',
          similarityScore: 0,
        },
      ];
    // An erasure, and whatever no transaction asks for.
    default:
      return [];
  }
}

function textOf(item: ResponseItem, facts: Facts, candidate: ResponseCandidate | undefined): string {
  const { request, response, candidates, error, decision, isError } = facts;
  switch (item) {
    case 'decision-code':
      // A profile may name it among its candidates.
      return decision === undefined || isError ? '' : response.decisionCodes[decision];
    case 'candidate-count':
      return String(candidates.length);
    case 'rank':
      return candidate === undefined ? '' : String(candidate.rank);
    case 'system':
      return candidate?.system ?? '';
    case 'subject-id':
      return candidate?.subjectId ?? '';
    case 'similarity-score':
      return candidate === undefined ? '' : candidate.similarityScore.toFixed(3);
    // Nobody has looked at what a machine found.
    case 'manually-verified':
      return candidate === undefined ? '' : 'false';
    case 'request-type':
      return ascii(request.tot);
    case 'error-code':
      return error?.code ?? '';
    case 'error-text':
      return error?.detail ?? '';
    case 'empty':
      return '';
  }
}
