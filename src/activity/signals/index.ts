import { acceleratedType } from './accelerated-type.js';
import { largeType } from './large-type.js';
import { largestFargate } from './largest-fargate.js';
import { hundredsAtOnce, manyAtOnce } from './many-at-once.js';
import { scalingCeiling } from './scaling-ceiling.js';
import { everyRegion, regionSpread } from './region-spread.js';
import { newRegion } from './new-region.js';
import { terminationProtection } from './termination-protection.js';
import { dryRunProbe } from './dry-run-probe.js';
import { refusedThenSmaller } from './refused-then-smaller.js';
import { quotaProbing } from './quota-probing.js';
import { miningPort } from './mining-port.js';
import { newOrigin } from './new-origin.js';
import { longTermKey } from './long-term-key.js';
import { launchKit } from './launch-kit.js';
import { knownMiner } from './known-miner.js';
import { sameRandomName } from './same-random-name.js';
import { spot } from './spot.js';
import { persistenceKit } from './persistence-kit.js';
import { quarantinedKey } from './quarantined-key.js';
import { costRise, costSteady } from './cost-rise.js';
import { infrastructureTool } from './infrastructure-tool.js';
import { usualLaunch } from './usual-launch.js';
import type { Signal } from './signal.js';

/** Every signal by its id in `rules.yaml`. */
export const signals: Readonly<Record<string, Signal>> = {
  'accelerated-type': acceleratedType,
  'large-type': largeType,
  'largest-fargate': largestFargate,
  'many-at-once': manyAtOnce,
  'hundreds-at-once': hundredsAtOnce,
  'scaling-ceiling': scalingCeiling,
  'region-spread': regionSpread,
  'every-region': everyRegion,
  'new-region': newRegion,
  'termination-protection': terminationProtection,
  'dry-run-probe': dryRunProbe,
  'refused-then-smaller': refusedThenSmaller,
  'quota-probing': quotaProbing,
  'new-origin': newOrigin,
  'long-term-key': longTermKey,
  'launch-kit': launchKit,
  'known-miner': knownMiner,
  'same-random-name': sameRandomName,
  'mining-port': miningPort,
  'cost-rise': costRise,
  spot: spot,
  'persistence-kit': persistenceKit,
  'quarantined-key': quarantinedKey,
  'infrastructure-tool': infrastructureTool,
  'usual-launch': usualLaunch,
  'cost-steady': costSteady,
};
