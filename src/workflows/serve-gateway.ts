/** What a system kept here answers to a gateway of another hub: identity data of the repository, or that it holds a match. */
import type { PeerGateway } from '../domain/authorities.js';
import { readDataSet } from './cir-files.js';
import type { SearchSystemsRequest } from './ports/operations.js';
import type { SystemHit } from './ports/systems.js';
import type { Ports } from './ports.js';
import type { SystemAnswer } from './results.js';

export type ServePorts = Pick<Ports, 'adapters' | 'subjects' | 'unitOfWork'>;

/** The right of the search is the gateway's, not that of the class in the system. */
export function hasGatewayRight({ live, gateway }: SearchSystemsRequest): boolean {
  return live === 'gateway' || gateway !== undefined;
}

export async function withoutRecords(
  ports: ServePorts,
  gateway: PeerGateway,
  answer: SystemAnswer,
): Promise<SystemAnswer> {
  if (answer.status !== 'answered') return answer;
  const hits: SystemHit[] = [];
  for (const hit of answer.hits) {
    const dataSet =
      gateway === 'law-enforcement'
        ? undefined
        : await readDataSet(ports, ports.unitOfWork.sql, hit, hit.records);
    hits.push({ ...hit, records: [], ...(dataSet ? { repository: dataSet } : {}) });
  }
  return { ...answer, hits };
}
