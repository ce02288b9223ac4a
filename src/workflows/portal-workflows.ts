/** The search portal and the gateways of the identity repository, put together. */
import { fallbackFor } from '../domain/law/portal-rules.js';
import {
  createAskForAccess,
  createDecideAccess,
  createListAccess,
  createReadAccess,
  createSearchWithAccess,
} from './access-for-law-enforcement.js';
import {
  type ConsultPorts,
  createConsultForLawEnforcement,
  createListConsultations,
  createRecordReason,
} from './consult-for-law-enforcement.js';
import { createIdentifyInRepository, type IdentifyPorts } from './identify-in-repository.js';
import { createReadLinkedData } from './read-linked-data.js';
import { createSearchPortal, type PortalPorts } from './search-portal.js';

export type PortalWorkflows = ReturnType<typeof createPortalWorkflows>;

export function createPortalWorkflows(ports: PortalPorts & IdentifyPorts & ConsultPorts) {
  return {
    search: createSearchPortal(ports),
    /** Decided from tables alone: it must be known when nothing else answers. */
    fallback: fallbackFor,
    identify: createIdentifyInRepository(ports),
    readLinkedData: createReadLinkedData(ports),
    consult: createConsultForLawEnforcement(ports),
    recordReason: createRecordReason(ports),
    listConsultations: createListConsultations(ports),
    askForAccess: createAskForAccess(ports),
    decideAccess: createDecideAccess(ports),
    searchWithAccess: createSearchWithAccess(ports),
    readAccess: createReadAccess(ports),
    listAccess: createListAccess(ports),
  };
}
