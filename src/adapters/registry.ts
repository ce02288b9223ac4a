/**
 * Which adapter serves which system: the one place besides `domain` that names them. A system with remote options is
 * asked over HTTP, all others are kept here.
 */
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { FileCalendar, Sql, StayFiles, SystemAdapter } from '../workflows/ports.js';
import { createLocalAdapter } from './adapter.js';
import { ecrisTcnFacts } from './ecris-tcn/facts-columns.js';
import { eesFacts } from './ees/facts-columns.js';
import { createStayFiles, withStayFiles } from './ees/stay-files.js';
import { etiasFacts } from './etias/facts-columns.js';
import { eurodacFacts } from './eurodac/facts-columns.js';
import { createFileCalendar, withCalendar } from './file-calendar.js';
import {
  createRemoteAdapter,
  type RemoteAdapter,
  type RemoteSystemOptions,
} from './remote/remote-adapter.js';
import { sisFacts } from './sis/facts-columns.js';
import { visFacts } from './vis/facts-columns.js';

export type Adapters = {
  readonly adapters: ReadonlyMap<SystemId, SystemAdapter>;
  readonly stayFiles: StayFiles;
  readonly fileCalendar: FileCalendar;
  /** Ends the connections to remote systems. */
  close(): Promise<void>;
};

export function createAdapters(options: {
  readonly sql: Sql;
  readonly remotes: Partial<Readonly<Record<SystemId, RemoteSystemOptions>>>;
  readonly log: Log;
  readonly metrics?: Metrics;
}): Adapters {
  const remotes: RemoteAdapter[] = [];
  const adapters = new Map<SystemId, SystemAdapter>();
  for (const system of SYSTEMS) {
    const remote = options.remotes[system];
    if (!remote) {
      adapters.set(system, withCalendar(LOCAL[system](options.sql)));
      continue;
    }
    const adapter = createRemoteAdapter(system, remote, options);
    remotes.push(adapter);
    adapters.set(system, adapter);
  }
  return {
    adapters,
    stayFiles: createStayFiles(),
    fileCalendar: createFileCalendar(),
    close: async () => {
      await Promise.all(remotes.map((adapter) => adapter.close()));
    },
  };
}

const LOCAL: Readonly<Record<SystemId, (sql: Sql) => SystemAdapter>> = {
  ees: (sql) => withStayFiles(createLocalAdapter('ees', eesFacts, sql)),
  vis: (sql) => createLocalAdapter('vis', visFacts, sql),
  etias: (sql) => createLocalAdapter('etias', etiasFacts, sql),
  sis: (sql) => createLocalAdapter('sis', sisFacts, sql),
  'ecris-tcn': (sql) => createLocalAdapter('ecris-tcn', ecrisTcnFacts, sql),
  eurodac: (sql) => createLocalAdapter('eurodac', eurodacFacts, sql),
};
