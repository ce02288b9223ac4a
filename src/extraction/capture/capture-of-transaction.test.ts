/** Which records become samples, of which finger, and what is said of the others. */
import t from 'tap';
import type { Position } from '../../domain/positions.js';
import { LIMITS } from '../../platform/limits.js';
import { installAllocationMeter } from '../../testing/fuzz/allocation-meter.js';
import {
  rolledFinger,
  testPixels,
  transactionFile,
  variableFinger,
} from '../../testing/nist-transactions.js';
import { FormatError } from '../formats/format-error.js';
import { taggedRecord } from '../formats/nist/build-record.js';
import { readTransaction } from '../formats/nist/read-transaction.js';
import type { NistRecord } from '../formats/nist/transaction.js';
import { encodeWsq } from '../formats/wsq/encode-wsq.js';
import { captureOfTransaction } from './capture-of-transaction.js';
import { SHIPPED_PROFILES } from './shipped-profiles.js';

const TEXT = taggedRecord(2, 0, { 18: 'DOE,JANE' });
const PHOTO = { 4: 'X', 5: '20260901', 6: 40, 7: 40, 8: 1, 9: 99, 10: 99, 11: 'JPEGB', 12: 'SRGB' };

async function capture(...records: readonly NistRecord[]) {
  return captureOfTransaction(readTransaction(transactionFile([TEXT, ...records])), SHIPPED_PROFILES);
}

const POSITIONS: readonly (readonly [code: number, position: Position])[] = [
  [0, 'unknown-finger'],
  [1, 'right-thumb'],
  [2, 'right-index'],
  [5, 'right-little'],
  [6, 'left-thumb'],
  [10, 'left-little'],
  [11, 'right-thumb'],
  [12, 'left-thumb'],
];

t.test('single fingers of Types 4 and 14 by their position codes', async (t) => {
  for (const [code, position] of POSITIONS) {
    for (const record of [rolledFinger(1, code), variableFinger(1, code)]) {
      const { samples, omitted } = await capture(record);
      t.match(samples, [{ position, ppi: 500 }], `Type-${record.type}, code ${code}`);
      t.same(omitted, []);
    }
  }
});

t.test('raw pixels come as a file that says how to read them, compressed ones as they are', async (t) => {
  const raw = await capture(rolledFinger(1, 2, { widthPx: 50, heightPx: 40 }));
  const file = Buffer.from(raw.samples[0]!.image);
  t.equal(file.subarray(0, 13).toString('latin1'), 'P5\n50 40\n255\n');
  t.same(file.subarray(13), Buffer.from(testPixels(50, 40)));
  const data = Uint8Array.of(0xff, 0xa0, 1, 2, 3);
  const wsq = await capture(rolledFinger(1, 2, { compressionCode: 1, data }));
  t.same(Buffer.from(wsq.samples[0]!.image), Buffer.from(data));
});

t.test('fingers are cut from a slap that says where they lie, pixel for pixel', async (t) => {
  const slap = variableFinger(1, 14, {
    fields: {
      21: [
        [7, 0, 49, 10, 79],
        [8, 150, 260, 0, 99],
        [9, 300, 340, 0, 99],
        [10, 10, 20, 0, 5],
      ],
    },
  });
  const { samples, omitted } = await capture(slap);
  t.match(samples, [
    { position: 'left-index', ppi: 500 },
    { position: 'left-middle', ppi: 500 },
  ]);
  const [index, middle] = samples.map(({ image }) => Buffer.from(image));
  t.match(index!.toString('latin1'), /^P5\n50 70\n255\n/);
  t.equal(index!.at(-1), testPixels(200, 150)[79 * 200 + 49]);
  t.equal(index![13], testPixels(200, 150)[10 * 200]);
  t.match(middle!.toString('latin1'), /^P5\n50 100\n255\n/, 'cut to the image');
  t.match(omitted, [{ reason: /position 9 lies outside/ }, { reason: /position 10 has 11 x 6 pixels/ }]);
});

t.test(
  'a slap that cannot be cut here goes on whole; a finger without a place is not missing for that',
  async (t) => {
    const listed = (...codes: readonly number[]) => codes.map((code) => [code, 0, 99, 0, 99]);
    for (const [compression, segments] of [
      ['PNG', listed(2, 3, 4, 5)],
      ['JPEGB', listed(2, 3, 5)],
      ['PNG', listed(2)],
      ['PNG', listed(7)],
    ] as const) {
      const { samples, omitted, findings } = await capture(
        variableFinger(1, 13, { fields: { 11: compression, 21: segments } }),
        variableFinger(2, 7),
      );
      t.match(samples, [
        { position: 'left-index' },
        { position: 'unknown-finger', slap: { position: 'right-slap' } },
      ]);
      t.same(samples[1]?.slap?.missing, [], 'it is said by 14.018 and 2.084');
      t.same(omitted, [], 'the record is used');
      const places = findings.filter(({ field }) => field === '14.021');
      t.match(places, [{ detail: new RegExp(`not used: ${compression} images`) }]);
      t.equal(places.length, 1);
    }
    const amputated = variableFinger(1, 13, {
      fields: { 11: 'PNG', 18: [[4, 'XX']], 21: listed(2, 3, 5) },
    });
    t.same((await capture(amputated)).samples[0]?.slap?.missing, ['right-ring']);
  },
);

t.test('a segment of another hand is believed by nobody', async (t) => {
  const right = variableFinger(1, 13, {
    fields: {
      21: [
        [2, 0, 99, 0, 99],
        [7, 100, 199, 0, 99],
      ],
    },
  });
  const pair = variableFinger(2, 46, {
    fields: {
      21: [
        [7, 0, 99, 0, 99],
        [8, 100, 199, 0, 99],
      ],
    },
  });
  const { samples, omitted } = await capture(right, pair);
  t.same(
    samples.map(({ position }) => position),
    ['right-index', 'left-index'],
  );
  t.match(omitted, [
    { record: 3, reason: 'the segment of position 7 is of no finger of this image' },
    { record: 4, reason: 'the segment of position 8 is of no finger of this image' },
  ]);
});

t.test(
  'a slap whose places are all of the other hand is of neither, and keeps nothing else back',
  async (t) => {
    const fields = {
      21: [
        [7, 0, 99, 0, 99],
        [8, 100, 199, 0, 99],
      ],
    };
    const { samples, omitted } = await capture(variableFinger(1, 13, { fields }), rolledFinger(2, 10));
    t.match(samples, [{ position: 'left-little' }]);
    t.equal(samples.length, 1, 'whole it would be refused with all that came with it');
    t.equal(omitted.length, 2);
  },
);

t.test('of fingers cut from a slap it is said in what form the slap was sent', async (t) => {
  const data = encodeWsq({ widthPx: 200, heightPx: 150, pixels: testPixels(200, 150) }, { bitRate: 0.75 });
  const segments = { 21: [[2, 0, 99, 0, 99]] };
  const { cut } = await capture(variableFinger(1, 13, { fields: { 11: 'WSQ20', 999: data, ...segments } }));
  t.match(cut, [
    {
      position: 'right-index',
      form: {
        encoding: 'wsq',
        ppi: 500,
        encodedBytes: data.length,
        pixelBytes: 200 * 150,
        isLossless: false,
      },
    },
  ]);
  t.notOk(
    'cut' in (await capture(variableFinger(1, 13, { fields: segments }))),
    'raw pixels stay raw pixels',
  );
});

t.test(
  'an image of another size than its record says is told; a slap goes on whole, by its own pixels',
  async (t) => {
    const data = encodeWsq({ widthPx: 100, heightPx: 80, pixels: testPixels(100, 80) }, { bitRate: 0.75 });
    const fields = { 11: 'WSQ20', 999: data };
    const places = { ...fields, 21: [[2, 0, 99, 0, 99]] };
    const detail = 'its record says 200 x 150 pixels of an image of 100 x 80';
    const slap = variableFinger(1, 13, { fields: places });
    const { samples, omitted, findings } = await capture(slap, variableFinger(2, 7, { fields }));
    t.match(samples, [
      { position: 'left-index' },
      { position: 'unknown-finger', image: data, slap: { position: 'right-slap', missing: [] } },
    ]);
    t.same(omitted, []);
    t.match(findings, [
      { field: '14.006', detail },
      { field: '14.006', detail },
      { field: '14.021', detail: `where the fingers of the slap lie is not used: ${detail}` },
    ]);
    const beside = await capture(variableFinger(1, 13, { fields: places }), rolledFinger(2, 2));
    t.match(beside.omitted, [{ record: 3, reason: 'right-index is taken by itself' }]);
    const group = await capture(variableFinger(1, 40, { fields: places }));
    t.same(group.samples, []);
    t.match(group.omitted, [{ record: 3, reason: `several fingers, and ${detail}` }]);
    const agreed = variableFinger(1, 7, { widthPx: 100, heightPx: 80, fields });
    t.same((await capture(agreed)).findings, []);
  },
);

t.test('a finger that is listed a thousand times is cut once', async (t) => {
  const rows = Array.from({ length: 1000 }, () => [7, 0, 199, 0, 149]);
  const slap = variableFinger(1, 14, { fields: { 21: rows } });
  const meter = installAllocationMeter();
  t.teardown(meter.remove);
  const { samples, omitted } = await capture(slap);
  t.equal(samples.length, 1);
  t.ok(meter.take() < 20 * 200 * 150, 'not an image for each');
  t.equal(omitted.length, LIMITS.captureFindingsMax);
});

t.test('a polygon is cut by its bounds', async (t) => {
  const slap = variableFinger(1, 13, { fields: { 25: [[2, 3, 10, 10, 89, 20, 40, 119]] } });
  const { samples } = await capture(slap);
  t.match(samples, [{ position: 'right-index' }]);
  t.match(Buffer.from(samples[0]!.image).toString('latin1'), /^P5\n80 110\n255\n/);
});

t.test('an image of one finger goes before one cut from a slap, wherever they stand', async (t) => {
  const slap = variableFinger(1, 15, {
    fields: {
      21: [
        [1, 0, 99, 0, 99],
        [6, 100, 199, 0, 99],
      ],
    },
  });
  const { samples, omitted } = await capture(slap, rolledFinger(2, 1), rolledFinger(3, 1));
  t.same(
    samples.map(({ position }) => position),
    ['right-thumb', 'left-thumb'],
  );
  t.same(omitted, [
    { record: 3, type: 'Type-14', reason: 'right-thumb is taken from record 4' },
    { record: 5, type: 'Type-4', reason: 'right-thumb is taken from record 4' },
  ]);
});

t.test(
  'a slap that does not say where its fingers lie goes on whole, where none of them came by itself',
  async (t) => {
    const missing = variableFinger(4, 4, { fields: { 18: [[4, 'XX']], 999: undefined } });
    const { samples } = await capture(variableFinger(1, 13), missing, rolledFinger(2, 14));
    t.match(samples, [
      { position: 'unknown-finger', slap: { position: 'right-slap', missing: ['right-ring'] } },
      { position: 'unknown-finger', slap: { position: 'left-slap', missing: [] } },
    ]);
    const beside = await capture(
      rolledFinger(1, 2),
      variableFinger(2, 13),
      variableFinger(3, 15),
      variableFinger(4, 15),
    );
    t.match(
      beside.samples.map(({ position, slap }) => slap?.position ?? position),
      ['right-index', 'two-thumbs'],
    );
    t.match(beside.omitted, [
      { record: 4, reason: 'right-index is taken by itself' },
      { record: 6, reason: 'another record is of this slap' },
    ]);
    const thumbs = [1, 6].map((code) =>
      variableFinger(code, code, { fields: { 18: [[code, 'XX']], 999: undefined } }),
    );
    const nothing = await capture(variableFinger(2, 15), ...thumbs);
    t.same(nothing.samples, []);
    t.match(nothing.omitted[0], { record: 3, reason: /all fingers of this slap are missing/ });
  },
);

function palm(idc: number, code: number, fields: object = {}): NistRecord {
  const image = { 6: 30, 7: 40, 8: 1, 9: 500, 10: 500, 11: 'WSQ20', 12: 8, 999: Uint8Array.of(0xff, 0xa0) };
  return taggedRecord(15, idc, { 3: 10, 13: code, ...image, ...fields });
}

t.test('palm prints by themselves, with the record each came in', async (t) => {
  const { samples, palmPrints, omitted } = await capture(
    rolledFinger(1, 2),
    palm(2, 21),
    palm(3, 84),
    palm(4, 21),
    palm(5, 20),
    palm(6, 20),
    palm(7, 32, { 13: [[32], [33]] }),
  );
  t.match(samples, [{ position: 'right-index' }]);
  t.same(
    palmPrints?.map(({ sample: { position, ppi }, ...place }) => ({ position, ppi, ...place })),
    [
      { position: 'right-full-palm', ppi: 500, record: 4, type: 'Type-15' },
      { position: 'left-full-and-writers-palm', ppi: 500, record: 5, type: 'Type-15' },
      { position: 'unknown-palm', ppi: 500, record: 7, type: 'Type-15' },
      { position: 'unknown-palm', ppi: 500, record: 8, type: 'Type-15' },
      { position: 'unknown-palm', ppi: 500, record: 9, type: 'Type-15' },
    ],
    'one of several parts is of none for certain',
  );
  t.same(palmPrints?.[0]?.sample.image, Uint8Array.of(0xff, 0xa0));
  t.match(omitted, [{ record: 6, type: 'Type-15', reason: 'right-full-palm is taken from record 4' }]);
});

type Row = readonly [record: NistRecord, reason: RegExp];
const OMITTED: readonly Row[] = [
  [variableFinger(1, 40), /does not say where they lie \(14\.021\)/],
  [variableFinger(1, 40, { fields: { 11: 'PNG', 21: [[2, 0, 99, 0, 99]] } }), /not cut from PNG/],
  [rolledFinger(1, 2, { impressionType: 4 }), /latent/],
  [variableFinger(1, 2, { fields: { 3: 7 } }), /latent/],
  [variableFinger(1, 19), /position 19 is no finger/],
  [variableFinger(1, 21), /position 21 is no finger/],
  [variableFinger(1, 2, { fields: { 999: undefined } }), /no image/],
  [variableFinger(1, 2, { fields: { 11: 'ZIP' } }), /compression is not known/],
  [taggedRecord(10, 1, { ...PHOTO, 3: 'TATTOO', 999: Uint8Array.of(1) }), /not of a face/],
  [taggedRecord(13, 1, { 3: 4, 13: 2, 999: Uint8Array.of(1) }), /latent/],
  [palm(1, 21, { 3: 12 }), /latent/],
  [palm(1, 21, { 3: 15 }), /latent/],
  [palm(1, 2), /position 2 is no palm/],
  [palm(1, 40), /position 40 is no palm/],
  [palm(1, 21, { 13: undefined }), /which palm/],
  [palm(1, 21, { 999: undefined }), /no image/],
  [taggedRecord(17, 1, { 3: 1, 999: Uint8Array.of(1) }), /irises/],
  [taggedRecord(9, 1, { 3: 0, 4: 'S' }), /minutiae/],
  [taggedRecord(99, 1, { 999: Uint8Array.of(1) }), /no image|not used/],
];

t.test('everything else is left out and named', async (t) => {
  for (const [record, reason] of OMITTED) {
    const { samples, palmPrints, omitted } = await capture(record);
    t.same([samples, palmPrints], [[], undefined], String(reason));
    t.match(omitted, [{ record: 3, type: `Type-${record.type}`, reason }]);
  }
});

t.test('a face, and a finger that may be one of several', async (t) => {
  const face = taggedRecord(10, 1, { ...PHOTO, 3: 'FACE', 999: Uint8Array.of(0xff, 0xd8, 0xff) });
  const { samples } = await capture(face, rolledFinger(2, 2, { alternatives: [3, 4] }), rolledFinger(3, 0));
  t.same(
    samples.map(({ position }) => position),
    ['face', 'unknown-finger', 'unknown-finger'],
  );
});

t.test('of several faces the most frontal one, and no profile', async (t) => {
  const face = (idc: number, pose?: string) =>
    taggedRecord(10, idc, { ...PHOTO, 3: 'FACE', 20: pose, 999: Uint8Array.of(0xff, 0xd8, 0xff, idc) });
  const set = await capture(
    face(1, 'L'),
    face(2, 'A'),
    face(3),
    face(4, 'D'),
    face(5, 'F'),
    face(6, 'F'),
    face(7, 'R'),
  );
  t.same(
    set.samples.map(({ image }) => image.at(-1)),
    [5],
  );
  t.match(
    set.omitted.map(({ record, reason }) => [record, reason]),
    [
      [3, 'the face is a profile (10.020)'],
      [4, 'face is taken from record 7'],
      [5, 'face is taken from record 7'],
      [6, 'face is taken from record 7'],
      [8, 'face is taken from record 7'],
      [9, 'the face is a profile (10.020)'],
    ],
  );
  for (const [poses, taken] of [
    [['A', undefined, 'D'], 3],
    [['A', undefined], 2],
    [['A', 'X'], 2],
    [['A'], 1],
  ] as const) {
    const { samples } = await capture(...poses.map((pose, index) => face(index + 1, pose)));
    t.equal(samples[0]?.image.at(-1), taken, String(poses));
  }
});

t.test(
  'a thumb printed flat that may be either is of nobody; either kind of the same thumb is that thumb',
  async (t) => {
    const either = await capture(rolledFinger(1, 11, { alternatives: [12] }));
    t.same(
      either.samples.map(({ position }) => position),
      ['unknown-finger'],
    );
    const right = await capture(rolledFinger(1, 11, { alternatives: [1] }));
    t.same(
      right.samples.map(({ position }) => position),
      ['right-thumb'],
    );
  },
);

t.test(
  'fingers that could not be printed, from Type 14 with and without an image, and from Type 2',
  async (t) => {
    const missing = variableFinger(1, 7, { fields: { 18: [7, 'XX'], 999: undefined } });
    const bandaged = variableFinger(2, 13, {
      fields: {
        18: [
          [3, 'UP'],
          [4, 'SR'],
        ],
      },
    });
    const text = taggedRecord(2, 0, {
      84: [
        [1, 'XX'],
        [99, 'XX'],
      ],
    });
    const file = transactionFile([text, missing, bandaged]);
    const { fingersMissing } = await captureOfTransaction(readTransaction(file), SHIPPED_PROFILES);
    t.same(fingersMissing, [
      { position: 'right-thumb', reason: 'amputated' },
      { position: 'left-index', reason: 'amputated' },
      { position: 'right-middle', reason: 'bandaged' },
    ]);
  },
);

t.test('resolution: pixels per centimetre are turned, an aspect ratio states none', async (t) => {
  const [centimetre, ratio, unequal] = await Promise.all([
    capture(variableFinger(1, 2, { fields: { 8: 2, 9: 197, 10: 197 } })),
    capture(variableFinger(1, 2, { fields: { 8: 0, 9: 1, 10: 1 } })),
    capture(variableFinger(1, 2, { fields: { 9: 500, 10: 250 } })),
  ]);
  t.ok(Math.abs(centimetre.samples[0]!.ppi! - 500.38) < 0.01);
  t.notOk('ppi' in ratio.samples[0]!);
  t.notOk('ppi' in unequal.samples[0]!);
});

t.test('a capture is whole or it is none', async (t) => {
  const short = capture(rolledFinger(1, 2, { data: new Uint8Array(10) }));
  await t.rejects(short, {
    name: FormatError.name,
    fault: { format: 'ansi-nist', code: 'inconsistent', field: '4.009' },
  } as unknown as Error);
  const file = Buffer.from(transactionFile([TEXT, rolledFinger(1, 2)]));
  const at = file.indexOf('1.003:') + '1.003:'.length;
  file[at + 2] = '3'.charCodeAt(0);
  await t.rejects(captureOfTransaction(readTransaction(file), SHIPPED_PROFILES), {
    name: FormatError.name,
    fault: { code: 'inconsistent', field: '1.003' },
  } as unknown as Error);
});

t.test('identifiers come as they stand; a domain nobody knows leaves the person unread', async (t) => {
  const file = transactionFile([TEXT], { domain: 'ELSEWHERE', controlReference: 'TCN-0' });
  const { transaction, identity, findings } = await captureOfTransaction(
    readTransaction(file),
    SHIPPED_PROFILES,
  );
  t.same(transaction, {
    tot: 'CAR',
    dat: '20260901',
    dai: 'HUB000000',
    ori: 'BORDER000',
    tcn: 'TCN-1',
    tcr: 'TCN-0',
    domain: 'ELSEWHERE',
  });
  t.equal(identity, undefined);
  t.match(findings, [{ field: '1.013' }]);
  const known = await capture();
  t.match(known.identity, { surnames: ['DOE'], givenNames: ['JANE'] });
});
