/** A hit on an alert and what followed it, as it is kept. */
import type { SisAlertKind } from '../law/sis-alert-table.js';
import type { HitEvent } from './hit-follow-up.js';

export type StoredSisHit = {
  readonly hitId: string;
  /** The alert on a person (its encounter) or on an object. */
  readonly alertId: string;
  readonly subjectId?: string;
  readonly alertKind: SisAlertKind;
  readonly issuingState: string;
  readonly executingState: string;
  readonly foundBy: string;
  /** In the order they were recorded. */
  readonly events: readonly HitEvent[];
};
