locals {
  owners = ["arn:aws:iam::123456789012:root"]
  roles = {
    "imp.one" = local.owners
    "imp.two" = concat(local.owners, [
      "858585858585",
    ])
  }
}

import {
  for_each = local.roles
  to       = module.legacy.aws_iam_role.this[each.key]
  id       = each.key
}

import {
  for_each = local.roles
  to       = module.legacy.aws_iam_role_policy.this[each.key]
  id       = "${each.key}:run"
}

module "legacy" {
  source = "./mod"
  roles  = local.roles
}
