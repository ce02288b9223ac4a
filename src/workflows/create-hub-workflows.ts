import { createAcceptOperation } from './accept-operation.js';
import { createCalculateStay } from './calculate-stay.js';
import { createCompareLink, createReadLinkSample } from './compare-link.js';
import { createCorrectLink } from './correct-link.js';
import { createCountRefusal } from './count-refusal.js';
import { createEraseSubject } from './erase-subject.js';
import { createEurodacWorkflows } from './eurodac-workflows.js';
import { createHoldLog, createLiftLogHold } from './hold-log.js';
import type { HubWorkflows } from './hub-workflows.js';
import { createAskPortal, createListLinkNotices, createWriteLinkLetter } from './link-letters.js';
import { createListDeadlines } from './list-deadlines.js';
import { createListDueFiles } from './list-due-files.js';
import { createListLinks } from './list-links.js';
import { createListOverstayers } from './list-overstayers.js';
import { createListProcedureDeadlines } from './list-procedure-deadlines.js';
import { createMonitorScreenings } from './monitor-screenings.js';
import { createNoteExpiredToken } from './note-expired-token.js';
import { createOperateHub } from './operate-hub.js';
import { createPortalWorkflows } from './portal-workflows.js';
import type { Ports } from './ports.js';
import { createReadLink } from './read-link.js';
import { createReadLog, createReadLogStatus } from './read-log.js';
import { createReadOperation } from './read-operation.js';
import { createReadSubject } from './read-subject.js';
import {
  createCountRightRequests,
  createListRightRequests,
  createOpenRightRequest,
  createReadRightRequest,
  createStepRightRequest,
} from './right-requests.js';
import { createCaptureScreening } from './screening-captures.js';
import { createAnswerOpinion, createAskOpinion, createListOpinions } from './screening-opinions.js';
import {
  createCheckScreening,
  createEndScreening,
  createListScreenings,
  createOpenScreening,
  createReadScreening,
  createRemarkScreening,
  createWriteScreeningForm,
} from './screenings.js';
import { createSisWorkflows } from './sis-workflows.js';
import { createReadStatistics } from './statistics.js';
import { createTravelWorkflows } from './travel-workflows.js';
import { createVerifyLink } from './verify-link.js';
import { createVerifyLog } from './verify-log.js';

/** What a process needs that answers callers: neither gallery nor extractor. */
export type HubPorts = Omit<Ports, 'extractor' | 'gallery' | 'heldShards' | 'metrics'>;

export function createHubWorkflows(ports: HubPorts): HubWorkflows {
  return {
    eurodac: createEurodacWorkflows(ports),
    sis: createSisWorkflows(ports),
    accept: createAcceptOperation(ports),
    countRefusal: createCountRefusal(ports),
    noteExpiredToken: createNoteExpiredToken(ports),
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
    compareLink: createCompareLink(ports),
    readLinkSample: createReadLinkSample(ports),
    operate: createOperateHub(ports),
    correctLink: createCorrectLink(ports),
    writeLinkLetter: createWriteLinkLetter(ports),
    listLinkNotices: createListLinkNotices(ports),
    askPortal: createAskPortal(ports),
    travel: createTravelWorkflows(ports),
    portal: createPortalWorkflows(ports),
    listProcedureDeadlines: createListProcedureDeadlines(ports),
    statistics: { read: createReadStatistics(ports) },
    screening: {
      open: createOpenScreening(ports),
      read: createReadScreening(ports),
      list: createListScreenings(ports),
      check: createCheckScreening(ports),
      capture: createCaptureScreening({ ...ports, accept: createAcceptOperation(ports) }),
      remark: createRemarkScreening(ports),
      end: createEndScreening(ports),
      form: createWriteScreeningForm(ports),
      askOpinion: createAskOpinion(ports),
      answerOpinion: createAnswerOpinion(ports),
      listOpinions: createListOpinions(ports),
      monitor: createMonitorScreenings(ports),
    },
    rights: {
      open: createOpenRightRequest(ports),
      read: createReadRightRequest(ports),
      list: createListRightRequests(ports),
      step: createStepRightRequest(ports),
      count: createCountRightRequests(ports),
    },
    logs: {
      status: createReadLogStatus(ports),
      verify: createVerifyLog(ports),
      read: createReadLog(ports),
      hold: createHoldLog(ports),
      liftHold: createLiftLogHold(ports),
    },
  };
}
