/** A decoded slap to fingers as images of their own, upright and at the slap's resolution. */
import type { FingerPosition } from '../../domain/positions.js';
import { fingersOfSlap, type SlapPosition } from '../../domain/slap-positions.js';
import type { GreyImage } from '../image/grey-image.js';
import { shrink } from '../image/shrink.js';
import type { ModelSessions } from '../open-sessions.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';
import { contrastMap } from './contrast-map.js';
import { WORKING_PPI } from './extract-fingerprint.js';
import { maskImage } from './mask-image.js';
import { type FingerBox, type SlapSegmentation, segmentSlap } from './segment-slap.js';

export type CutFinger = {
  readonly position: FingerPosition;
  readonly box: FingerBox;
  readonly widthPx: number;
  readonly heightPx: number;
  /** 8-bit grey. */
  readonly pixels: Uint8Array;
};

export async function segmentSlapImage(
  { image, ppi }: { readonly image: GreyImage; readonly ppi: number },
  { slap, missing }: { readonly slap: SlapPosition; readonly missing: readonly FingerPosition[] },
  sessions: ModelSessions,
): Promise<{ readonly kind: 'fingers'; readonly fingers: readonly CutFinger[] } | SampleRejection> {
  const small = shrink(image, WORKING_PPI / ppi);
  const { foreground } = await maskImage(small, sessions);
  const byNetwork = segmentSlap(foreground, slap, missing);
  // The network draws the tighter boxes, and was shown single fingers; contrast sees whatever is printed.
  const segmentation = isSettled(byNetwork)
    ? byNetwork
    : firstSettled(segmentSlap(contrastMap(small), slap, missing), byNetwork);
  if (segmentation.kind !== 'fingers') return rejectionOf(segmentation, slap);
  return {
    kind: 'fingers',
    fingers: segmentation.fingers.map(({ position, box }) => ({ position, box, ...cut(image, ppi, box) })),
  };
}

function isSettled({ kind }: SlapSegmentation): boolean {
  return kind === 'fingers' || kind === 'other-hand';
}

function firstSettled(one: SlapSegmentation, other: SlapSegmentation): SlapSegmentation {
  return isSettled(one) ? one : other;
}

function rejectionOf(
  segmentation: Exclude<SlapSegmentation, { readonly kind: 'fingers' }>,
  slap: SlapPosition,
): SampleRejection {
  switch (segmentation.kind) {
    case 'finger-count':
      return rejected(
        'slap-finger-count',
        `The image shows ${segmentation.found} fingers, and ${segmentation.expected} are expected of ${slap} ` +
          `(${fingersOfSlap(slap).join(', ')}). Name those that are missing, or spread fingers that touch.`,
      );
    case 'other-hand':
      return rejected(
        'slap-hand-mismatch',
        `The fingertips do not lie as those of ${slap} do: the other hand, or an image that is mirrored.`,
      );
    case 'unclear':
      return rejected(
        'slap-unclear',
        'The fingers cannot be told apart for certain: they touch, or the hand is turned too far or upside down. ' +
          'Fingertips point up; send fingers one by one where that does not help.',
      );
  }
}

/** Kept around a box: cells of the foreground are 0.8 mm, and a print loses nothing by an empty rim. */
const MARGIN_MM = 1;
/** What lies outside the slap is platen. */
const PLATEN = 255;

/** Bilinear, along the finger; what is in the box of a neighbour too comes along. */
function cut(image: GreyImage, ppi: number, box: FingerBox) {
  const perMm = ppi / 25.4;
  const widthPx = Math.round((box.widthMm + 2 * MARGIN_MM) * perMm);
  const heightPx = Math.round((box.heightMm + 2 * MARGIN_MM) * perMm);
  const [cosine, sine] = [Math.cos(box.angle), Math.sin(box.angle)];
  const [middleX, middleY] = [box.centreXMm * perMm - 0.5, box.centreYMm * perMm - 0.5];
  const pixels = new Uint8Array(widthPx * heightPx);
  for (let row = 0, at = 0; row < heightPx; row++) {
    const v = row - (heightPx - 1) / 2;
    for (let column = 0; column < widthPx; column++, at++) {
      const u = column - (widthPx - 1) / 2;
      pixels[at] = greyAt(image, middleX + cosine * u - sine * v, middleY + sine * u + cosine * v);
    }
  }
  return { widthPx, heightPx, pixels };
}

function greyAt({ widthPx, heightPx, data }: GreyImage, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left >= widthPx - 1 || top >= heightPx - 1) return PLATEN;
  const at = top * widthPx + left;
  const [right, down] = [x - left, y - top];
  const upper = data[at]! * (1 - right) + data[at + 1]! * right;
  const lower = data[at + widthPx]! * (1 - right) + data[at + widthPx + 1]! * right;
  return Math.round(upper * (1 - down) + lower * down);
}
