import { createAcceptOperation } from './accept-operation.js';
import { createEraseSubject } from './erase-subject.js';
import type { HubWorkflows } from './hub-workflows.js';
import { createListOverstayers } from './list-overstayers.js';
import type { Ports } from './ports.js';
import { createReadOperation } from './read-operation.js';
import { createReadSubject } from './read-subject.js';

/** What a process needs that answers callers: neither gallery nor extractor. */
export type HubPorts = Omit<Ports, 'extractor' | 'gallery' | 'comparator' | 'metrics'>;

export function createHubWorkflows(ports: HubPorts): HubWorkflows {
  return {
    accept: createAcceptOperation(ports),
    readOperation: createReadOperation(ports),
    readSubject: createReadSubject(ports),
    eraseSubject: createEraseSubject(ports),
    listOverstayers: createListOverstayers(ports),
  };
}
