/** Response transactions: read back with the hub's own reader and judged by its own rules. */
import t from 'tap';
import type { Requester } from '../../domain/authorities.js';
import { decideAccess } from '../../domain/law/access.js';
import { SYSTEMS } from '../../domain/systems.js';
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
const BORDER: Requester = {
  authorityId: 'AUT-border',
  authorityClass: 'border-authority',
  memberState: 'AUT',
  purpose: 'border-check',
};
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
    requester: BORDER,
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
  t.equal(itemOf(perhaps!, 59), undefined, 'no machine has decided it');
  t.equal(itemOf(perhaps!, 60), 'Candidates for an examiner: 1.');
  t.same(rowsOf(perhaps!, 64), [['s1', 'ees']]);
  const both = found(candidate('s1', 1, 'match'), candidate('s2', 2, 'inconclusive'));
  const [, match] = read(t, operation(both));
  t.same([itemOf(match!, 59), itemOf(match!, 60)], ['I', undefined]);
  const [, interpol] = read(t, operation(found(candidate('s1', 1, 'inconclusive')), 'INT-I'));
  t.same(rowsOf(interpol!, 64), [['1', 'false', '1', 'CPS', '']]);
  t.match(rowsOf(interpol!, 74), [['no-decision', '', 'Candidates for an examiner: 1.']]);
  const verified = (decision: string) => ({
    kind: 'verify',
    system: 'ees',
    subjectId: 's1',
    decision,
    similarityScore: 4,
    threshold: 5,
    positions: [],
  });
  const [, nearly] = read(t, operation(completed(verified('inconclusive'))));
  t.same([itemOf(nearly!, 59), itemOf(nearly!, 60)], [undefined, 'Candidates for an examiner: 1.']);
  const [, other] = read(t, operation(completed(verified('no-match'))));
  t.same([itemOf(other!, 59), itemOf(other!, 60)], ['N', undefined]);
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

type Ending = { readonly name: string; readonly result: object; readonly says: RegExp };

const LOCAL = { location: 'local', tookMs: 5 };
const TIMEOUT = { ...LOCAL, status: 'not-answered', reason: 'system-timeout', detail: 'late' };
const answered = (system: string, ...hits: readonly object[]) => ({
  ...LOCAL,
  system,
  status: 'answered',
  askedBy: ['biometrics'],
  hits,
  overflow: false,
});
const searched = (complete: boolean, ...systems: readonly object[]) => ({
  kind: 'search-systems',
  complete,
  systems,
  flags: [],
  links: [],
});
const WHOLE = found().result as IdentifyResult;
const perhaps = candidate('s1', 1, 'inconclusive');

const OTHER_VERSION = { reason: 'template-version', references: 7 } as const;

const NOT_WHOLE: readonly Ending[] = [
  {
    name: 'two systems have not answered',
    result: searched(false, { system: 'sis', ...TIMEOUT }, { system: 'eurodac', ...TIMEOUT }),
    says: /^SIS has not answered\. Eurodac has not answered\.$/,
  },
  {
    name: 'a system has more than it may answer with',
    result: searched(true, { ...answered('sis'), overflow: true }),
    says: /SIS has found more/,
  },
  {
    name: 'a gallery that is being loaded',
    result: { ...WHOLE, gallery: { ...WHOLE.gallery, complete: false } },
    says: /Not all references/,
  },
  {
    name: 'a gallery that is being loaded, of a search of all systems',
    result: { ...searched(false, answered('ees')), gallery: { ...WHOLE.gallery, complete: false } },
    says: /^Not all references were searched\.$/,
  },
  {
    name: 'a gallery of another template version alone',
    result: {
      ...WHOLE,
      gallery: { ...WHOLE.gallery, referencesCompared: 0, referencesNotCompared: [OTHER_VERSION] },
    },
    says: /No reference was compared/,
  },
  {
    name: 'a system that compared biometrics with nobody',
    result: searched(false, {
      ...answered('sis'),
      location: 'remote',
      incomplete: { reason: 'template-version', detail: 'No reference of SIS was compared.' },
    }),
    says: /^No reference of SIS was compared\.$/,
  },
  {
    name: 'a match that is not among the candidates',
    result: { ...WHOLE, gallery: { ...WHOLE.gallery, overflow: true } },
    says: /More was found/,
  },
  {
    name: 'systems that other hubs keep, and no other',
    result: { ...WHOLE, systemsSearched: [], systemsNotSearched: ['sis', 'etias'] },
    says: /^SIS is kept elsewhere and was not searched\.$/,
  },
  {
    name: 'an image that would match mirrored',
    result: {
      ...WHOLE,
      mirrorCheck: { outcome: 'mirrored-image', samples: [], detail: 'Check the device.' },
    },
    says: /Check the device/,
  },
];

const completed = (result: object): Partial<Operation> => ({
  state: 'completed',
  result: result as OperationResult,
});

t.test('nobody is said of a whole search alone', async (t) => {
  for (const { name, result, says } of NOT_WHOLE) {
    const [fbi, text] = read(t, operation(completed(result)));
    t.equal(itemOf(fbi!, 4), 'ERRT', name);
    t.equal(itemOf(text!, 59), undefined, name);
    t.match(itemOf(text!, 60), says, name);
    const [interpol, error] = read(t, operation(completed(result), 'INT-I'));
    t.equal(itemOf(interpol!, 4), 'ERR', name);
    t.same(rowsOf(error!, 64), [], name);
    t.match(rowsOf(error!, 74), [['search-incomplete', '', says]], name);
  }
});

t.test('systems kept elsewhere are named beside the answer, which is of those kept here', async (t) => {
  const searchable = SYSTEMS.filter((system) => decideAccess(BORDER, 'identify', system).permitted);
  const kept = { ...WHOLE, systemsNotSearched: ['sis', 'etias'] as const };
  const answer = (systems: readonly string[], result: object = kept, domain?: string) => {
    const asked = operation(completed(result), domain);
    return read(t, { ...asked, request: { ...asked.request, systems } } as Operation);
  };
  const says = 'SIS is kept elsewhere and was not searched.';
  const [one, two] = answer(searchable);
  t.same([itemOf(one!, 4), itemOf(two!, 59), itemOf(two!, 60)], ['SRE', 'N', says], 'all that may be asked');
  const [interpol, nobody] = answer(searchable, kept, 'INT-I');
  t.equal(itemOf(interpol!, 4), 'SRE');
  t.same(rowsOf(nobody!, 64), [['', '', '0', 'CPS', 'N']]);
  t.match(rowsOf(nobody!, 74), [['remark', '', says]]);
  t.ok(searchable.length > 2, 'fewer can be named');
  const [named, half] = answer(['ees', 'sis']);
  t.same([itemOf(named!, 4), itemOf(half!, 59), itemOf(half!, 60)], ['SRE', undefined, says], 'SIS is named');
  const [, match] = answer(['ees', 'sis'], { ...kept, candidates: [candidate('s1', 1, 'match')] });
  t.same([itemOf(match!, 59), itemOf(match!, 60)], ['I', says]);
});

t.test('whom a search that is not whole has found is named with what is missing', async (t) => {
  const gallery = { ...WHOLE.gallery, complete: false };
  const [one, two] = read(t, operation(completed({ ...WHOLE, gallery, candidates: [perhaps] })));
  t.same([itemOf(one!, 4), itemOf(two!, 59)], ['ERRT', undefined]);
  t.same(rowsOf(two!, 64), [['s1', 'ees']], 'for an examiner');
  const [, error] = read(t, operation(completed({ ...WHOLE, gallery, candidates: [perhaps] }), 'INT-I'));
  const both = 'Candidates for an examiner: 1. Not all references were searched.';
  t.match(rowsOf(error!, 74), [['search-incomplete', '', both]], 'where an error has no place for whom');
  const late = { system: 'sis', ...TIMEOUT };
  const hit = { system: 'ees', subjectId: 's1', candidate: candidate('s1', 1, 'match') };
  const match = searched(false, answered('ees', hit), late);
  const [sre, found] = read(t, operation(completed(match)));
  t.same([itemOf(sre!, 4), itemOf(found!, 59)], ['SRE', 'I']);
  t.equal(itemOf(found!, 60), 'SIS has not answered.', 'a match elsewhere does not say that SIS has none');
  const [, interpol] = read(t, operation(completed(match), 'INT-I'));
  t.same(rowsOf(interpol!, 64), [['1', 'false', '1', 'CPS', 'I']]);
  t.match(rowsOf(interpol!, 74), [['search-incomplete', '', 'SIS has not answered.']]);
});

t.test('who is found by name or document is not nobody, and no comparison decided it', async (t) => {
  const byName = searched(true, answered('sis', { system: 'sis', subjectId: 'S1' }), answered('ees'));
  const [one, two] = read(t, operation(completed(byName)));
  t.same([itemOf(one!, 4), itemOf(two!, 59)], ['SRE', undefined]);
  t.same(rowsOf(two!, 64), [['S1', 'sis']]);
  t.match(itemOf(two!, 60), /Found by name or document, which decides nothing: SIS\./);
  const [, interpol] = read(t, operation(completed(byName), 'INT-I'));
  t.same(rowsOf(interpol!, 64), [['1', 'false', '1', 'CPS', '']]);
  const compared = {
    kind: 'compare-data-set',
    system: 'eurodac',
    comparisonId: ID,
    hits: 2,
    overflow: false,
  };
  const [, sets] = read(t, operation(completed(compared)));
  t.equal(itemOf(sets!, 59), undefined);
  t.match(itemOf(sets!, 60), /Data sets found in Eurodac: 2/);
  const { hits: _hits, overflow: _overflow, ...silent } = compared;
  const [, police] = read(t, operation(completed(silent)));
  t.equal(itemOf(police!, 59), undefined);
  t.match(itemOf(police!, 60), /What was found in Eurodac is read with the comparison/);
});

t.test('references that were not compared are told, and do not keep the answer back', async (t) => {
  const gallery = { ...WHOLE.gallery, referencesNotCompared: [OTHER_VERSION] };
  const elsewhere = { ...answered('sis'), biometrics: { referencesCompared: 5, referencesNotCompared: 3 } };
  for (const [result, says] of [
    [{ ...WHOLE, gallery }, /version were not compared: 7/],
    [{ ...searched(true, answered('ees')), gallery }, /version were not compared: 7/],
    [searched(true, elsewhere), /not compared in SIS: 3/],
  ] as const) {
    const [one, two] = read(t, operation(completed(result)));
    t.same([itemOf(one!, 4), itemOf(two!, 59)], ['SRE', 'N'], 'one image may leave it so for ever');
    t.match(itemOf(two!, 60), says);
    const [, interpol] = read(t, operation(completed(result), 'INT-I'));
    t.same(rowsOf(interpol!, 64), [['', '', '0', 'CPS', 'N']]);
    t.match(rowsOf(interpol!, 74), [['remark', '', says]]);
  }
  const [, match] = read(
    t,
    operation(completed({ ...WHOLE, gallery, candidates: [candidate('s1', 1, 'match')] })),
  );
  t.equal(itemOf(match!, 59), 'I');
});

t.test('a system that could not be asked by what came does not keep the answer back', async (t) => {
  const notApplicable = {
    system: 'etias',
    location: 'local',
    status: 'not-applicable',
    reason: 'no-usable-search-key',
  };
  const [one, two] = read(t, operation(completed(searched(true, answered('sis'), notApplicable))));
  t.same([itemOf(one!, 4), itemOf(two!, 59), itemOf(two!, 60)], ['SRE', 'N', undefined]);
});
