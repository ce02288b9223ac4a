/**
 * Individual files of the identity repository, made of what its five systems hold now and of the links there are now: an
 * erasure or a change in a system is one here without anybody carrying it over.
 */
import {
  type CirDataSet,
  dataSetOf,
  type IndividualFile,
  individualFiles,
  joins,
} from '../domain/cir/individual-files.js';
import { CIR_SYSTEMS } from '../domain/law/cir-table.js';
import { isPalmPosition } from '../domain/palm-positions.js';
import type { SystemRecord } from '../domain/system-record.js';
import { LIMITS } from '../platform/limits.js';
import type { DataSetReference, IdentityLink } from './ports/identity-links.js';
import type { Sql } from './ports/persistence.js';
import type { SystemHit } from './ports/systems.js';
import type { Ports } from './ports.js';

export type CirPorts = Pick<Ports, 'adapters' | 'identityLinks' | 'subjects'>;

/** The files these hits belong to, with everything that white and red links join to them. */
export async function filesOfHits(
  ports: CirPorts,
  sql: Sql,
  hits: readonly Pick<SystemHit, 'system' | 'subjectId' | 'records' | 'repository'>[],
): Promise<readonly IndividualFile[]> {
  const found = hits.filter(({ system }) => CIR_SYSTEMS.includes(system));
  const { references, links } = await joined(ports, sql, found);
  const records = new Map(found.map((hit) => [keyOf(hit), hit.records]));
  const elsewhere = new Map(found.map((hit) => [keyOf(hit), hit.repository]));
  const dataSets: CirDataSet[] = [];
  for (const reference of references) {
    const key = keyOf(reference);
    const dataSet = elsewhere.get(key) ?? (await readDataSet(ports, sql, reference, records.get(key)));
    if (dataSet) dataSets.push(dataSet);
  }
  return individualFiles(dataSets, links);
}

/** What one system gives the repository of one person; `undefined` where it holds nothing of it, or nothing any more. */
export async function readDataSet(
  { adapters, subjects }: Pick<CirPorts, 'adapters' | 'subjects'>,
  sql: Sql,
  { system, subjectId }: DataSetReference,
  known?: readonly SystemRecord[],
): Promise<CirDataSet | undefined> {
  const adapter = adapters.get(system);
  const isLocal = adapter?.location === 'local';
  const records = known ?? (isLocal ? await adapter.read(sql, subjectId) : []);
  const subject = isLocal ? await subjects.read(sql, system, subjectId) : undefined;
  return dataSetOf(
    records,
    subject?.samples.map(({ position }) => position).filter((position) => !isPalmPosition(position)) ?? [],
  );
}

/** Follows links from what was found, as far as they go or `LIMITS.cirDataSetsMax` data sets. */
async function joined(ports: CirPorts, sql: Sql, found: readonly DataSetReference[]) {
  const references = new Map(
    found.map(({ system, subjectId }) => [keyOf({ system, subjectId }), { system, subjectId }]),
  );
  const links = new Map<string, IdentityLink>();
  let frontier: readonly DataSetReference[] = [...references.values()];
  while (frontier.length > 0 && references.size < LIMITS.cirDataSetsMax) {
    const touching = (await ports.identityLinks.ofDataSets(sql, frontier)).filter(joins);
    const next: DataSetReference[] = [];
    for (const link of touching) {
      links.set(link.linkId, link);
      for (const dataSet of link.dataSets) {
        if (references.has(keyOf(dataSet))) continue;
        references.set(keyOf(dataSet), dataSet);
        next.push(dataSet);
      }
    }
    frontier = next;
  }
  return { references: [...references.values()], links: [...links.values()] };
}

function keyOf({ system, subjectId }: DataSetReference): string {
  return `${system} ${subjectId}`;
}
