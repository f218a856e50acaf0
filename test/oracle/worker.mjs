import { parentPort } from 'node:worker_threads';
import { runSimulation } from '@cloud-copilot/iam-simulate';

const DECISIONS = { Allowed: 'allowed', ExplicitlyDenied: 'explicitDeny', ImplicitlyDenied: 'implicitDeny' };

parentPort.on('message', async (simulations) => {
  for (const simulation of simulations) parentPort.postMessage(await answer(simulation));
});

async function answer(simulation) {
  try {
    const result = await runSimulation(simulation, { simulationMode: 'Strict' });
    if (result.resultType === 'single') {
      // Nothing denies a request to a restricted public bucket but the setting, and that is no statement.
      if (result.result.analysis.blockedBy?.includes('s3-bpa')) return DECISIONS.ImplicitlyDenied;
      return DECISIONS[result.overallResult] ?? { refused: result.overallResult };
    }
    return { refused: JSON.stringify(result.errors ?? result.resultType) };
  } catch (error) {
    return { refused: String(error) };
  }
}
