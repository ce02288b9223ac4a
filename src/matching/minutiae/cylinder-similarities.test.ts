import t from 'tap';
import { type MinutiaeTemplate, WITHOUT_RIDGES } from '../../domain/minutiae-template.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { cylinderSimilarities } from './cylinder-similarities.js';
import { cylindersOf } from './minutia-cylinders.js';
import { type MinutiaPlaces, placesOf } from './minutia-places.js';
import { hullOf, isWithinHull } from './minutiae-hull.js';

const SEED = 20261126;

t.test('cylinders and their similarities equal the naive ones', async (t) => {
  const random = seededRandom(SEED);
  for (const count of [0, 1, 2, 3, 12, 30, 70]) {
    const a = drawn(count, random);
    const b = moved(a, random);
    const fast = cylinderSimilarities(cylindersOf(a), cylindersOf(b));
    const [ofA, ofB] = [naiveCylinders(a), naiveCylinders(b)];
    let above = 0;
    for (let row = 0; row < a.count; row++) {
      for (let column = 0; column < b.count; column++) {
        const expected = naiveSimilarity(ofA[row]!, ofB[column]!);
        if (expected > 0) above++;
        const found = fast[row * b.count + column]!;
        if (Math.abs(found - expected) > 1e-12)
          t.fail(`${row}, ${column} of ${count}: ${found}, ${expected}`);
      }
    }
    t.equal(above > 0, count >= 12, `${count} minutiae, ${above} similarities`);
  }
});

t.test('a cylinder says the same wherever the finger lies and however it is turned', async (t) => {
  const random = seededRandom(SEED + 1);
  const places = drawn(40, random);
  const turned = placesOf(turnedQuarter(templateOf(places)));
  const similarities = cylinderSimilarities(cylindersOf(places), cylindersOf(turned));
  let full = 0;
  for (let index = 0; index < 40; index++) {
    const mate = turned.source.indexOf(index);
    if (similarities[index * 40 + mate]! > 0.999) full++;
  }
  t.ok(full >= 30, `${full} of 40 are their own mates`);
});

t.test('the hull', async (t) => {
  const square = hullOf(
    placesOf(
      templateAt([
        [0, 0],
        [100, 0],
        [100, 100],
        [0, 100],
        [50, 50],
        [50, 0],
      ]),
    ),
  );
  t.equal(square.x.length, 4);
  const rows: readonly (readonly [x: number, y: number, margin: number, isWithin: boolean])[] = [
    [50, 50, 0, true],
    [0, 0, 0, true],
    [-1, 50, 0, false],
    [-10, 50, 10, true],
    [-10.1, 50, 10, false],
    [-8, -8, 10, false],
    [-6, -8, 10, true],
  ];
  for (const [x, y, margin, isWithin] of rows)
    t.equal(isWithinHull(square, x, y, margin), isWithin, `${x}, ${y}, ${margin}`);
  t.equal(isWithinHull(hullOf(placesOf(templateAt([]))), 0, 0, 1000), false, 'nothing has no hull');
  t.equal(
    isWithinHull(hullOf(placesOf(templateAt([[5, 5]]))), 8, 9, 5),
    true,
    'one minutia has its surroundings',
  );
  t.equal(
    isWithinHull(
      hullOf(
        placesOf(
          templateAt([
            [0, 0],
            [50, 50],
          ]),
        ),
      ),
      30,
      10,
      5,
    ),
    false,
    'two have a line',
  );
});

function templateAt(points: readonly (readonly [number, number])[]): MinutiaeTemplate {
  const bytes = new Uint8Array(points.length);
  return {
    x: Int16Array.from(points, ([x]) => 10 * x),
    y: Int16Array.from(points, ([, y]) => 10 * y),
    direction: bytes,
    type: bytes,
    quality: bytes,
    ridges: WITHOUT_RIDGES,
  };
}

function drawn(count: number, random: () => number): MinutiaPlaces {
  const points = Array.from({ length: count }, () => [random() * 200, random() * 240] as const);
  const direction = Uint8Array.from(points, () => Math.floor(256 * random()));
  return placesOf({ ...templateAt(points), direction });
}

/** Each minutia a few pixels and degrees elsewhere. */
function moved({ x, y, direction, count }: MinutiaPlaces, random: () => number): MinutiaPlaces {
  const points = Array.from(
    { length: count },
    (_, i) => [x[i]! + 6 * random(), y[i]! + 6 * random()] as const,
  );
  const turned = Uint8Array.from(direction, (each) => (each + Math.floor(9 * random()) - 4) & 255);
  return placesOf({ ...templateAt(points), direction: turned });
}

function templateOf({ x, y, direction }: MinutiaPlaces): MinutiaeTemplate {
  return { ...templateAt(Array.from(x, (each, i) => [each, y[i]!] as const)), direction };
}

/** Counter-clockwise, y up: what lay to the right lies above. */
function turnedQuarter(template: MinutiaeTemplate): MinutiaeTemplate {
  return {
    ...template,
    x: Int16Array.from(template.y, (y) => y),
    y: Int16Array.from(template.x, (x) => 3000 - x),
    direction: Uint8Array.from(template.direction, (each) => (each + 64) & 255),
  };
}

type NaiveCylinder = { readonly valid: readonly boolean[]; readonly bits: readonly boolean[] } | undefined;

/** Cell by cell, neighbour by neighbour, as the publication defines them. */
function naiveCylinders(places: MinutiaPlaces): readonly NaiveCylinder[] {
  const hull = hullOf(places);
  const angleOf = (i: number) => (places.direction[i]! * 2 * Math.PI) / 256;
  return Array.from({ length: places.count }, (_, m) => {
    const valid: boolean[] = [];
    const bits: boolean[] = [];
    for (let cell = 0; cell < 64; cell++) {
      const along = ((cell % 8) + 0.5) * 17.5 - 70;
      const left = (Math.floor(cell / 8) + 0.5) * 17.5 - 70;
      const x = places.x[m]! + Math.cos(angleOf(m)) * along - Math.sin(angleOf(m)) * left;
      const y = places.y[m]! - Math.sin(angleOf(m)) * along - Math.cos(angleOf(m)) * left;
      valid.push(Math.hypot(along, left) <= 70 && isWithinHull(hull, x, y, 50));
      for (let section = 0; section < 6; section++) {
        let sum = 0;
        for (let n = 0; n < places.count; n++) {
          const square = (places.x[n]! - x) ** 2 + (places.y[n]! - y) ** 2;
          if (n === m || square > 28 ** 2) continue;
          // The table has whole squares; the density of a section is a sum over 64 strips of it.
          const near =
            Math.exp(-Math.floor(square + 1e-9) / (2 * (28 / 3) ** 2)) / ((28 / 3) * Math.sqrt(2 * Math.PI));
          sum += near * massOf(angleOf(m) - angleOf(n), section);
        }
        bits.push(sum >= 0.01);
      }
    }
    const near = places.x.filter(
      (x, n) => n !== m && Math.hypot(x - places.x[m]!, places.y[n]! - places.y[m]!) <= 98,
    ).length;
    return valid.filter(Boolean).length < 39 || near < 2 ? undefined : { valid, bits };
  });
}

function massOf(difference: number, section: number): number {
  const width = Math.PI / 3;
  const sigma = (2 * Math.PI) / 9;
  const turn = 2 * Math.PI;
  const gap = (((((section + 0.5) * width - Math.PI - difference + Math.PI) % turn) + turn) % turn) - Math.PI;
  let mass = 0;
  for (let step = 0; step < 64; step++) {
    const at = (gap + ((step + 0.5) / 64 - 0.5) * width) / sigma;
    mass += (Math.exp(-(at ** 2) / 2) / (sigma * Math.sqrt(turn))) * (width / 64);
  }
  return mass;
}

function naiveSimilarity(a: NaiveCylinder, b: NaiveCylinder): number {
  if (!a || !b) return 0;
  const common = a.valid.map((isValid, cell) => isValid && b.valid[cell]!);
  if (common.filter(Boolean).length < 31) return 0;
  const [norms, apart] = [[0, 0], [0]] as [number[], number[]];
  for (let index = 0; index < a.bits.length; index++) {
    if (!common[Math.floor(index / 6)]) continue;
    norms[0]! += a.bits[index] ? 1 : 0;
    norms[1]! += b.bits[index] ? 1 : 0;
    apart[0]! += a.bits[index] === b.bits[index] ? 0 : 1;
  }
  if (norms[0] === 0 || norms[1] === 0) return 0;
  return 1 - Math.sqrt(apart[0]!) / (Math.sqrt(norms[0]!) + Math.sqrt(norms[1]!));
}
