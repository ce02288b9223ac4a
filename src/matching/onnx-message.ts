/**
 * The few protobuf messages of ONNX (onnx.proto, IR version 8) that a segment graph needs, written field by field:
 * nine message types with a dozen fields do not justify a schema compiler in the pure part of the tree.
 */
export const TENSOR_TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
} as const;
export type TensorType = keyof typeof TENSOR_TYPES;

export type Node = {
  readonly operator: string;
  /** Left out for operators of ONNX itself; `com.microsoft` for those onnxruntime adds. */
  readonly domain?: 'com.microsoft';
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[] | Branch>>;
};

/** A branch of `If`: sees every value of the graph around it. */
export type Branch = Pick<Graph, 'name' | 'nodes' | 'outputs'>;

export type Constant = {
  readonly name: string;
  readonly type: TensorType;
  readonly dimensions: readonly number[];
  /** Values in the graph itself, or where they lie in a file beside it. */
  readonly data:
    | Uint8Array
    | { readonly file: string; readonly offsetBytes: number; readonly lengthBytes: number };
};

/** A dimension is a size or the name of one that is known at run time. */
export type ValueInfo = {
  readonly name: string;
  readonly type: TensorType;
  readonly dimensions: readonly (number | string)[];
};

export type Graph = {
  readonly name: string;
  readonly opset: number;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly Node[];
};

/** ModelProto. */
export function encodeModel(graph: Graph): Uint8Array {
  return concat([
    varintField(1, 8),
    textField(2, 'open-biometric-identity-hub'),
    messageField(7, encodeGraph(graph)),
    messageField(8, concat([textField(1, ''), varintField(2, graph.opset)])),
    ...(graph.nodes.some(({ domain }) => domain !== undefined)
      ? [messageField(8, concat([textField(1, 'com.microsoft'), varintField(2, 1)]))]
      : []),
  ]);
}

function encodeGraph(graph: Omit<Graph, 'opset'>): Uint8Array {
  return concat([
    ...graph.nodes.map((node) => messageField(1, encodeNode(node))),
    textField(2, graph.name),
    ...graph.constants.map((constant) => messageField(5, encodeTensor(constant))),
    ...graph.inputs.map((value) => messageField(11, encodeValueInfo(value))),
    ...graph.outputs.map((value) => messageField(12, encodeValueInfo(value))),
  ]);
}

function encodeNode(node: Node): Uint8Array {
  return concat([
    ...node.inputs.map((name) => textField(1, name)),
    ...node.outputs.map((name) => textField(2, name)),
    textField(3, node.outputs[0] ?? node.operator),
    textField(4, node.operator),
    ...Object.entries(node.attributes ?? {}).map(([name, value]) =>
      messageField(5, encodeAttribute(name, value)),
    ),
    ...(node.domain === undefined ? [] : [textField(7, node.domain)]),
  ]);
}

/** AttributeProto: INT (2) in field 3, INTS (7) in field 8, GRAPH (5) in field 6. */
function encodeAttribute(name: string, value: number | readonly number[] | Branch): Uint8Array {
  if (typeof value === 'number')
    return concat([textField(1, name), varintField(3, value), varintField(20, 2)]);
  if ('nodes' in value) {
    const branch = encodeGraph({ ...value, constants: [], inputs: [] });
    return concat([textField(1, name), messageField(6, branch), varintField(20, 5)]);
  }
  return concat([textField(1, name), ...value.map((item) => varintField(8, item)), varintField(20, 7)]);
}

function encodeTensor(constant: Constant): Uint8Array {
  const { data } = constant;
  const head = [
    ...constant.dimensions.map((size) => varintField(1, size)),
    varintField(2, TENSOR_TYPES[constant.type]),
    textField(8, constant.name),
  ];
  if (data instanceof Uint8Array) return concat([...head, messageField(9, data)]);
  return concat([
    ...head,
    externalField('location', data.file),
    externalField('offset', String(data.offsetBytes)),
    externalField('length', String(data.lengthBytes)),
    varintField(14, 1),
  ]);
}

function externalField(key: string, value: string): Uint8Array {
  return messageField(13, concat([textField(1, key), textField(2, value)]));
}

function encodeValueInfo(value: ValueInfo): Uint8Array {
  const shape = concat(
    value.dimensions.map((size) =>
      messageField(1, typeof size === 'number' ? varintField(1, size) : textField(2, size)),
    ),
  );
  const tensor = concat([varintField(1, TENSOR_TYPES[value.type]), messageField(2, shape)]);
  return concat([textField(1, value.name), messageField(2, messageField(1, tensor))]);
}

function textField(field: number, text: string): Uint8Array {
  return messageField(field, new TextEncoder().encode(text));
}

function messageField(field: number, content: Uint8Array): Uint8Array {
  return concat([varint(field * 8 + 2), varint(content.length), content]);
}

function varintField(field: number, value: number): Uint8Array {
  return concat([varint(field * 8), varint(value)]);
}

/** Base-128 with the low group first; negative numbers (axis -1) are 64-bit two's complement. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
