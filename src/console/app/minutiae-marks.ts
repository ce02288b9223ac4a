import type { LinkComparison } from '../../../schemas/operator.js';

type SampleShown = LinkComparison['sides'][number]['samples'][number];
type Found = NonNullable<LinkComparison['minutiae']>[number];

/** One minutia of an image that has a counterpart with the same number on the other side. */
export type MinutiaMark = Found['pairs'][number]['first'] & { readonly number: number };

export type ShownSide = {
  readonly sample: SampleShown | undefined;
  readonly marks: readonly MinutiaMark[];
};

/** The two images to show of a position: those whose minutiae were compared, else the newest of each side. */
export function sidesToShow(compared: LinkComparison, position: string): readonly ShownSide[] {
  const of = compared.sides.map(({ samples }) => samples.filter((each) => each.position === position));
  const found = compared.minutiae?.find(({ sampleIds }) =>
    of.every((samples, side) => samples.some(({ sampleId }) => sampleId === sampleIds[side])),
  );
  return of.map((samples, side) => {
    // Samples come oldest encounter first.
    if (!found) return { sample: samples.at(-1), marks: [] };
    const sample = samples.find(({ sampleId }) => sampleId === found.sampleIds[side]);
    const marks = found.pairs.map(({ first, second }, index) => ({
      ...(side === 0 ? first : second),
      number: index + 1,
    }));
    return { sample, marks };
  });
}
