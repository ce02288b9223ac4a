import type { SubjectId, TemplateId } from '../domain/ids.js';
import type { Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';

/** One person of one system, and every reference of theirs that a search may use. */
export type HeldPerson = {
  /** Index into arrays that run over all persons; never reused. */
  readonly number: number;
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  references: HeldReference[];
  /**
   * Some reference has an unknown finger or a quality that weighs less: bounds of this person are not exact.
   * Never taken back, as that costs speed only.
   */
  hasLooseBounds: boolean;
};

export type HeldReference = {
  readonly templateId: TemplateId;
  readonly person: HeldPerson;
  readonly position: Position;
  readonly templateVersion: string;
  readonly quality: number;
  /** Where its embedding lies now; changes when a tail is sealed and when segments are rewritten. */
  rows: Rows;
  row: number;
};

/** Rows of a tail or of a segment. */
export type Rows = {
  /** The embedding of a row, to be used at once: a later call may reuse its memory. */
  readRow(row: number): Int8Array;
  erase(row: number): void;
};
