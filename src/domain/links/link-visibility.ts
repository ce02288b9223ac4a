/** Whether somebody may see that a link exists. (EU) 2019/817 Art 26; what it says is in `LINK_EFFECT_ROWS`. */
import {
  LINK_EFFECT_ROWS,
  LINK_VISIBILITY_ROWS,
  type LinkEffectRow,
  type LinkVisibilityRow,
} from '../law/link-duty-table.js';
import type { LinkColour } from '../law/link-table.js';
import type { SystemId } from '../systems.js';

export type LinkReader = {
  /** Systems the reader may consult for the purpose of the query. */
  readonly systems: readonly SystemId[];
  /** The reader is the authority responsible for verifying this link. */
  readonly isVerifier: boolean;
  /** The query matched both linked data sets. */
  readonly matchedBoth: boolean;
};

/** The rule that shows the link to the reader, or `undefined`: then nothing may hint that it exists. */
export function linkVisibility(
  colour: LinkColour,
  linked: readonly [SystemId, SystemId],
  reader: LinkReader,
): LinkVisibilityRow | undefined {
  const row = LINK_VISIBILITY_ROWS.find((each) => each.colour === colour);
  if (row === undefined) throw new Error('the table of link visibility has a gap');
  const accessible = linked.filter((system) => reader.systems.includes(system)).length;
  const isEnough = {
    'verifier-only': reader.isVerifier,
    one: accessible >= 1,
    both: accessible === 2,
  }[row.systemsNeeded];
  return isEnough && (!row.bothMatched || reader.matchedBoth) ? row : undefined;
}

export function linkEffect(colour: LinkColour): LinkEffectRow {
  const row = LINK_EFFECT_ROWS.find((each) => each.colour === colour);
  if (row === undefined) throw new Error('the table of link effects has a gap');
  return row;
}
