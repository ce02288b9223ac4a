/** Ports that tell of each of their calls: what is done shows, whatever is answered, and without a watch. */
import type { FakePorts } from './fakes/fake-ports.js';

/** What is not a port: nothing is done there that somebody could notice. */
const OPEN: readonly (keyof FakePorts)[] = ['state', 'handedOver', 'announced', 'answers', 'time', 'metrics'];

export function withCallsTold(ports: FakePorts, tell: (name: string) => void): FakePorts {
  const told = Object.entries(ports).map(([port, value]): readonly [string, unknown] => {
    if ((OPEN as readonly string[]).includes(port)) return [port, value];
    if (value instanceof Map) {
      const each = [...value].map(([key, part]) => [key, telling(part, `${port}.${key}`, tell)] as const);
      return [port, new Map(each)];
    }
    return [port, telling(value, port, tell)];
  });
  return Object.fromEntries(told) as FakePorts;
}

function telling(value: unknown, name: string, tell: (name: string) => void): unknown {
  if (typeof value === 'function') {
    return (...given: unknown[]) => {
      tell(name);
      return Reflect.apply(value, undefined, given);
    };
  }
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, method, self) {
      const part: unknown = Reflect.get(target, method, self);
      if (typeof part !== 'function') return part;
      return (...given: unknown[]) => {
        tell(`${name}.${String(method)}`);
        return Reflect.apply(part, target, given);
      };
    },
  });
}
