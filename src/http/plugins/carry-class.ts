/**
 * Everything a request has done in this process is done in its class of service: what it has to wait for, connections to
 * the database above all, is lent in that order. The class is that of the operation it would become, by the same rule; what
 * becomes none (a page of a list, a console) is `interactive`, or `border` where the purpose is.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ServiceClass, serviceClassOf } from '../../domain/service-class.js';
import { SYSTEMS } from '../../domain/systems.js';
import type { Carried } from '../../platform/carried.js';
import { readBulk } from '../request-headers.js';
import { requesterOf } from './authentication.js';

/** After `authenticate`: the class follows from who asks. Fastify brings whoever handles a body back in. */
export function carryClass(app: FastifyInstance, classInHand: Carried<ServiceClass>): void {
  app.addHook('onRequest', (request, _reply, done) => classInHand.run(classOf(request), done));
}

function classOf(request: FastifyRequest): ServiceClass {
  const { config, schema } = request.routeOptions;
  // Probes of health, and files: whoever watches over the hub must see it while it is busiest. Anybody may ask the portal.
  if (config.open === true) return config.perMinute === undefined ? 'border' : 'interactive';
  // Metrics: figures that wait behind callers are missing, and their alerts silent, when they are needed.
  if (config.unlogged === true) return 'border';
  const { operationId } = (schema ?? {}) as { readonly operationId?: string };
  const kind = operationId === 'enrol-encounter' ? 'enrol' : 'read';
  const { system: named } = (request.params ?? {}) as { readonly system?: string };
  const system = SYSTEMS.find((each) => each === named);
  const isBulk = readBulk(request).isBulk === true;
  return serviceClassOf(requesterOf(request), system === undefined ? { kind } : { kind, system }, isBulk);
}
