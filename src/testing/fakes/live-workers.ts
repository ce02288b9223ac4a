/** Workers that come to an operation while its caller waits for it, and end it as failed where they fail at it. */
import type { OperationalError } from '../../platform/operational-error.js';
import { JOB_WORKFLOWS } from '../../workflows/create-job-workflows.js';
import { createFailOperation } from '../../workflows/fail-operation.js';
import type { FakePorts } from './fake-ports.js';

const NEVER = new AbortController().signal;

export function withLiveWorkers(fake: FakePorts): FakePorts {
  const ports: FakePorts = {
    ...fake,
    notices: {
      ...fake.notices,
      async waitWhile(_operationId, _waitMs, isRunning) {
        if (await isRunning()) await work(ports);
      },
    },
  };
  return ports;
}

async function work(ports: FakePorts): Promise<void> {
  await ports.outbox.relay();
  const job = ports.handedOver.shift();
  if (!job) return;
  try {
    await JOB_WORKFLOWS[job.queue](ports)(job.operationId, NEVER);
  } catch (error) {
    const { code, message } = error as OperationalError;
    await createFailOperation(ports)(job.operationId, { code, detail: message }, { mayPass: false });
  }
  await work(ports);
}
