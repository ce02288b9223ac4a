import type { TemplateId } from '../../domain/ids.js';
import type { EncodedMinutiae } from '../../matching/template.js';
import type { GalleryAnswer, GallerySearch } from './gallery.js';

/**
 * Why the second stage did not compare a pair of fingers. `no-minutiae-of-reference`: the template is from before the
 * second stage, or was erased meanwhile. `not-selected`: the first stage put the person too far down. `late`: the time of the
 * second stage was over. Such a pair is shown by its embeddings, which alone make no match.
 */
export type NoMinutiaeReason =
  | 'no-minutiae-of-probe'
  | 'no-minutiae-of-reference'
  | 'minutiae-version'
  | 'minutiae-unreadable'
  | 'not-selected'
  | 'late';

export type ComparisonBasis = 'ridges' | 'minutiae-alone';

/** What the second stage says of a pair of fingers. */
export type MinutiaeScore =
  | {
      readonly kind: 'compared';
      /** Scale of the score: `ridges`, or `minutiae-alone` where one side has no ridge field. */
      readonly basis: ComparisonBasis;
      /** 0 and up (`matching/minutiae/compare-minutiae.ts`). */
      readonly similarityScore: number;
      /** Minutiae that correspond. */
      readonly pairCount: number;
      /** Of both. */
      readonly templateVersion: string;
    }
  | { readonly kind: 'not-compared'; readonly reason: NoMinutiaeReason };

/** How much of the answer of a search rests on both stages. */
export type SecondStageFacts = {
  /** Persons whose fingers were compared again by minutiae. */
  readonly personsCompared: number;
  /**
   * Persons good enough for it who were not, or not by all fingers: there were more than the second stage takes, its time was over,
   * or their minutiae are of another version.
   */
  readonly personsNotCompared: number;
  /** Of those the ones for whom its time was over: another time they are compared. Absent where there are none. */
  readonly personsLate?: number;
};

/** One minutia of a sample: pixels of the sample at 500 ppi, x to the right, y down; degrees, counter-clockwise. */
export type MinutiaPoint = { readonly x: number; readonly y: number; readonly angle: number };

/** What corresponds in two samples, pair by pair. */
export type MinutiaPair = { readonly probe: MinutiaPoint; readonly reference: MinutiaPoint };

/** What says how far down the second stage looks, and how long: the fingers, and whether somebody waits. */
export type SecondStageSearch = Pick<
  GallerySearch,
  'probes' | 'latencyClass' | 'secondStagePersons' | 'secondStageMs'
>;

/** Minutiae of so many templates at once; those that have none, or are gone, are left out. */
export type MinutiaeOf = (
  templateIds: readonly TemplateId[],
) => Promise<ReadonlyMap<TemplateId, EncodedMinutiae>>;

/** The second stage of a search: candidates of the first compared again by minutiae, and ranked anew. */
export type SecondStage = {
  /**
   * What the first stage is to be asked for: how many persons, so that `candidatesMax` are left after the second, and how
   * many references of each finger. Nothing beyond what the search asks for where the probes have no minutiae.
   */
  wanted(
    search: SecondStageSearch & { readonly candidatesMax: number },
  ): Pick<GallerySearch, 'candidatesMax' | 'furtherReferencesMax'>;
  /**
   * Around a search from its first stage on: one whose list is long waits until fewer of them are in hand. Rejects where
   * `signal` ends the waiting.
   */
  inTurn<Result>(
    search: SecondStageSearch,
    work: () => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result>;
  /**
   * Off the event loop. Asks `minutiaeOf` for the best persons' first, and goes on to ask while it compares. Never fails for
   * lack of time: what was not compared by then stands as the first stage left it, and says so. Rejects where `minutiaeOf` does.
   */
  compare(
    answer: GalleryAnswer,
    search: SecondStageSearch & {
      readonly minutiaeOf: MinutiaeOf;
      readonly candidatesMax: number;
      readonly falsePositiveIdentificationRate: number;
    },
    signal: AbortSignal,
  ): Promise<GalleryAnswer>;
};
