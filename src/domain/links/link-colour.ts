/** The colour of a link: first by itself, then by the conclusion of the authority that verified it. */
import {
  AUTOMATIC_LINK_ROWS,
  type AutomaticLinkRow,
  type PairRelation,
  VERIFICATION_ROWS,
  type VerificationConclusion,
  type VerificationRow,
} from '../law/link-table.js';

/** The one row for these data; its `outcome` is the colour, or that there is no link. */
export function automaticLink(relation: PairRelation): AutomaticLinkRow {
  const row = AUTOMATIC_LINK_ROWS.find((each) => covers(each, relation));
  if (row === undefined) throw new Error('the table of automatic links has a gap');
  return row;
}

/** The row for a conclusion about a yellow link; `undefined` where such data never make a yellow link. */
export function verifiedLink(
  relation: PairRelation,
  conclusion: VerificationConclusion,
): VerificationRow | undefined {
  return VERIFICATION_ROWS.find(
    (row) =>
      row.conclusion === conclusion &&
      row.biometrics === relation.biometrics &&
      row.identity.includes(relation.identity) &&
      row.document.includes(relation.document),
  );
}

function covers(row: AutomaticLinkRow, { biometrics, identity, document }: PairRelation): boolean {
  return (
    row.biometrics.includes(biometrics) && row.identity.includes(identity) && row.document.includes(document)
  );
}
