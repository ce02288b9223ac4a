import { createAcceptOperation } from './accept-operation.js';
import { createCalculateStay } from './calculate-stay.js';
import { createEraseSubject } from './erase-subject.js';
import type { HubWorkflows } from './hub-workflows.js';
import { createListDeadlines } from './list-deadlines.js';
import { createListDueFiles } from './list-due-files.js';
import { createListLinks } from './list-links.js';
import { createListOverstayers } from './list-overstayers.js';
import type { Ports } from './ports.js';
import { createReadLink } from './read-link.js';
import { createReadOperation } from './read-operation.js';
import { createReadSubject } from './read-subject.js';
import { createVerifyLink } from './verify-link.js';

/** What a process needs that answers callers: neither gallery nor extractor. */
export type HubPorts = Omit<Ports, 'extractor' | 'gallery' | 'heldShards' | 'comparator' | 'metrics'>;

export function createHubWorkflows(ports: HubPorts): HubWorkflows {
  return {
    accept: createAcceptOperation(ports),
    readOperation: createReadOperation(ports),
    readSubject: createReadSubject(ports),
    eraseSubject: createEraseSubject(ports),
    calculateStay: createCalculateStay(ports),
    listDeadlines: createListDeadlines(ports),
    listDueFiles: createListDueFiles(ports),
    listOverstayers: createListOverstayers(ports),
    listLinks: createListLinks(ports),
    readLink: createReadLink(ports),
    verifyLink: createVerifyLink(ports),
  };
}
