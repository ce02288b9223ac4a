/**
 * An operation as the response transaction its request asks for: Type 1 with the request's TCN as TCR and the agencies
 * exchanged, Type 2 with the decision and the candidates in the fields of the domain's profile. One that is not answered
 * yet gives nothing; one that ended without a result gives an error transaction.
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
  const typeTwo = bodyOf(operation, request, response);
  if (typeTwo === undefined) return undefined;
  const transactionType = operation.state === 'completed' ? response.answerType : response.errorType;
  return writeTransaction(buildTransaction({ transactionType, ...headerOf(operation, request) }, [typeTwo]));
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

function bodyOf(
  operation: Operation,
  request: TransactionIdentifiers,
  response: ResponseFields,
): TaggedRecord | undefined {
  const { state, result, problem } = operation;
  const hasFailed = state === 'rejected' || state === 'failed';
  if (!hasFailed && state !== 'completed') return undefined;
  const isSearch = !hasFailed && (result as OperationResult).kind !== 'enrol';
  const candidates = hasFailed ? [] : candidatesOf(result as OperationResult);
  const facts: Facts = { request, response, candidates, problem, isSearch };
  const values: Record<number, readonly (readonly string[])[]> = {};
  for (const { field, items } of hasFailed ? response.error : response.answer) {
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
  readonly problem: Operation['problem'];
  /** An enrolment decides nothing. */
  readonly isSearch: boolean;
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
  const { request, response, candidates, problem, isSearch } = facts;
  switch (item) {
    case 'decision-code': {
      const { match, noMatch } = response.decisionCodes;
      if (!isSearch) return '';
      return candidates.some(({ decision }) => decision === 'match') ? match : noMatch;
    }
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
      return problem?.code ?? '';
    case 'error-text':
      return problem?.detail ?? '';
    case 'empty':
      return '';
  }
}
