import { localDate } from '../local-date.js';

/**
 * First day of the acts the rows cite: of operation where a date of operation is known (EES, VIS, SIS), of application
 * (Eurodac), otherwise of entry into force. Access is decided by the matrix as it stands; no row has an earlier text.
 */
export const EES_OPERATION = localDate('2025-10-12');
export const VIS_OPERATION = localDate('2011-10-11');
export const ETIAS_IN_FORCE = localDate('2018-10-09');
export const SIS_OPERATION = localDate('2023-03-07');
export const ECRIS_TCN_IN_FORCE = localDate('2019-06-11');
export const EURODAC_APPLICATION = localDate('2026-06-12');
export const SCREENING_APPLICATION = localDate('2026-06-12');
