/** What the hub does about travel, visas, authorisations and convictions beside entering, reading and searching. */
import { createConcludeAlertNotice, createListAlertNotices } from './alert-notices.js';
import { createAskToTravel } from './ask-to-travel.js';
import { createCountQuality } from './count-quality.js';
import type { HubPorts } from './create-hub-workflows.js';
import { createAskForFlags, createFlagConviction, createLiftFlag } from './flag-conviction.js';
import { createJudgeEtiasHit, createReadEtiasHits } from './judge-etias-hit.js';
import { createAddToWatchlist, createRemoveFromWatchlist } from './keep-watchlist.js';
import { createListEtiasClocks } from './list-etias-clocks.js';
import { createListOpenTerms } from './list-open-terms.js';
import { createProcessApplication } from './process-application.js';
import { createQueryEurodacForVisa } from './query-eurodac-for-visa.js';
import {
  createJudgeLongStayHit,
  createQueryForLongStay,
  createReadLongStayHits,
} from './query-for-long-stay.js';
import { createReadApplications } from './read-applications.js';
import { createReadBehindHit } from './read-behind-hit.js';
import { createReadPersonHistory } from './read-person-history.js';
import { createListWatchlist, createReadWatchlistEntry } from './read-watchlist.js';
import { createVerifyVisa } from './verify-visa.js';

export type TravelWorkflows = ReturnType<typeof createTravelWorkflows>;

export function createTravelWorkflows(ports: HubPorts) {
  return {
    listOpenTerms: createListOpenTerms(ports),
    verifyVisa: createVerifyVisa(ports),
    readApplications: createReadApplications(ports),
    processApplication: createProcessApplication(ports),
    judgeEtiasHit: createJudgeEtiasHit(ports),
    readEtiasHits: createReadEtiasHits(ports),
    readBehindHit: createReadBehindHit(ports),
    queryEurodacForVisa: createQueryEurodacForVisa(ports),
    queryForLongStay: createQueryForLongStay(ports),
    readLongStayHits: createReadLongStayHits(ports),
    judgeLongStayHit: createJudgeLongStayHit(ports),
    listEtiasClocks: createListEtiasClocks(ports),
    listAlertNotices: createListAlertNotices(ports),
    concludeAlertNotice: createConcludeAlertNotice(ports),
    addToWatchlist: createAddToWatchlist(ports),
    removeFromWatchlist: createRemoveFromWatchlist(ports),
    listWatchlist: createListWatchlist(ports),
    readWatchlistEntry: createReadWatchlistEntry(ports),
    askToTravel: createAskToTravel(ports),
    flagConviction: createFlagConviction(ports),
    liftFlag: createLiftFlag(ports),
    askForFlags: createAskForFlags(ports),
    readPersonHistory: createReadPersonHistory(ports),
    countQuality: createCountQuality(ports),
  };
}
