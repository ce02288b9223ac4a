/** What Eurodac does beside taking in and erasing data sets. */
import {
  createAskForLawEnforcement,
  createConfirmErasure,
  createListRequests,
  createReadRequest,
  createSearchRequest,
  createVerifyRequest,
} from './ask-for-law-enforcement.js';
import { createCompareUnstored } from './compare-unstored.js';
import { createCountMonth } from './count-month.js';
import { createListNotices } from './list-notices.js';
import type { Ports } from './ports.js';
import { createReadComparison } from './read-comparison.js';
import { createReadSequence } from './read-sequence.js';
import { createVerifyHit } from './verify-hit.js';
import {
  createChangeTransmission,
  createListTransmissions,
  createOpenTransmission,
} from './watch-transmissions.js';

type EurodacPorts = Omit<Ports, 'extractor' | 'gallery' | 'heldShards' | 'comparator' | 'metrics'>;

const SYSTEM = 'eurodac';

export function createEurodacWorkflows(ports: EurodacPorts) {
  return {
    compare: createCompareUnstored(ports, SYSTEM),
    readComparison: createReadComparison(ports, SYSTEM),
    verifyHit: createVerifyHit(ports, SYSTEM),
    readSequence: createReadSequence(ports, SYSTEM),
    listNotices: createListNotices(ports, SYSTEM),
    openTransmission: createOpenTransmission(ports, SYSTEM),
    changeTransmission: createChangeTransmission(ports, SYSTEM),
    listTransmissions: createListTransmissions(ports, SYSTEM),
    countMonth: createCountMonth(ports, SYSTEM),
    ask: createAskForLawEnforcement(ports, SYSTEM),
    verifyRequest: createVerifyRequest(ports, SYSTEM),
    searchRequest: createSearchRequest(ports, SYSTEM),
    confirmErasure: createConfirmErasure(ports, SYSTEM),
    readRequest: createReadRequest(ports, SYSTEM),
    listRequests: createListRequests(ports, SYSTEM),
  };
}

export type EurodacWorkflows = ReturnType<typeof createEurodacWorkflows>;
