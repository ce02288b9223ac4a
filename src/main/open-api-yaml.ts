/** The OpenAPI document as it is committed. The workflows behind it are never called. */
import { stringify } from 'yaml';
import { buildApp } from '../http/app.js';
import { randomIds } from '../platform/ids.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import type { HubWorkflows } from '../workflows/hub-workflows.js';

const HEADER = '# Generated from schemas/ and src/http/ by `npm run openapi`. Do not edit.\n';

export async function openApiYaml(): Promise<string> {
  const app = await buildApp({
    workflows: UNUSED,
    authentication: { issuer: 'none', audience: 'none', publicKeys: () => [], peerKeys: () => [] },
    metrics: createMetrics(),
    log: createLog({ level: 'silent', component: 'openapi' }),
    readiness: async () => ({ ready: true, parts: {} }),
    ids: randomIds,
    captures: { read: unused },
    transactions: { respond: unused },
  });
  try {
    return HEADER + stringify(app.swagger(), { aliasDuplicateObjects: false, lineWidth: 120 });
  } finally {
    await app.close();
  }
}

const UNUSED: HubWorkflows = {
  accept: unused,
  countRefusal: unused,
  noteExpiredToken: unused,
  readOperation: unused,
  readSubject: unused,
  eraseSubject: unused,
  calculateStay: unused,
  listDeadlines: unused,
  listDueFiles: unused,
  listOverstayers: unused,
  listLinks: unused,
  readLink: unused,
  verifyLink: unused,
  compareLink: unused,
  readLinkSample: unused,
  correctLink: unused,
  writeLinkLetter: unused,
  listLinkNotices: unused,
  askPortal: unused,
  operate: anything(),
  eurodac: anything(),
  sis: anything(),
  logs: anything(),
  rights: anything(),
  screening: anything(),
  listProcedureDeadlines: unused,
  statistics: anything(),
  travel: anything(),
  portal: anything(),
};

/** Every member of a group of workflows. */
function anything(): never {
  return new Proxy({}, { get: () => unused }) as never;
}

function unused(): never {
  throw new Error('a description calls no workflow');
}
