/**
 * Which adapter serves which system: the one place besides `domain` that names them. A system with remote options is
 * asked over HTTP, all others are kept here.
 */
import { SYSTEMS, type SystemId, systemFacts } from '../domain/systems.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { LongStayQueries } from '../workflows/ports/long-stay-queries.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type {
  ConvictionFlags,
  DecisionCauses,
  EtiasApplications,
  FileCalendar,
  RetentionCalendar,
  StayFiles,
  SystemAdapter,
  VisaFiles,
} from '../workflows/ports/systems.js';
import { createLocalAdapter } from './adapter.js';
import { createConvictionFlags } from './ecris-tcn/conviction-flags.js';
import { ecrisTcnFacts } from './ecris-tcn/facts-columns.js';
import { withIndexOnly } from './ecris-tcn/index-only.js';
import { eesFacts } from './ees/facts-columns.js';
import { createStayFiles, withStayFiles } from './ees/stay-files.js';
import { createEtiasApplications } from './etias/applications.js';
import { createDecisionCauses } from './etias/decision-causes.js';
import { etiasFacts } from './etias/facts-columns.js';
import { eurodacFacts } from './eurodac/facts-columns.js';
import { createFileCalendar, withCalendar } from './file-calendar.js';
import { withNamedFailures } from './named-failures.js';
import {
  createRemoteAdapter,
  type RemoteAdapter,
  type RemoteSystemOptions,
} from './remote/remote-adapter.js';
import { createRetentionCalendar } from './retention-calendar.js';
import { sisFacts } from './sis/facts-columns.js';
import { visFacts } from './vis/facts-columns.js';
import { createLongStayQueries } from './vis/long-stay-queries.js';
import { createVisaFiles } from './vis/visa-files.js';

export type Adapters = {
  readonly adapters: ReadonlyMap<SystemId, SystemAdapter>;
  readonly stayFiles: StayFiles;
  readonly fileCalendar: FileCalendar;
  readonly retentionCalendar: RetentionCalendar;
  readonly decisionCauses: DecisionCauses;
  readonly visaFiles: VisaFiles;
  readonly longStayQueries: LongStayQueries;
  readonly etiasApplications: EtiasApplications;
  readonly convictionFlags: ConvictionFlags;
  /** Ends the connections to remote systems. */
  close(): Promise<void>;
};

export function createAdapters(options: {
  readonly sql: Sql;
  readonly remotes: Partial<Readonly<Record<SystemId, RemoteSystemOptions>>>;
  /** A system's share of a caller's time, milliseconds, where it is not that of the others. */
  readonly deadlinesMs?: Partial<Readonly<Record<SystemId, number>>>;
  readonly log: Log;
  readonly metrics?: Metrics;
}): Adapters {
  const remotes: RemoteAdapter[] = [];
  const shared = { ...options, bulk: { inHand: 0 } };
  const adapters = new Map<SystemId, SystemAdapter>();
  for (const system of SYSTEMS) {
    const named = { name: systemFacts(system).name, log: options.log };
    const deadlineMs = options.deadlinesMs?.[system];
    const hasDeadline = deadlineMs === undefined ? {} : { deadlineMs };
    const remote = options.remotes[system];
    if (!remote) {
      const local = withCalendar(LOCAL[system](options.sql));
      adapters.set(system, withNamedFailures({ ...local, ...hasDeadline }, named));
      continue;
    }
    const patience = { ...remote.patience, ...hasDeadline };
    const adapter = createRemoteAdapter(system, { ...remote, patience }, shared);
    remotes.push(adapter);
    adapters.set(system, withNamedFailures({ ...adapter, ...hasDeadline }, named));
  }
  return {
    adapters,
    stayFiles: createStayFiles(),
    fileCalendar: createFileCalendar(),
    retentionCalendar: createRetentionCalendar(),
    decisionCauses: createDecisionCauses(RECORD_TABLES),
    visaFiles: createVisaFiles(),
    longStayQueries: createLongStayQueries(),
    etiasApplications: createEtiasApplications(),
    convictionFlags: createConvictionFlags(),
    close: async () => {
      await Promise.all(remotes.map((adapter) => adapter.close()));
    },
  };
}

/** Where the records of each system kept here lie. */
export const RECORD_TABLES: ReadonlyMap<SystemId, string> = new Map<SystemId, string>([
  ['ees', eesFacts.table],
  ['vis', visFacts.table],
  ['etias', etiasFacts.table],
  ['sis', sisFacts.table],
  ['ecris-tcn', ecrisTcnFacts.table],
  ['eurodac', eurodacFacts.table],
]);

const LOCAL: Readonly<Record<SystemId, (sql: Sql) => SystemAdapter>> = {
  ees: (sql) => withStayFiles(createLocalAdapter('ees', eesFacts, sql)),
  vis: (sql) => createLocalAdapter('vis', visFacts, sql),
  etias: (sql) => createLocalAdapter('etias', etiasFacts, sql),
  sis: (sql) => createLocalAdapter('sis', sisFacts, sql),
  'ecris-tcn': (sql) => withIndexOnly(createLocalAdapter('ecris-tcn', ecrisTcnFacts, sql)),
  eurodac: (sql) => createLocalAdapter('eurodac', eurodacFacts, sql),
};
