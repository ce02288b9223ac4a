/**
 * Who gets the next connection to the database. There are few, and everything a process does needs one: a traveller who
 * stands at a border must not wait behind a night's registrations.
 *
 *   order     the most urgent class first, within a class who came first
 *   share     after so many lendings in which somebody of a later class was passed over, the longest waiting of those is
 *             next: nobody waits for ever
 *   reserve   the last connection is lent to `border` only, the one before not to `batch`: long transactions for which
 *             nobody waits never hold all of them
 *   end       each class waits so long and no longer (`database-busy`), and the line has a length
 */
import { SERVICE_CLASSES, type ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { createTurns } from '../platform/take-turns.js';

export type ConnectionLine = {
  /** Resolves with what gives the connection back, to be called once. Rejects with `OperationalError('database-busy')`. */
  borrow(serviceClass: ServiceClass): Promise<() => void>;
  /** Who waits now, and for how long the first of each class has. */
  waiting(): readonly WaitingForConnection[];
};

export type WaitingForConnection = {
  readonly serviceClass: ServiceClass;
  readonly count: number;
  readonly oldestMs: number;
};

type Waiter = {
  readonly serviceClass: ServiceClass;
  readonly sinceMs: number;
  readonly lend: () => void;
};

const WAIT_MS: Readonly<Record<ServiceClass, number>> = {
  border: LIMITS.borderConnectionMs,
  interactive: LIMITS.interactiveConnectionMs,
  batch: LIMITS.batchConnectionMs,
};

export function createConnectionLine(options: {
  readonly connections: number;
  /** Told of each wait that is over, also of those that took no time and of those in vain. */
  readonly onWaited?: (serviceClass: ServiceClass, waitedMs: number) => void;
  /** Tests shorten them. */
  readonly waitMs?: Readonly<Record<ServiceClass, number>>;
  readonly waitingMax?: number;
  readonly nowMs?: () => number;
}): ConnectionLine {
  const { connections, onWaited, waitMs = WAIT_MS, nowMs = () => performance.now() } = options;
  const waitingMax = options.waitingMax ?? LIMITS.connectionsAwaitedMax;
  const lines = byClass(() => new Set<Waiter>());
  const lent = byClass(() => 0);
  const turns = createTurns(LIMITS.classesPassedOverMax);

  /** Each class counts what the classes after it hold: nobody holds back for whoever is less urgent. */
  function mayHold(serviceClass: ServiceClass): boolean {
    const { border, interactive, batch } = lent;
    if (border + interactive + batch >= connections) return false;
    if (serviceClass === 'border') return true;
    if (interactive + batch >= Math.max(1, connections - 1)) return false;
    return serviceClass === 'interactive' || batch < Math.max(1, connections - 2);
  }

  const next = () => turns.next(SERVICE_CLASSES.filter(mayHold).flatMap((each) => firstOf(lines[each])));

  function lend(serviceClass: ServiceClass, waitedMs: number): () => void {
    lent[serviceClass] += 1;
    onWaited?.(serviceClass, waitedMs);
    let isBack = false;
    return () => {
      if (isBack) return;
      isBack = true;
      lent[serviceClass] -= 1;
      for (let waiter = next(); waiter !== undefined; waiter = next()) {
        lines[waiter.serviceClass].delete(waiter);
        waiter.lend();
      }
    };
  }

  return {
    borrow(serviceClass) {
      // Whoever waits in the same class came first; who waits in a later one may not hold what is left.
      if (lines[serviceClass].size === 0 && mayHold(serviceClass))
        return Promise.resolve(lend(serviceClass, 0));
      if (SERVICE_CLASSES.reduce((sum, each) => sum + lines[each].size, 0) >= waitingMax) {
        return Promise.reject(busy(serviceClass, 'As many wait for a connection to the database as may.'));
      }
      return new Promise((resolve, reject) => {
        const sinceMs = nowMs();
        const waiter: Waiter = {
          serviceClass,
          sinceMs,
          lend() {
            clearTimeout(tooLate);
            resolve(lend(serviceClass, nowMs() - sinceMs));
          },
        };
        lines[serviceClass].add(waiter);
        const tooLate = setTimeout(() => {
          lines[serviceClass].delete(waiter);
          onWaited?.(serviceClass, nowMs() - sinceMs);
          reject(busy(serviceClass, 'No connection to the database became free in time.'));
        }, waitMs[serviceClass]);
      });
    },
    waiting: () =>
      SERVICE_CLASSES.map((serviceClass) => {
        const line = lines[serviceClass];
        const [first] = firstOf(line);
        return {
          serviceClass,
          count: line.size,
          oldestMs: first === undefined ? 0 : Math.max(0, nowMs() - first.sinceMs),
        };
      }),
  };
}

function byClass<Value>(make: () => Value): Record<ServiceClass, Value> {
  return { border: make(), interactive: make(), batch: make() };
}

/** In the order in which they came. */
function firstOf(line: ReadonlySet<Waiter>): readonly Waiter[] {
  for (const waiter of line) return [waiter];
  return [];
}

function busy(serviceClass: ServiceClass, message: string): OperationalError {
  return new OperationalError('database-busy', message, {
    serviceClass,
    retryAfterMs: LIMITS.databaseBusyRetryMs,
  });
}
