import { describe, expect, test } from 'vitest';
import {
  fillings,
  hasVariables,
  replaceVariables,
  substituteVariables,
  variableKeys,
} from '../../src/evaluation/variables.js';
import { matchesPattern } from '../../src/evaluation/wildcard.js';

describe('policy variables', () => {
  test.each([
    ['home/*', false, []],
    ['home/${aws:username}/*', true, ['aws:username']],
    ["${ aws:PrincipalTag/Team , 'none'}", true, ['aws:principaltag/team']],
    ['${a}-${B}', true, ['a', 'b']],
    ['${*}${?}${$}', true, []],
    ['${aws:username', true, []],
    ['$aws:username}', false, []],
  ])('%s: has some: %s, keys %j', (value, has, keys) => {
    expect(hasVariables(value)).toBe(has);
    expect(variableKeys(value)).toEqual(keys);
  });

  test.each([
    ['home/${aws:username}/*', 'home/<aws:username>/*'],
    ["${A, 'b'}-${C}", '<a>-<c>'],
    ['${*}/${?}/${$}/${a}', '*/?/$/<a>'],
    ['open ${a', 'open ${a'],
    ['none', 'none'],
  ])('%s becomes %s', (value, expected) => {
    expect(replaceVariables(value, (key) => `<${key}>`)).toBe(expected);
  });

  test.each([
    ['a/${k}', 'a/x', true, true],
    ['a/${k}', 'a/y', false, true],
    ['a/${none}', 'a/x', true, false],
    ["a/${none, 'd'}", 'a/d', true, true],
    ["a/${none,'d'}", 'a/d', true, false],
    ["a/${k, 'd'}", 'a/x', true, true],
    ["a/${none, 'd, e'}", 'a/d, e', true, true],
    ['a/${list}', 'a/x', true, false],
    ["a/${list, 'd'}", 'a/d', true, true],
    ['a/${*}', 'a/*', true, true],
    ['a/${*}', 'a/b', false, true],
    ['${star}', '*', true, true],
    ['${star}', 'a', false, true],
    ['${k', '${k', true, true],
  ])('%s against %s: matches %s, complete %s', (value, text, matches, complete) => {
    const context = new Map([
      ['k', ['x']],
      ['list', ['x', 'y']],
      ['star', ['*']],
    ]);
    const substituted = substituteVariables(value, context);
    expect([matchesPattern(substituted.pattern, text), substituted.complete]).toEqual([matches, complete]);
  });

  test.each([
    ['a variable alone', '${k}', 'alice', ['alice']],
    ['between texts', 'home/${k}/docs', 'home/alice/docs', ['alice']],
    ['in any case', 'home/${K}', 'home/alice', ['alice']],
    ['where the texts differ', 'home/${k}/docs', 'work/alice/docs', []],
    ['where the end differs', 'home/${k}/docs', 'home/alice', []],
    ['never nothing', 'home/${k}', 'home/', []],
    ['another variable', 'home/${other}', 'home/alice', []],
    ['another variable beside it stands for anything', '${other}/${k}', 'a/b', ['b']],
    ['after a wildcard', 'arn:aws:ec2:*:*:instance/${k}', 'arn:aws:ec2:eu-west-1:1:instance/i-1', ['i-1']],
    ['an escape is a character', '${*}${k}', '*b', ['b']],
    ['no other character', '${*}${k}', 'ab', []],
    ['the fewest that a wildcard leaves', '*${k}', 'abcdefgh', ['abcdefgh', 'bcdefgh', 'cdefgh', 'defgh']],
    ['the longest first', '${k}*', 'abcdefgh', ['abcde', 'abcdef', 'abcdefg', 'abcdefgh']],
  ])('what one could stand for: %s', (_, value, text, expected) => {
    expect(fillings(value, 'k', text)).toEqual(expected);
  });
});
