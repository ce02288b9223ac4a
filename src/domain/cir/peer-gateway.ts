/**
 * A gateway of the identity repository whose search reaches a system another hub keeps. The hub that was asked has checked
 * what the gateway demands (a mandate, presence, grounds) and vouches for it in the token it signs; the hub that keeps the
 * system checks that the gateway is for this class and leads to this system, and returns what the gateway returns.
 */
import type { PeerGateway, Requester } from '../authorities.js';
import { operatesSystem, UNION_AGENCY } from '../country-codes.js';
import { GATEWAY_ROWS } from '../law/cir-table.js';
import { decideTask } from '../law/task-access.js';
import type { TaskRight } from '../law/task-access-table.js';
import type { SystemId } from '../systems.js';

const RIGHT_OF: Readonly<Record<PeerGateway, TaskRight>> = {
  police: 'cir-identification',
  screening: 'cir-identification',
  'law-enforcement': 'cir-law-enforcement',
};

/** Why nothing is searched for it; `undefined` where something is. */
export function peerGatewayRefusal(
  requester: Requester,
  gateway: PeerGateway,
  systems: readonly SystemId[],
): string | undefined {
  if (requester.vouchedGateway !== gateway) return 'Nobody vouches for what the gateway demands.';
  const { authorityClass, memberState } = requester;
  const task = decideTask(requester, RIGHT_OF[gateway]);
  if (!task.permitted) return task.reason;
  const row = GATEWAY_ROWS.find((each) => each.gateway === gateway);
  const isFor =
    row !== undefined && row.classes !== 'verifier-of-the-link' && row.classes.includes(authorityClass);
  if (!isFor || !systems.every((system) => row.systems.includes(system))) {
    return `The gateway does not lead there. ${row?.citation ?? ''}`;
  }
  const takesPart =
    memberState === UNION_AGENCY || systems.every((system) => operatesSystem(memberState, system));
  return takesPart ? undefined : "The system is not operated by the requester's state.";
}
