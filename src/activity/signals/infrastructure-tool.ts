import { agentFamily } from '../user-agent.js';
import { attempts, isRoutine, listed, type Signal } from './signal.js';

/** Terraform, CloudFormation, Karpenter and services launch all day. It holds only if every launch of the episode is theirs, and usual. */
export const infrastructureTool: Signal = (window) => {
  const calls = attempts(window);
  if (calls.length === 0) return null;
  if (!calls.every((one) => isRoutine(one, window))) return null;
  const tools = calls.map(({ call }) => call.identity.invokedBy ?? agentFamily(call.userAgent ?? ''));
  return { text: `Every launch is by ${listed(tools)}, as before.`, calls: calls.slice(0, 1) };
};
