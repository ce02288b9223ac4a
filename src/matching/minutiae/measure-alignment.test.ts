import t from 'tap';
import { type MinutiaeTemplate, NO_RIDGES } from '../../domain/minutiae-template.js';
import { seededRandom } from '../../testing/seeded-random.js';
import type { MinutiaPair } from './align-minutiae.js';
import { compareMinutiae } from './compare-minutiae.js';
import { type DescribedMinutiae, describeMinutiae } from './describe-minutiae.js';
import { type AlignmentMeasures, layOn, measurePairs, type PairMeasures } from './measure-alignment.js';
import { weighAlignment } from './weigh-alignment.js';

const SEED = 20261126;
const COLUMNS = 40;
const ROWS = 44;

t.test('measures equal the naive ones', async (test) => {
  const random = seededRandom(SEED);
  for (let draw = 0; draw < 20; draw++) {
    const [a, b] = [describeMinutiae(drawn(random, 30)), describeMinutiae(drawn(random, 26))];
    const count = 3 + (draw % 20);
    const [left, right] = [shuffled(a.count, random), shuffled(b.count, random)];
    const pairs = Array.from({ length: count }, (_, i) => ({ probe: left[i]!, reference: right[i]! }));
    const [measured, naive] = [measurePairsOf(a, b, pairs), naiveMeasures(a, b, pairs)];
    for (const name of ['apart', 'turned'] as const)
      for (let i = 0; i < count; i++)
        if (!isNear(measured[name][i]!, naive[name][i]!)) test.fail(`${name} ${i} of draw ${draw}`);
    for (const name of ['sameType', 'unpaired'] as const)
      test.ok(
        isNear(measured[name], naive[name]),
        `${name} of draw ${draw}: ${measured[name]}, ${naive[name]}`,
      );
  }
});

t.test('smooth distortion leaves pairs where the others put them, chance does not', async (test) => {
  const random = seededRandom(SEED + 1);
  const first = drawn(random, 40);
  const second: MinutiaeTemplate = {
    ...first,
    x: first.x.map((x, i) => Math.max(0, x + Math.round(60 * Math.sin(first.y[i]! / 1200)))),
    y: first.y.map((y, i) => Math.max(0, y + Math.round(60 * Math.cos(first.x[i]! / 1200)))),
  };
  const [a, b] = [describeMinutiae(first), describeMinutiae(second)];
  const bySource = new Map(Array.from(b.source, (source, index) => [source, index]));
  const right = Array.from(a.source, (source, probe) => ({ probe, reference: bySource.get(source)! }));
  const wrong = right.map(({ probe }, i) => ({ probe, reference: right[(i + 7) % right.length]!.reference }));
  const middle = (values: Float64Array) => [...values].sort((x, y) => x - y)[values.length >> 1]!;
  const fitting = middle(measurePairsOf(a, b, right).apart);
  test.ok(fitting < 2, `${fitting} px`);
  test.ok(middle(measurePairsOf(a, b, wrong).apart) > 20);
});

const PERFECT: AlignmentMeasures = {
  apart: new Float64Array(20),
  turned: new Float64Array(20),
  sameType: 20,
  unpaired: 0,
  ridgesApart: 0.01,
  coherence: new Float64Array(30).fill(1),
  share: new Float64Array(30).fill(1),
};

t.test('what does not fit counts less', async (test) => {
  const best = weighAlignment(PERFECT);
  const rows: readonly Partial<AlignmentMeasures>[] = [
    { apart: new Float64Array(20).fill(8) },
    { turned: new Float64Array(20).fill(0.3) },
    { sameType: 2 },
    { unpaired: 8 },
    { ridgesApart: 0.1 },
    { coherence: new Float64Array(30).fill(0.3) },
    { coherence: new Float64Array(10).fill(1), share: new Float64Array(10).fill(1) },
  ];
  for (const row of rows) {
    test.ok(weighAlignment({ ...PERFECT, ...row }) < best, Object.keys(row).join());
  }
  test.equal(
    weighAlignment({ ...PERFECT, apart: new Float64Array(20).fill(15), unpaired: 90 }),
    0,
    'never below 0',
  );
});

t.test('a few pairs on a small overlap prove little, however well they fit', async (test) => {
  for (let count = 3; count <= 8; count++) {
    for (const blocks of [0, 1, 2]) {
      const few = {
        ...PERFECT,
        apart: new Float64Array(count),
        turned: new Float64Array(count),
        sameType: count,
        coherence: new Float64Array(blocks).fill(1),
        share: new Float64Array(blocks).fill(0.6),
      };
      test.ok(
        weighAlignment(few) < 3 * (count - 2) + 0.9 * blocks + 1e-9,
        `${count} pairs, ${blocks} blocks`,
      );
    }
  }
  const random = seededRandom(SEED + 2);
  const two = describeMinutiae(drawn(random, 2));
  test.equal(compareMinutiae(two, two).score, 0, 'two pairs lie on one another under some movement');
});

function drawn(random: () => number, count: number): MinutiaeTemplate {
  const draw = (below: number) => Array.from({ length: count }, () => Math.floor(below * random()));
  return {
    x: Int16Array.from(draw(80 * COLUMNS)),
    y: Int16Array.from(draw(80 * ROWS)),
    direction: Uint8Array.from(draw(256)),
    type: Uint8Array.from(draw(3)),
    quality: Uint8Array.from(draw(101)),
    ridges: {
      columns: COLUMNS,
      rows: ROWS,
      orientation: Uint8Array.from({ length: COLUMNS * ROWS }, () =>
        random() < 0.3 ? NO_RIDGES : Math.floor(255 * random()),
      ),
      wave: new Uint8Array(COLUMNS * ROWS),
    },
  };
}

function shuffled(count: number, random: () => number): readonly number[] {
  return Array.from({ length: count }, (_, index) => ({ index, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ index }) => index);
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-6;
}

type Turn = { readonly angle: number; readonly from: Point; readonly to: Point };
type Point = { readonly x: number; readonly y: number };

function measurePairsOf(
  a: DescribedMinutiae,
  b: DescribedMinutiae,
  pairs: readonly MinutiaPair[],
): PairMeasures {
  return measurePairs(layOn(a, b, pairs));
}

/** With angles and the functions of mathematics, in the words of `measurePairs`. */
function naiveMeasures(
  a: DescribedMinutiae,
  b: DescribedMinutiae,
  pairs: readonly MinutiaPair[],
): PairMeasures {
  const of = (side: DescribedMinutiae, index: number): Point => ({ x: side.x[index]!, y: side.y[index]! });
  const direction = (side: DescribedMinutiae, index: number) => (side.direction[index]! * Math.PI) / 128;
  const fit = (weights: readonly number[], common?: number): Turn => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = (points: readonly Point[]): Point => ({
      x: points.reduce((sum, { x }, i) => sum + weights[i]! * x, 0) / total,
      y: points.reduce((sum, { y }, i) => sum + weights[i]! * y, 0) / total,
    });
    const [from, to] = [
      mean(pairs.map(({ probe }) => of(a, probe))),
      mean(pairs.map(({ reference }) => of(b, reference))),
    ];
    let along = common === undefined ? 0 : 400 * total * Math.cos(common);
    let across = common === undefined ? 0 : 400 * total * Math.sin(common);
    pairs.forEach(({ probe, reference }, i) => {
      const [p, r] = [of(a, probe), of(b, reference)];
      along += weights[i]! * ((p.x - from.x) * (r.x - to.x) + (p.y - from.y) * (r.y - to.y));
      across += weights[i]! * ((p.y - from.y) * (r.x - to.x) - (p.x - from.x) * (r.y - to.y));
    });
    return { angle: Math.atan2(across, along), from, to };
  };
  const move = ({ angle, from, to }: Turn, { x, y }: Point): Point => ({
    x: to.x + Math.cos(angle) * (x - from.x) + Math.sin(angle) * (y - from.y),
    y: to.y - Math.sin(angle) * (x - from.x) + Math.cos(angle) * (y - from.y),
  });
  const all = fit(pairs.map(() => 1));
  const locals = pairs.map((pair, index) =>
    fit(
      pairs.map((other, i) => {
        const [p, q] = [of(a, pair.probe), of(a, other.probe)];
        return i === index ? 0 : (1 + Math.hypot(p.x - q.x, p.y - q.y) ** 2 / 45 ** 2) ** -2 + 0.03;
      }),
      all.angle,
    ),
  );
  const cellOf = ({ template: { ridges } }: DescribedMinutiae, { x, y }: Point): number => {
    const [column, row] = [Math.floor((x + 0.5) / 8), Math.floor((y + 0.5) / 8)];
    if (column < 0 || row < 0 || column >= ridges.columns || row >= ridges.rows) return NO_RIDGES;
    return ridges.orientation[row * ridges.columns + column]!;
  };
  const onto = (from: DescribedMinutiae, to: DescribedMinutiae, turn: Turn, paired: readonly number[]) => {
    const there = Array.from({ length: from.count }, (_, index) => index).filter(
      (index) => cellOf(to, move(turn, of(from, index))) !== NO_RIDGES,
    );
    const quality = (index: number) => from.template.quality[from.source[index]!]! / 100;
    return there.filter((index) => !paired.includes(index)).reduce((sum, index) => sum + quality(index), 0);
  };
  const forth = onto(
    a,
    b,
    all,
    pairs.map(({ probe }) => probe),
  );
  const back = onto(
    b,
    a,
    { angle: -all.angle, from: all.to, to: all.from },
    pairs.map(({ reference }) => reference),
  );
  return {
    apart: Float64Array.from(pairs, ({ probe, reference }, i) => {
      const [at, mate] = [move(locals[i]!, of(a, probe)), of(b, reference)];
      return Math.hypot(at.x - mate.x, at.y - mate.y);
    }),
    turned: Float64Array.from(pairs, ({ probe, reference }, i) =>
      Math.abs(2 * Math.sin((direction(a, probe) + locals[i]!.angle - direction(b, reference)) / 2)),
    ),
    sameType: pairs.filter(
      ({ probe, reference }) => a.template.type[a.source[probe]!] === b.template.type[b.source[reference]!],
    ).length,
    unpaired: forth + back,
  };
}
