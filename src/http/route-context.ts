import type { Clock } from '../platform/clock.js';
import type { HubWorkflows } from '../workflows/hub-workflows.js';
import type { TransactionWriter } from '../workflows/ports/captures.js';

/** What a route needs beside the framework. */
export type RouteContext = {
  readonly workflows: HubWorkflows;
  readonly clock: Clock;
  readonly transactions: TransactionWriter;
};
