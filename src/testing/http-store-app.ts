/**
 * The public API over the real workflows and the real store, in a database of its own: everything but models, gallery and
 * Redis, which are the fakes'. For tests of an operation from its request to its rows.
 */
import type { FastifyInstance } from 'fastify';
import { createAdapters } from '../adapters/registry.js';
import { identityRules } from '../domain/names/identity-rules.js';
import { createLog } from '../platform/log.js';
import { romanise } from '../platform/romanise.js';
import { createAccessLog } from '../store/access-log.js';
import { createDataQuality } from '../store/data-quality.js';
import { createEurodacProcedures } from '../store/eurodac-procedures.js';
import { createIdentityLinks } from '../store/identity-links.js';
import { openKeyring } from '../store/keyring.js';
import { createLawEnforcement } from '../store/law-enforcement.js';
import { createLinkDecisions } from '../store/link-decisions.js';
import { createLogArchive } from '../store/log-chain.js';
import { createRestrictions } from '../store/restrictions.js';
import { createRightRequests } from '../store/right-requests.js';
import { createScreenings } from '../store/screenings.js';
import { createSisProcedures } from '../store/sis-procedures.js';
import { createStatistics } from '../store/statistics.js';
import { createSubjects } from '../store/subjects.js';
import { createHubWorkflows } from '../workflows/create-hub-workflows.js';
import type { UnitOfWork } from '../workflows/ports/persistence.js';
import type { Ports } from '../workflows/ports.js';
import { createFakePorts, type FakePorts } from './fakes/fake-ports.js';
import { openTestApp as openApp, type openTestApp } from './http-test-app.js';
import { KEY_ENCRYPTION_KEY } from './store-fixtures.js';
import { openTestDatabase } from './test-database.js';

export type StoreApp = {
  readonly app: FastifyInstance;
  readonly unitOfWork: UnitOfWork;
  readonly ports: Ports;
  /** What the ports are that are not the store's. */
  readonly fakes: FakePorts;
  /** Moves the clock of the workflows; the database has its own. */
  readonly time: FakePorts['time'];
  /** What models and gallery say. */
  readonly answers: FakePorts['answers'];
};

export async function openStoreApp(
  t: Parameters<typeof openTestApp>[0] & Parameters<typeof openTestDatabase>[0],
  replaced: Partial<Ports> = {},
): Promise<StoreApp> {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const log = createLog({ level: 'silent', component: 'test' });
  const systems = createAdapters({ sql: unitOfWork.sql, remotes: {}, log });
  t.teardown(() => systems.close());
  const fakes = createFakePorts();
  const ports: Ports = {
    ...fakes,
    unitOfWork,
    accessLog: createAccessLog({ keyring }),
    logArchive: createLogArchive({ keyring }),
    identityLinks: createIdentityLinks(),
    linkDecisions: createLinkDecisions({ keyring }),
    eurodac: createEurodacProcedures({ keyring }),
    sis: createSisProcedures({ keyring }),
    subjects: createSubjects({ keyring }),
    rightRequests: createRightRequests({ keyring }),
    restrictions: createRestrictions(),
    lawEnforcement: createLawEnforcement({ keyring }),
    screenings: createScreenings({ keyring }),
    statistics: createStatistics(),
    adapters: systems.adapters,
    stayFiles: systems.stayFiles,
    fileCalendar: systems.fileCalendar,
    retentionCalendar: systems.retentionCalendar,
    decisionCauses: systems.decisionCauses,
    visaFiles: systems.visaFiles,
    longStayQueries: systems.longStayQueries,
    etiasApplications: systems.etiasApplications,
    convictionFlags: systems.convictionFlags,
    dataQuality: createDataQuality(),
    identityRules: identityRules({ switchedOff: [], romanise }),
    ids: { uuid: () => crypto.randomUUID() },
    ...replaced,
  };
  const { app } = await openApp(t, { workflows: createHubWorkflows(ports), clock: fakes.clock });
  return { app, unitOfWork, ports, fakes, time: fakes.time, answers: fakes.answers };
}
