/**
 * What makes one drawn face another than the next: lengths in millimetres from the middle between the eyes (x to the
 * image's right, y down, z to the camera), colours, and styles. Ranges are those of a drawing that is told apart from
 * others, not of any people; every feature is drawn by itself, so no group of people is drawn either.
 */
import type { Random } from '../random.js';

/** Red, green, blue: light sent back, 0 to 1, linear. */
export type Colour = readonly [number, number, number];

export type HairStyle = 'none' | 'cropped' | 'short' | 'fringe' | 'long' | 'tied';

export type FaceFeatures = {
  readonly head: {
    readonly crownY: number;
    readonly chinY: number;
    readonly skullHalfWidth: number;
    readonly cheekHalfWidth: number;
    readonly jawHalfWidth: number;
    readonly jawY: number;
    /** 1.6 (pointed) to 3.2 (square). */
    readonly chinPower: number;
    readonly depth: number;
    readonly earHeight: number;
    readonly earOut: number;
    readonly neckHalfWidth: number;
  };
  readonly eyes: {
    readonly halfDistance: number;
    readonly halfWidth: number;
    readonly upper: number;
    readonly lower: number;
    /** Rise of the outer corner over the inner. */
    readonly tilt: number;
    readonly depth: number;
    /** Distance of the fold from the upper lid; 0 for none. */
    readonly fold: number;
    readonly lashes: number;
    readonly irisRadius: number;
    readonly iris: Colour;
    readonly bags: number;
  };
  readonly brows: {
    readonly y: number;
    readonly innerX: number;
    readonly outerX: number;
    readonly arch: number;
    readonly slope: number;
    readonly thickness: number;
    readonly density: number;
    readonly ridge: number;
  };
  readonly nose: {
    readonly tipY: number;
    readonly tipHeight: number;
    readonly bridgeHeight: number;
    readonly bridgeWidth: number;
    readonly hump: number;
    readonly wingHalfWidth: number;
    readonly tipRadius: number;
    readonly bend: number;
    readonly nostril: number;
  };
  readonly mouth: {
    readonly y: number;
    readonly halfWidth: number;
    readonly upper: number;
    readonly lower: number;
    readonly bow: number;
    readonly corner: number;
    readonly fullness: number;
    readonly colour: Colour;
  };
  readonly relief: {
    readonly cheekbone: number;
    readonly cheekHollow: number;
    readonly chin: number;
    readonly chinCleft: number;
    readonly foldDepth: number;
    readonly wrinkles: number;
  };
  readonly skin: {
    readonly colour: Colour;
    readonly flush: number;
    readonly mottling: number;
    readonly freckles: number;
    readonly moles: number;
    readonly shine: number;
  };
  readonly hair: {
    readonly colour: Colour;
    readonly style: HairStyle;
    readonly lineY: number;
    readonly templeRecess: number;
    readonly volume: number;
    readonly length: number;
    readonly parting: number;
    readonly curl: number;
  };
  readonly beard: {
    /** 0 for none, 1 for full. */
    readonly jaw: number;
    readonly upperLip: number;
    readonly stubble: number;
  };
  readonly glasses: {
    readonly kind: 'none' | 'round' | 'square';
    readonly colour: Colour;
    readonly thickness: number;
    readonly halfWidth: number;
    readonly halfHeight: number;
  };
};

export function drawFaceFeatures(random: Random): FaceFeatures {
  const around = (middle: number, deviation: number) => middle + random.normal(deviation);
  const hairColour = mix(random.pick(HAIRS), random.pick(HAIRS), random.uniform(0, 0.4));
  const skinColour = drawSkin(random);
  const style = random.pick(STYLES);
  const bearded = random.chance(0.4);
  return {
    head: {
      crownY: -around(108, 9),
      chinY: around(112, 9),
      skullHalfWidth: around(73, 6),
      cheekHalfWidth: around(68, 7),
      jawHalfWidth: around(56, 10),
      jawY: around(68, 10),
      chinPower: random.uniform(1.6, 3.2),
      depth: around(84, 6),
      earHeight: around(58, 6),
      earOut: random.uniform(3, 16),
      neckHalfWidth: around(52, 7),
    },
    eyes: {
      halfDistance: around(31.5, 2.6),
      halfWidth: around(14.5, 2),
      upper: random.uniform(3, 8.5),
      lower: random.uniform(2, 5.5),
      tilt: around(1.2, 2.2),
      depth: random.uniform(0, 16),
      fold: random.chance(0.25) ? 0 : random.uniform(1.5, 5),
      lashes: random.uniform(0.5, 1.6),
      irisRadius: around(5.8, 0.4),
      iris: mix(random.pick(IRISES), random.pick(IRISES), random.uniform(0, 0.5)),
      bags: random.uniform(0, 1) ** 2,
    },
    brows: {
      y: -random.uniform(12, 29),
      innerX: random.uniform(6, 15),
      outerX: random.uniform(46, 58),
      arch: random.uniform(-1, 10),
      slope: around(0, 4),
      thickness: random.uniform(1.5, 12),
      density: random.uniform(0.25, 1),
      ridge: random.uniform(0, 10),
    },
    nose: {
      tipY: around(43, 7),
      tipHeight: random.uniform(9, 30),
      bridgeHeight: random.uniform(0, 16),
      bridgeWidth: random.uniform(4.5, 13),
      hump: around(0, 3),
      wingHalfWidth: around(18, 4.5),
      tipRadius: random.uniform(6, 12),
      bend: around(0, 1.2),
      nostril: random.uniform(0.5, 1.3),
    },
    mouth: {
      y: around(70, 5),
      halfWidth: around(25, 5),
      upper: random.uniform(1.5, 12),
      lower: random.uniform(3, 16),
      bow: random.uniform(0, 3),
      corner: around(0, 1.6),
      fullness: random.uniform(0.5, 7),
      colour: mix(skinColour, random.pick(LIPS), random.uniform(0.2, 0.85)),
    },
    relief: {
      cheekbone: random.uniform(0, 13),
      cheekHollow: random.uniform(0, 13),
      chin: random.uniform(0, 14),
      chinCleft: random.chance(0.2) ? random.uniform(0.5, 2) : 0,
      foldDepth: random.uniform(0, 5),
      wrinkles: 2.5 * random.uniform(0, 1) ** 2,
    },
    skin: {
      colour: skinColour,
      flush: random.uniform(0, 1),
      mottling: random.uniform(0.2, 1),
      freckles: random.chance(0.2) ? random.uniform(0.3, 1) : 0,
      moles: random.integer(0, 5),
      shine: random.uniform(0.2, 1),
    },
    hair: {
      colour: hairColour,
      style,
      lineY: -random.uniform(38, 92),
      templeRecess: random.uniform(0, 1),
      volume: random.uniform(2, style === 'fringe' ? 20 : 38),
      length: random.uniform(60, 190),
      parting: random.uniform(-35, 35),
      curl: random.uniform(0, 1) ** 2,
    },
    beard: {
      jaw: bearded ? random.uniform(0.3, 1) : 0,
      upperLip: bearded || random.chance(0.08) ? random.uniform(0.3, 1) : 0,
      stubble: random.chance(0.3) ? random.uniform(0.1, 0.5) : 0,
    },
    glasses: {
      kind: random.chance(0.25) ? random.pick(['round', 'square'] as const) : 'none',
      colour: random.pick(FRAMES),
      thickness: random.uniform(1, 4.5),
      halfWidth: random.uniform(23, 28),
      halfHeight: random.uniform(15, 22),
    },
  };
}

const STYLES: readonly HairStyle[] = [
  'none',
  'cropped',
  'short',
  'short',
  'fringe',
  'fringe',
  'long',
  'long',
  'tied',
];
const HAIRS: readonly Colour[] = [
  [0.015, 0.012, 0.011],
  [0.02, 0.016, 0.013],
  [0.06, 0.035, 0.02],
  [0.12, 0.065, 0.035],
  [0.3, 0.19, 0.09],
  [0.5, 0.38, 0.2],
  [0.28, 0.09, 0.03],
  [0.35, 0.34, 0.33],
  [0.65, 0.64, 0.62],
];
const IRISES: readonly Colour[] = [
  [0.04, 0.02, 0.01],
  [0.09, 0.04, 0.015],
  [0.16, 0.11, 0.04],
  [0.1, 0.15, 0.08],
  [0.12, 0.2, 0.3],
  [0.25, 0.3, 0.33],
];
const LIPS: readonly Colour[] = [
  [0.55, 0.2, 0.18],
  [0.4, 0.12, 0.12],
  [0.3, 0.12, 0.1],
  [0.6, 0.3, 0.27],
];
const FRAMES: readonly Colour[] = [
  [0.01, 0.01, 0.012],
  [0.1, 0.05, 0.02],
  [0.3, 0.3, 0.32],
  [0.2, 0.03, 0.03],
];

/** Along the line from dark to light skin, with a little more red or yellow. */
function drawSkin(random: Random): Colour {
  const lightness = random.uniform(0, 1);
  const [red, green, blue] = mix([0.09, 0.045, 0.028], [0.72, 0.5, 0.4], lightness);
  const warmth = random.normal(0.05);
  return [red * (1 + warmth), green, blue * (1 - 2 * warmth)];
}

export function mix(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}
