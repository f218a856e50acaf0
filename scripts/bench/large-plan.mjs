/**
 * A made-up Terraform configuration of `services` modules of three files each, and the plan that creates all of it: a third
 * of the resources are of IAM, and most of their policies are known only after apply. Returns the plan, and the text of
 * each `.tf` file by its path.
 */
export function largePlan({ services }) {
  const files = new Map([
    ['main.tf', MAIN],
    ['services.tf', lines(services, (index) => callOf(nameOf(index)))],
  ]);
  const modules = Array.from({ length: services }, (_, index) => serviceModule(nameOf(index)));
  for (const { name, resources } of modules) {
    const [main, iam] = [false, true].map((ofIam) =>
      resources.filter(({ type }) => type.startsWith('aws_iam_') === ofIam).map(({ text }) => text),
    );
    files.set(`services/${name}/main.tf`, main.join('\n'));
    files.set(`services/${name}/iam.tf`, iam.join('\n'));
    files.set(`services/${name}/variables.tf`, VARIABLES);
  }
  return { files, plan: planOf(modules) };
}

const PROVIDER = 'registry.terraform.io/hashicorp/aws';
const ACCOUNT = '111111111111';
const MAIN = `terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "eu-west-1"
}
`;
const VARIABLES = `variable "name" {
  type = string
}

variable "queues" {
  type    = set(string)
  default = ["in", "out", "retry", "dead"]
}
`;
const QUEUES = ['in', 'out', 'retry', 'dead'];

/** What the provider's schema has beside what is written here: a plan shows it as null or unknown. */
const UNSET = {
  aws_sqs_queue: ['content_based_deduplication', 'kms_master_key_id', 'name_prefix', 'redrive_policy', 'tags'],
  aws_s3_bucket: [
    'bucket_prefix',
    'cors_rule',
    'grant',
    'lifecycle_rule',
    'logging',
    'object_lock_configuration',
    'timeouts',
  ],
  aws_cloudwatch_log_group: ['tags', 'log_group_class'],
  aws_security_group: ['description', 'revoke_rules_on_delete', 'tags', 'timeouts'],
  aws_iam_role: ['description', 'force_detach_policies', 'max_session_duration', 'permissions_boundary', 'tags'],
  aws_iam_policy: ['description', 'delay_after_policy_creation_in_ms', 'tags'],
  aws_iam_policy_document: ['override_policy_documents', 'policy_id', 'source_policy_documents', 'version'],
};

function nameOf(index) {
  return `service-${String(index).padStart(3, '0')}`;
}

function callOf(name) {
  return `module "${name}" {\n  source = "./services/${name}"\n  name   = "${name}"\n}\n`;
}

function lines(count, line) {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

/** The resources of one module: what each is in the plan, and its text. */
function serviceModule(name) {
  const resources = [];
  const add = (type, label, body, { values, unknown = [], expressions = {}, mode = 'managed', keys = [null] }) =>
    resources.push({
      type,
      label,
      mode,
      keys,
      values,
      unknown,
      expressions,
      text: block(mode, type, label, body, keys),
    });

  add('aws_sqs_queue', 'this', '  name = "${var.name}-${each.key}"', {
    keys: QUEUES,
    values: (key) => ({ name: `${name}-${key}`, delay_seconds: 0, fifo_queue: false, max_message_size: 262144 }),
    unknown: ['arn', 'id', 'url', 'policy'],
    expressions: { name: { references: ['var.name', 'each.key'] } },
  });
  for (let index = 0; index < 12; index += 1) {
    add('aws_s3_bucket', `bucket_${index}`, `  bucket = "\${var.name}-${index}"\n  tags   = { service = var.name }`, {
      values: () => ({ bucket: `${name}-${index}`, force_destroy: false, tags: { service: name } }),
      unknown: ['arn', 'id', 'policy', 'bucket_domain_name', 'hosted_zone_id', 'website', 'versioning'],
      expressions: { bucket: { references: ['var.name'] }, tags: { references: ['var.name'] } },
    });
    add(
      'aws_cloudwatch_log_group',
      `logs_${index}`,
      `  name              = "/\${var.name}/${index}"\n  retention_in_days = 30`,
      {
        values: () => ({ name: `/${name}/${index}`, retention_in_days: 30, skip_destroy: false, kms_key_id: null }),
        unknown: ['arn', 'id', 'name_prefix'],
        expressions: { name: { references: ['var.name'] }, retention_in_days: { constant_value: 30 } },
      },
    );
    add(
      'aws_security_group',
      `group_${index}`,
      `  name   = "\${var.name}-${index}"\n  vpc_id = "vpc-0abc"\n\n  ingress {\n    from_port   = ${8000 + index}\n    to_port     = ${8000 + index}\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/8"]\n  }`,
      {
        values: () => ({
          name: `${name}-${index}`,
          vpc_id: 'vpc-0abc',
          ingress: [{ from_port: 8000 + index, to_port: 8000 + index, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] }],
        }),
        unknown: ['arn', 'id', 'owner_id', 'egress', 'name_prefix'],
        expressions: { name: { references: ['var.name'] }, vpc_id: { constant_value: 'vpc-0abc' } },
      },
    );
  }
  for (let index = 0; index < 8; index += 1) addRole(add, name, index);
  return { name, resources };
}

/** A role of a service of AWS, its permissions in two ways, and what attaches one of them. */
function addRole(add, name, index) {
  const role = `role_${index}`;
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
  };
  add(
    'aws_iam_role',
    role,
    `  name = "\${var.name}-${index}"\n\n  assume_role_policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [{\n      Effect    = "Allow"\n      Action    = "sts:AssumeRole"\n      Principal = { Service = "lambda.amazonaws.com" }\n    }]\n  })`,
    {
      values: () => ({ name: `${name}-${index}`, path: '/', assume_role_policy: JSON.stringify(trust) }),
      unknown: ['arn', 'id', 'unique_id', 'create_date', 'name_prefix', 'managed_policy_arns', 'inline_policy'],
      expressions: { name: { references: ['var.name'] }, assume_role_policy: {} },
    },
  );
  add(
    'aws_iam_role_policy',
    role,
    `  name = "inline"\n  role = aws_iam_role.${role}.id\n\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [\n      {\n        Effect   = "Allow"\n        Action   = ["s3:GetObject", "s3:PutObject"]\n        Resource = "\${aws_s3_bucket.bucket_${index}.arn}/*"\n      },\n      {\n        Effect   = "Allow"\n        Action   = ["sqs:SendMessage"]\n        Resource = values(aws_sqs_queue.this)[*].arn\n      },\n    ]\n  })`,
    {
      values: () => ({ name: 'inline' }),
      unknown: ['id', 'role', 'policy', 'name_prefix'],
      expressions: {
        name: { constant_value: 'inline' },
        role: { references: [`aws_iam_role.${role}.id`, `aws_iam_role.${role}`] },
        policy: {
          references: [`aws_s3_bucket.bucket_${index}.arn`, `aws_s3_bucket.bucket_${index}`, 'aws_sqs_queue.this'],
        },
      },
    },
  );
  const statement = { effect: null, sid: 'Logs', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'] };
  add(
    'aws_iam_policy_document',
    role,
    `  statement {\n    sid       = "Logs"\n    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]\n    resources = ["\${aws_cloudwatch_log_group.logs_${index}.arn}:*"]\n  }`,
    {
      mode: 'data',
      values: () => ({ statement: [{ ...statement, resources: [null] }] }),
      unknown: ['id', 'json', 'minified_json'],
      expressions: {
        statement: [
          {
            sid: { constant_value: 'Logs' },
            actions: { constant_value: statement.actions },
            resources: {
              references: [`aws_cloudwatch_log_group.logs_${index}.arn`, `aws_cloudwatch_log_group.logs_${index}`],
            },
          },
        ],
      },
    },
  );
  const document = `data.aws_iam_policy_document.${role}`;
  add('aws_iam_policy', role, `  name   = "\${var.name}-${index}"\n  policy = ${document}.json`, {
    values: () => ({ name: `${name}-${index}`, path: '/' }),
    unknown: ['arn', 'id', 'policy', 'policy_id', 'name_prefix'],
    expressions: { name: { references: ['var.name'] }, policy: { references: [`${document}.json`, document] } },
  });
  const policy = `aws_iam_policy.${role}`;
  add(
    'aws_iam_role_policy_attachment',
    role,
    `  role       = aws_iam_role.${role}.name\n  policy_arn = ${policy}.arn`,
    {
      values: () => ({ role: `${name}-${index}` }),
      unknown: ['id', 'policy_arn'],
      expressions: {
        role: { references: [`aws_iam_role.${role}.name`, `aws_iam_role.${role}`] },
        policy_arn: { references: [`${policy}.arn`, policy] },
      },
    },
  );
}

function block(mode, type, label, body, keys) {
  const repeated = keys[0] === null ? '' : '  for_each = var.queues\n\n';
  return `${mode === 'data' ? 'data' : 'resource'} "${type}" "${label}" {\n${repeated}${body}\n}\n`;
}

function planOf(modules) {
  const changes = modules.flatMap(({ name, resources }) => resources.flatMap((one) => changesOf(name, one)));
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {
      root_module: {
        child_modules: modules.map(({ name }) => ({
          address: `module.${name}`,
          resources: changes
            .filter((change) => change.module_address === `module.${name}`)
            .map(({ change, ...resource }) => ({
              ...resource,
              schema_version: 0,
              values: change.after,
              sensitive_values: {},
            })),
        })),
      },
    },
    resource_changes: changes,
    prior_state: {
      format_version: '1.0',
      terraform_version: '1.11.4',
      values: { root_module: { resources: [callerIdentity()] } },
    },
    configuration: {
      provider_config: {
        aws: { name: 'aws', full_name: PROVIDER, expressions: { region: { constant_value: 'eu-west-1' } } },
      },
      root_module: { module_calls: Object.fromEntries(modules.map(moduleCall)) },
    },
    timestamp: '2026-01-01T00:00:00Z',
    applyable: true,
    complete: true,
    errored: false,
  };
}

function callerIdentity() {
  const address = 'data.aws_caller_identity.current';
  const identity = { account_id: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/ci`, id: ACCOUNT, user_id: 'AIDA' };
  const [, type, name] = address.split('.');
  return { address, mode: 'data', type, name, provider_name: PROVIDER, schema_version: 0, values: identity };
}

function changesOf(module, { mode, type, label, keys, values, unknown }) {
  return keys.map((key) => {
    const local = `${mode === 'data' ? 'data.' : ''}${type}.${label}`;
    return {
      address: `module.${module}.${local}${key === null ? '' : `["${key}"]`}`,
      module_address: `module.${module}`,
      mode,
      type,
      name: label,
      ...(key === null ? {} : { index: key }),
      provider_name: PROVIDER,
      change: {
        actions: [mode === 'data' ? 'read' : 'create'],
        before: null,
        after: { ...values(key), ...Object.fromEntries((UNSET[type] ?? []).map((attribute) => [attribute, null])) },
        after_unknown: Object.fromEntries([...unknown, 'tags_all', 'region'].map((attribute) => [attribute, true])),
        before_sensitive: false,
        after_sensitive: Object.fromEntries(unknown.map((attribute) => [attribute, []])),
      },
    };
  });
}

function moduleCall({ name, resources }) {
  return [
    name,
    {
      source: `./services/${name}`,
      expressions: { name: { constant_value: name } },
      module: {
        variables: { name: {}, queues: { default: QUEUES } },
        resources: resources.map(({ mode, type, label, expressions, keys }) => ({
          address: `${mode === 'data' ? 'data.' : ''}${type}.${label}`,
          mode,
          type,
          name: label,
          provider_config_key: 'aws',
          expressions,
          schema_version: 0,
          ...(keys[0] === null ? {} : { for_each_expression: { references: ['var.queues'] } }),
        })),
      },
    },
  ];
}
