/**
 * A system kept here. What the six have in common is this file; what one of them has of its own is its table of facts.
 */
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { SystemAdapter, SystemQuery, SystemQueryAnswer } from '../workflows/ports/systems.js';
import {
  type SearchAnswer,
  searchByDocument,
  searchByIdentity,
  searchEverybody,
} from './alphanumeric-search.js';
import type { FactsColumns } from './facts-columns.js';
import { mergeFindings, toAnswer, usableCandidates } from './merge-hits.js';
import { sqlUntil } from './sql-until.js';
import { createSystemRecords, type SystemRecords } from './system-records.js';

/** `sql` is what queries read through; records are written and read through what the caller passes. */
export function createLocalAdapter<S extends SystemId, Row extends object>(
  system: S,
  facts: FactsColumns<S, Row>,
  sql: Sql,
): SystemAdapter {
  const records = createSystemRecords(system, facts);
  return {
    system,
    location: 'local',
    query: (query, signal) =>
      answerQuery({ system, table: facts.table, records, sql: sqlUntil(signal, sql, system) }, query),
    record: records.insert,
    read: async (sql, subjectId) => (await records.ofSubjects(sql, [subjectId])).get(subjectId) ?? [],
    readMany: async (sql, subjectIds) => [...(await records.ofSubjects(sql, subjectIds)).values()].flat(),
    eraseRecord: records.eraseRecord,
    erase: records.erase,
  };
}

type Searched = {
  readonly system: SystemId;
  readonly table: string;
  readonly records: SystemRecords;
  readonly sql: Sql;
};

async function answerQuery(
  { system, table, records, sql }: Searched,
  query: SystemQuery,
): Promise<SystemQueryAnswer> {
  const { document, identity, isWhole } = query;
  const [byDocument, byIdentity] = await Promise.all([
    document && (isWhole ? searchWhole(sql, table, { document }) : searchByDocument(sql, table, document)),
    identity && (isWhole ? searchWhole(sql, table, { identity }) : searchByIdentity(sql, table, identity)),
  ]);
  const findings = mergeFindings({
    candidates: usableCandidates(system, query.candidates),
    byDocument: byDocument?.subjectIds ?? [],
    byIdentity: byIdentity?.subjectIds ?? [],
  });
  const found = await records.ofSubjects(
    sql,
    findings.map(({ subjectId }) => subjectId),
  );
  const answer = toAnswer(system, findings, {
    records: found,
    hitsMax: isWhole ? LIMITS.systemWholeHitsMax : LIMITS.systemHitsMax,
  });
  return {
    ...answer,
    overflow: [answer, byDocument, byIdentity].some((part) => part?.overflow),
  };
}

async function searchWhole(
  sql: Sql,
  table: string,
  about: Pick<SystemQuery, 'document' | 'identity'>,
): Promise<SearchAnswer> {
  const subjectIds = await searchEverybody(sql, table, about, LIMITS.systemWholeHitsMax);
  return { subjectIds, overflow: subjectIds.length > LIMITS.systemWholeHitsMax };
}
