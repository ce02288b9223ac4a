import type { LinkColour, PairRelation } from '../law/link-table.js';
import { automaticLink } from './link-colour.js';

/** What is known of a link that detection judges again. */
export type JudgedLink = {
  readonly origin: 'automatic' | 'manual';
  readonly relation: PairRelation;
  /** The colour an authority had given it before its correction made it yellow. */
  readonly reopenedFrom?: Exclude<LinkColour, 'yellow'>;
};

/**
 * Whether what an authority concluded stays although the data left make no link ((EU) 2019/817 Art 35). Biometrics or a document
 * that have gone, as the law has them erased, say nothing against it: only data that were compared do, and undo it (Art 48(6)).
 * To make it yellow would not help: no row concludes about data that make no link (`VERIFICATION_ROWS`).
 */
export function staysConcluded(known: JudgedLink, left: PairRelation): boolean {
  if (known.origin !== 'manual' && known.reopenedFrom === undefined) return false;
  const uncontradicted: PairRelation = {
    biometrics: left.biometrics === 'not-comparable' ? known.relation.biometrics : left.biometrics,
    identity: left.identity,
    document: left.document === 'absent' ? known.relation.document : left.document,
  };
  return automaticLink(uncontradicted).outcome !== 'no-link';
}
