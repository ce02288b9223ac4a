/**
 * Images that show no finger, or not one finger as a sensor sees it, made from a seed: what is handed in by mistake or to
 * try the hub. Every one is a file that a caller could send.
 */
import sharp from 'sharp';
import { createRandom, type Random } from './synthetic/random.js';
import { renderImpression } from './synthetic/render-impression.js';
import { createSyntheticFinger } from './synthetic/synthetic-finger.js';

export type NonFingerprint = {
  readonly kind: NonFingerprintKind;
  readonly image: Uint8Array;
  readonly ppi: number;
};

/** Kinds in their turn: the first so many show every kind about as often. The same seed and index give the same file. */
export async function nonFingerprint(seed: string, index: number): Promise<NonFingerprint> {
  const kind = KINDS[index % KINDS.length]!;
  const random = createRandom(`non-fingerprint/${seed}/${index}`);
  const made: Made = await MAKERS[kind](random);
  return { kind, image: made.image, ppi: made.ppi ?? 500 };
}

type Made = { readonly image: Uint8Array; readonly ppi?: number };
type Grey = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

const MAKERS = {
  blank: async (random) => file(fill(random, () => 0)),
  'white-noise': async (random) => {
    const deviation = random.uniform(5, 90);
    return file(fill(random, () => random.normal(deviation)));
  },
  'coloured-noise': async (random) => {
    const grey = fill(random, () => random.normal(80));
    return { image: await raw(grey).blur(random.uniform(0.7, 8)).normalise().png().toBuffer() };
  },
  'salt-and-pepper': async (random) => {
    const share = random.uniform(0.01, 0.5);
    return file(fill(random, () => (random.chance(share) ? 255 : -255)));
  },
  clouds: async (random) => file(await svg(random, blobs(random, 40))),
  face: async (random) => file(await svg(random, faceDrawing(random))),
  text: async (random) => file(await svg(random, textPage(random))),
  'black-border': async (random) => file(await svg(random, border(random))),
  stripes: async (random) => file(wave(random, 1)),
  plaid: async (random) => file(wave(random, 2)),
  'circular-stripes': async (random) => file(rings(random)),
  checkerboard: async (random) => file(checks(random)),
  'bar-code': async (random) => file(bars(random)),
  'line-drawing': async (random) => file(await svg(random, strokes(random))),
  gradient: async (random) => {
    const [across, down] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    return file(fill(random, (x, y) => (across * x + down * y) / 3));
  },
  'eight-pixels': async (random) => {
    const pixels = Uint8Array.from({ length: 64 }, () => random.integer(0, 255));
    return { image: await raw({ width: 8, height: 8, pixels }).png().toBuffer() };
  },
  'random-bytes': async (random) => ({
    image: Uint8Array.from({ length: random.integer(1, 4000) }, () => random.integer(0, 255)),
  }),
  'sixteen-bits': async (random) => ({
    image: await raw(fill(random, () => random.normal(60)))
      .toColourspace('grey16')
      .png()
      .toBuffer(),
  }),
  palette: async (random) => ({
    image: await sharp(Buffer.from(svgText(random, blobs(random, 12))))
      .png({ palette: true, colours: 8 })
      .toBuffer(),
  }),
  alpha: async (random) => ({
    image: await raw(fill(random, () => random.normal(70)))
      .ensureAlpha(random.uniform(0, 1))
      .png()
      .toBuffer(),
  }),
  cmyk: async (random) => ({
    image: await sharp(Buffer.from(svgText(random, faceDrawing(random))))
      .flatten({ background: '#ffffff' })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer(),
  }),
  'too-few-pixels-per-inch': async (random) => ({ ...(await finger(random)), ppi: random.integer(30, 249) }),
  'half-the-pixels-per-inch': async (random) => ({ ...(await finger(random)), ppi: 250 }),
  'twice-the-pixels-per-inch': async (random) => ({ ...(await finger(random)), ppi: 1000 }),
  'two-fingers': async (random) => twoFingers(random),
} as const satisfies Readonly<Record<string, (random: Random) => Promise<Made>>>;

export type NonFingerprintKind = keyof typeof MAKERS;

const KINDS = Object.keys(MAKERS) as readonly NonFingerprintKind[];

function sizeOf(random: Random): { readonly width: number; readonly height: number } {
  return { width: random.integer(200, 420), height: random.integer(240, 480) };
}

/** Grey around a random mean; `at` gives the difference at a pixel. */
function fill(random: Random, at: (x: number, y: number) => number): Grey {
  const { width, height } = sizeOf(random);
  const mean = random.integer(0, 255);
  const pixels = new Uint8Array(width * height);
  for (let y = 0, index = 0; y < height; y++) {
    for (let x = 0; x < width; x++, index++) pixels[index] = clamp(mean + at(x, y));
  }
  return { width, height, pixels };
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

function raw({ width, height, pixels }: Grey) {
  return sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
}

async function file(grey: Grey): Promise<Made> {
  return { image: await raw(grey).png({ compressionLevel: 2 }).toBuffer() };
}

/** One or two waves of the distance that ridges have, over the whole image or under an ellipse, clean or noisy. */
function wave(random: Random, count: 1 | 2): Grey {
  const waves = Array.from({ length: count }, () => {
    const direction = random.uniform(0, Math.PI);
    return { x: Math.cos(direction), y: Math.sin(direction), period: random.uniform(6, 14) };
  });
  const bend = random.chance(0.4) ? random.uniform(0, 25) : 0;
  return windowed(random, (x, y) => {
    const bent = bend * Math.sin(y / 60);
    return (
      waves.reduce(
        (sum, { x: cx, y: cy, period }) =>
          sum + Math.cos((2 * Math.PI * (cx * (x + bent) + cy * y)) / period),
        0,
      ) / count
    );
  });
}

function rings(random: Random): Grey {
  const period = random.uniform(6, 14);
  const [centreX, centreY] = [random.uniform(0, 400), random.uniform(0, 450)];
  const turns = random.chance(0.5) ? random.integer(1, 3) : 0;
  return windowed(random, (x, y) => {
    const [dx, dy] = [x - centreX, y - centreY];
    return Math.cos((2 * Math.PI * Math.hypot(dx, dy)) / period + turns * Math.atan2(dy, dx));
  });
}

function windowed(random: Random, pattern: (x: number, y: number) => number): Grey {
  const { width, height } = sizeOf(random);
  const isWhole = random.chance(0.5);
  const noise = random.chance(0.5) ? random.uniform(0, 40) : 0;
  const contrast = random.uniform(30, 110);
  const pixels = new Uint8Array(width * height);
  for (let y = 0, index = 0; y < height; y++) {
    for (let x = 0; x < width; x++, index++) {
      const radius = ((x - width / 2) / (width * 0.4)) ** 2 + ((y - height / 2) / (height * 0.42)) ** 2;
      const inside = isWhole ? 1 : 1 / (1 + Math.exp((radius - 1) * 12));
      pixels[index] = clamp(
        235 * (1 - inside) +
          inside * (140 + contrast * pattern(x, y)) +
          (noise === 0 ? 0 : random.normal(noise)),
      );
    }
  }
  return { width, height, pixels };
}

function checks(random: Random): Grey {
  const side = random.integer(3, 30);
  const [dark, light] = [random.integer(0, 100), random.integer(140, 255)];
  const { width, height } = sizeOf(random);
  const pixels = Uint8Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    return (Math.floor(x / side) + Math.floor(y / side)) % 2 === 0 ? dark : light;
  });
  return { width, height, pixels };
}

function bars(random: Random): Grey {
  const { width, height } = sizeOf(random);
  const line: number[] = [];
  while (line.length < Math.max(width, height)) {
    const shade = line.length % 2 === 0 && random.chance(0.5) ? 20 : 240;
    for (let k = random.integer(2, 12); k > 0; k--) line.push(shade);
  }
  const isUpright = random.chance(0.5);
  const pixels = Uint8Array.from({ length: width * height }, (_, index) =>
    isUpright ? line[index % width]! : line[Math.floor(index / width)]!,
  );
  return { width, height, pixels };
}

async function svg(random: Random, content: string): Promise<Grey> {
  const { data, info } = await sharp(Buffer.from(svgText(random, content)))
    .flatten({ background: '#ffffff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}

const CANVAS = 360;

function svgText(random: Random, content: string): string {
  const { width, height } = sizeOf(random);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${CANVAS} ${CANVAS}" preserveAspectRatio="none">${content}</svg>`;
}

function grey(random: Random, from = 0, to = 255): string {
  const value = random.integer(from, to);
  return `rgb(${value},${value},${value})`;
}

const place = (random: Random) => random.integer(0, CANVAS);

function blobs(random: Random, count: number): string {
  return Array.from({ length: count }, () => {
    const [rx, ry] = [random.integer(4, 140), random.integer(4, 140)];
    return `<ellipse cx="${place(random)}" cy="${place(random)}" rx="${rx}" ry="${ry}" fill="${grey(random)}" fill-opacity="${random.uniform(0.1, 0.9).toFixed(2)}"/>`;
  }).join('');
}

function faceDrawing(random: Random): string {
  const [cx, cy] = [random.integer(150, 210), random.integer(150, 210)];
  const [rx, ry] = [random.integer(70, 120), random.integer(100, 150)];
  const eye = (side: number) =>
    `<ellipse cx="${cx + side * rx * 0.42}" cy="${cy - ry * 0.2}" rx="${rx * 0.16}" ry="${ry * 0.07}" fill="white"/>` +
    `<circle cx="${cx + side * rx * 0.42}" cy="${cy - ry * 0.2}" r="${rx * 0.07}" fill="${grey(random, 0, 80)}"/>` +
    `<path d="M ${cx + side * rx * 0.62} ${cy - ry * 0.33} q ${-side * rx * 0.2} ${-ry * 0.1} ${-side * rx * 0.42} 0" stroke="${grey(random, 0, 90)}" stroke-width="5" fill="none"/>`;
  const hair = Array.from({ length: random.integer(10, 60) }, (_, line) => {
    const x = cx - rx + (2 * rx * line) / 60;
    return `<path d="M ${x} ${cy - ry} q ${random.integer(-20, 20)} ${random.integer(10, 60)} ${random.integer(-10, 10)} ${random.integer(30, 90)}" stroke="${grey(random, 0, 120)}" stroke-width="2" fill="none"/>`;
  }).join('');
  return (
    `<rect width="100%" height="100%" fill="${grey(random, 60, 255)}"/>` +
    `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${grey(random, 90, 230)}"/>${eye(-1)}${eye(1)}` +
    `<path d="M ${cx} ${cy - 10} l -10 50 l 16 2" stroke="${grey(random, 40, 140)}" fill="none" stroke-width="3"/>` +
    `<path d="M ${cx - rx * 0.4} ${cy + ry * 0.5} q ${rx * 0.4} ${random.integer(-20, 40)} ${rx * 0.8} 0" stroke="${grey(random, 20, 120)}" stroke-width="6" fill="none"/>${hair}`
  );
}

const WORDS = [
  'border',
  'visa',
  'entry',
  'refused',
  'sample',
  'LOREM',
  '0123456789',
  'IDUTOERIKSSON<<ANNA<MARIA<<<<<',
];

function textPage(random: Random): string {
  const size = random.integer(8, 40);
  const lines = Array.from({ length: Math.ceil(CANVAS / (size * 1.2)) }, (_, line) => {
    const words = Array.from({ length: 8 }, () => random.pick(WORDS)).join(' ');
    return `<text x="${random.integer(-10, 20)}" y="${(line + 1) * size * 1.2}" font-size="${size}" font-family="sans-serif" fill="${grey(random, 0, 120)}">${words.replaceAll('<', '&lt;')}</text>`;
  });
  return `<g transform="rotate(${random.integer(-20, 20)} ${CANVAS / 2} ${CANVAS / 2})">${lines.join('')}</g>`;
}

function border(random: Random): string {
  const width = random.integer(5, 120);
  return (
    `<rect width="100%" height="100%" fill="${grey(random, 120, 255)}"/>` +
    `<rect x="${width / 2}" y="${width / 2}" width="${CANVAS - width}" height="${CANVAS - width}" fill="none" stroke="black" stroke-width="${width}"/>`
  );
}

function strokes(random: Random): string {
  return Array.from({ length: random.integer(5, 200) }, () => {
    const point = () => `${place(random)} ${place(random)}`;
    return `<path d="M ${point()} C ${point()} ${point()} ${point()}" stroke="${grey(random, 0, 160)}" stroke-width="${random.uniform(1, 7).toFixed(1)}" fill="none"/>`;
  }).join('');
}

/** A perfectly good impression; what is wrong is what is said of it. */
async function finger(random: Random): Promise<Made> {
  const { widthPx: width, heightPx: height, pixels } = impression(random);
  return file({ width, height, pixels });
}

/** The darker of both pictures at each pixel, one finger somewhat aside: a platen that was not wiped. */
async function twoFingers(random: Random): Promise<Made> {
  const [first, second] = [impression(random), impression(random)];
  const { widthPx: width, heightPx: height } = first;
  const [right, down] = [random.integer(-90, 90), random.integer(-60, 60)];
  const pixels = first.pixels.map((value, index) => {
    const [x, y] = [(index % width) - right, Math.floor(index / width) - down];
    const isInside = x >= 0 && y >= 0 && x < width && y < height;
    return isInside ? Math.min(value, second.pixels[y * width + x]!) : value;
  });
  return file({ width, height, pixels });
}

function impression(random: Random) {
  // Few fingers, each in many impressions: growing one takes longer than all else here.
  const name = `non-fingerprint-${random.integer(0, 3)}`;
  return renderImpression(fingerOf(name), `${name}/${random.integer(0, 1_000_000)}`);
}

const FINGERS = new Map<string, ReturnType<typeof createSyntheticFinger>>();

function fingerOf(name: string) {
  let known = FINGERS.get(name);
  if (known === undefined) {
    known = createSyntheticFinger(name);
    FINGERS.set(name, known);
  }
  return known;
}
