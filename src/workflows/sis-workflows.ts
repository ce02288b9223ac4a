/** What SIS does beside taking in, searching and erasing alerts on persons. */
import { createEraseAlert } from './erase-alert.js';
import { createFollowSisHit, createListSisHits, createReportSisHit } from './follow-sis-hit.js';
import { createEnterObjectAlert, createEraseObjectAlert, createSearchObjectAlerts } from './object-alerts.js';
import type { Ports } from './ports.js';
import { createReadAlert, createSayAboutAlert } from './say-about-alert.js';
import { createAnswerSireneCase, createListSireneCases, createOpenSireneCase } from './sirene-cases.js';

type SisPorts = Omit<Ports, 'extractor' | 'gallery' | 'heldShards' | 'comparator' | 'metrics'>;

const SYSTEM = 'sis';

export function createSisWorkflows(ports: SisPorts) {
  return {
    readAlert: createReadAlert(ports, SYSTEM),
    sayAboutAlert: createSayAboutAlert(ports, SYSTEM),
    eraseAlert: createEraseAlert(ports, SYSTEM),
    reportHit: createReportSisHit(ports, SYSTEM),
    followHit: createFollowSisHit(ports, SYSTEM),
    listHits: createListSisHits(ports, SYSTEM),
    openCase: createOpenSireneCase(ports, SYSTEM),
    answerCase: createAnswerSireneCase(ports, SYSTEM),
    listCases: createListSireneCases(ports, SYSTEM),
    enterObject: createEnterObjectAlert(ports, SYSTEM),
    searchObjects: createSearchObjectAlerts(ports, SYSTEM),
    eraseObject: createEraseObjectAlert(ports, SYSTEM),
  };
}

export type SisWorkflows = ReturnType<typeof createSisWorkflows>;
