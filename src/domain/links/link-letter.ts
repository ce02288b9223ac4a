/**
 * The letter to a person a link is about: red links always, white ones where an authority verified them ((EU) 2019/817
 * Art 32(4), (5), 33(4)). It carries the single identification number, the authority and the address of the web portal,
 * and nothing of what the systems hold. The text is English with a key for each sentence, ready for translation; the
 * standard form of Art 32(5) and 33(6) was not at hand, so that the wording is this project's own.
 */
import type { AuthorityClass } from '../authorities.js';
import type { LinkId } from '../ids.js';
import type { LinkColour } from '../law/link-table.js';
import { linkEffect } from './link-visibility.js';

export type LetterFacts = {
  readonly linkId: LinkId;
  readonly colour: LinkColour;
  readonly origin: 'automatic' | 'manual';
  readonly responsible: {
    readonly memberState: string;
    readonly authorityClasses: readonly AuthorityClass[];
  };
};

export type LetterParagraph = {
  readonly key: string;
  /** With `{name}` where a value stands. */
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
};

export type LinkLetter = {
  readonly kind: 'red-link' | 'white-link';
  readonly language: 'en';
  readonly singleIdentificationNumber: LinkId;
  /** What the person gives to the web portal to learn whom to turn to (Art 34(d), 49(2)). */
  readonly authorityReference: string;
  readonly citation: string;
  readonly paragraphs: readonly LetterParagraph[];
};

/** Whether the law has the person informed of such a link. */
export function isPersonInformed({ colour, origin }: Pick<LetterFacts, 'colour' | 'origin'>): boolean {
  const { informsPerson } = linkEffect(colour);
  return informsPerson !== 'no' && (informsPerson !== 'after-verification' || origin === 'manual');
}

/** `undefined` where the law has nobody informed of such a link. */
export function linkLetter(link: LetterFacts, portal: string): LinkLetter | undefined {
  if (!isPersonInformed(link)) return undefined;
  const { citation } = linkEffect(link.colour);
  const reference = authorityReference(link.responsible);
  const values = { number: link.linkId, authority: reference, portal };
  const sentences = [...(link.colour === 'red' ? RED : WHITE), ...COMMON];
  return {
    kind: link.colour === 'red' ? 'red-link' : 'white-link',
    language: 'en',
    singleIdentificationNumber: link.linkId,
    authorityReference: reference,
    citation,
    paragraphs: sentences.map(([key, text]) => ({ key, text, values: valuesIn(text, values) })),
  };
}

/** For example `AUT/border-authority+visa-authority`. */
export function authorityReference({ memberState, authorityClasses }: LetterFacts['responsible']): string {
  return `${memberState}/${[...authorityClasses].sort().join('+')}`;
}

/** The letter as text, each sentence in a line. `translate` gives a sentence in another language. */
export function letterText(
  { paragraphs }: LinkLetter,
  translate: (key: string, text: string) => string = (_, text) => text,
): string {
  return paragraphs
    .map(({ key, text, values }) =>
      Object.entries(values).reduce(
        (line, [name, value]) => line.replaceAll(`{${name}}`, value),
        translate(key, text),
      ),
    )
    .join('\n');
}

type Sentence = readonly [key: string, text: string];

const RED: readonly Sentence[] = [
  [
    'letter.red.what',
    'An authority has compared data about you in information systems of the European Union and has found that different identity data, or a travel document, are used in a way it considers unjustified. A red link has been recorded between these data.',
  ],
  ['letter.red.consequence', 'No decision about you may rest on this link alone.'],
];
const WHITE: readonly Sentence[] = [
  [
    'letter.white.what',
    'An authority has compared data about you in information systems of the European Union and has found that different identity data belong to you for good reason. A white link has been recorded, so that you need not explain it again.',
  ],
];
const COMMON: readonly Sentence[] = [
  ['letter.number', 'Single identification number: {number}'],
  ['letter.authority', 'Authority responsible: {authority}'],
  ['letter.portal', 'The web portal says how to reach this authority: {portal}'],
  [
    'letter.rights',
    'You may ask any Member State for access to the data about you, and for their correction, erasure or restriction where they are wrong or unlawfully kept. The answer comes within 45 days, which may become 60. You may complain to a supervisory authority and go to court.',
  ],
];

function valuesIn(text: string, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => text.includes(`{${name}}`)));
}
