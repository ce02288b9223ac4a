/** Response transactions: read back with the hub's own reader and judged by its own rules. */
import t from 'tap';
import type { Candidate } from '../../workflows/ports/gallery.js';
import type { IdentifyRequest, Operation } from '../../workflows/ports/operations.js';
import type { IdentifyResult, OperationResult } from '../../workflows/results.js';
import { readTransaction } from '../formats/nist/read-transaction.js';
import { itemOf, rowsOf } from '../formats/nist/subfields-of.js';
import type { TaggedRecord } from '../formats/nist/transaction.js';
import { validateTransaction } from '../formats/nist/validate-transaction.js';
import { createTransactionWriter } from './response-transaction.js';
import { SHIPPED_PROFILES } from './shipped-profiles.js';

const { respond } = createTransactionWriter(SHIPPED_PROFILES);
const ID = '0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2a01';

function operation(ending: Partial<Operation>, domain?: string, tot = 'CPS'): Operation {
  const transaction = { tot, dat: '20260901', dai: 'HUB', ori: 'BORDER', tcn: 'TCN-1' };
  const request: IdentifyRequest = {
    kind: 'identify',
    systems: ['ees'],
    candidatesMax: 10,
    falsePositiveIdentificationRate: 0.01,
    capture: {
      format: 'ansi-nist',
      transaction: { ...transaction, ...(domain === undefined ? {} : { domain }) },
      fingersMissing: [],
      omitted: [],
      findings: [],
    },
  };
  return {
    operationId: ID,
    request,
    state: 'queued',
    createdAt: '2026-09-01T10:00:00.000Z',
    updatedAt: '2026-09-01T10:00:05.123Z',
    ...ending,
  } as unknown as Operation;
}

function candidate(subjectId: string, rank: number, decision: Candidate['decision']): Candidate {
  return {
    system: 'ees',
    subjectId,
    rank,
    decision,
    similarityScore: 12.3456,
    positions: [],
  } as unknown as Candidate;
}

function found(...candidates: readonly Candidate[]): Partial<Operation> {
  const gallery = { complete: true, referencesCompared: 2, threshold: 5, overflow: false };
  const result: IdentifyResult = {
    kind: 'identify',
    gallery,
    systemsSearched: ['ees'],
    systemsNotSearched: [],
    candidates,
  };
  return { state: 'completed', result };
}

function read(t: { same(found: unknown, wanted: unknown): void }, asked: Operation): readonly TaggedRecord[] {
  const transaction = readTransaction(respond(asked)!);
  const faults = validateTransaction(transaction).filter(({ severity }) => severity === 'error');
  t.same(faults, []);
  return transaction.records as readonly TaggedRecord[];
}

t.test('a match, as the FBI answers', async (t) => {
  const [one, two] = read(t, operation(found(candidate('s1', 1, 'match'), candidate('s2', 2, 'no-match'))));
  t.same(
    [4, 5, 7, 8, 9, 10, 14].map((number) => itemOf(one!, number)),
    ['SRE', '20260901', 'BORDER', 'HUB', ID, 'TCN-1', '20260901100005Z'],
  );
  t.equal(itemOf(two!, 59), 'I');
  t.same(rowsOf(two!, 64), [['s1', 'ees']]);
});

t.test('nobody, and somebody an examiner should look at', async (t) => {
  const [, nobody] = read(t, operation(found()));
  t.equal(itemOf(nobody!, 59), 'N');
  t.same(rowsOf(nobody!, 64), []);
  const [, perhaps] = read(t, operation(found(candidate('s1', 1, 'inconclusive'))));
  t.equal(itemOf(perhaps!, 59), 'N');
  t.same(rowsOf(perhaps!, 64), [['s1', 'ees']]);
});

t.test('the same, as INTERPOL answers', async (t) => {
  const hits = found(candidate('s1', 1, 'match'), candidate('s2', 2, 'match'));
  const [one, two] = read(t, operation(hits, 'INT-I'));
  t.equal(itemOf(one!, 13), 'INT-I');
  t.same(rowsOf(two!, 64), [['1', 'false', '2', 'CPS', 'I']]);
  const [, odd] = read(t, operation(hits, 'INT-I', 'C\x03PS'));
  t.same(
    rowsOf(odd!, 64),
    [['1', 'false', '2', 'C?PS', 'I']],
    'what no record may hold does not keep the answer back',
  );
});

t.test('an operation that ended without a result is an error transaction', async (t) => {
  const problem = { code: 'no-finger-found', detail: 'There is no finger in the image.' };
  const [fbi, text] = read(t, operation({ state: 'rejected', problem }));
  t.equal(itemOf(fbi!, 4), 'ERRT');
  t.equal(itemOf(text!, 60), problem.detail);
  const [interpol, error] = read(t, operation({ state: 'failed', problem }, 'INT-I'));
  t.equal(itemOf(interpol!, 4), 'ERR');
  t.same(rowsOf(error!, 74), [[problem.code, '', problem.detail]]);
});

t.test('an enrolment names its subject and decides nothing', async (t) => {
  const result = { kind: 'enrol', system: 'ees', subjectId: 's9', encounterId: 'e', samples: [] };
  const [, two] = read(t, operation({ state: 'completed', result: result as unknown as OperationResult }));
  t.equal(itemOf(two!, 59), undefined);
  t.same(rowsOf(two!, 64), [['s9', 'ees']]);
});

t.test('nothing for one that still runs, or that did not come as a transaction', async (t) => {
  t.equal(respond(operation({})), undefined);
  const { request } = operation({});
  const { capture: _, ...without } = request as IdentifyRequest;
  t.equal(respond({ ...operation(found()), request: without }), undefined);
});
