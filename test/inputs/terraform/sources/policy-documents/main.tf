# Each data source is evaluated in policy-documents.test.ts; documents.json holds what the provider makes of it.
variable "buckets" {
  type    = map(object({ write = optional(bool, false), prefixes = optional(list(string), ["*"]) }))
  default = { logs = {}, data = { write = true, prefixes = ["in/*", "out/*"] } }
}

locals {
  issuer = "token.actions.githubusercontent.com"
}

data "aws_iam_policy_document" "defaults" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "lists" {
  version   = "2008-10-17"
  policy_id = "lists"
  statement {
    sid           = "Lists"
    effect        = "Deny"
    not_actions   = ["s3:Put*", "s3:Get*", "s3:Get*"]
    not_resources = toset(["b", "a"])
  }
  statement {
    actions   = []
    resources = ["x"]
  }
}

data "aws_iam_policy_document" "variables" {
  statement {
    actions   = ["s3:&{x}"]
    resources = ["arn:aws:s3:::home/&{aws:username}/*"]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["", "&{aws:username}/"]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111111111111:oidc-provider/${local.issuer}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringLike"
      variable = "${local.issuer}:sub"
      values   = [for branch in ["main", "dev"] : "repo:acme/app:ref:refs/heads/${branch}"]
    }
    condition {
      test     = "StringLike"
      variable = "${local.issuer}:sub"
      values   = ["repo:acme/app:environment:prod"]
    }
  }
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["111111111111"]
    }
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "anyone" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    not_principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

data "aws_iam_policy_document" "dynamic" {
  dynamic "statement" {
    for_each = var.buckets
    content {
      sid       = title(statement.key)
      actions   = concat(["s3:GetObject"], statement.value.write ? ["s3:PutObject"] : [])
      resources = formatlist("arn:aws:s3:::%s/%s", statement.key, statement.value.prefixes)
    }
  }
  dynamic "statement" {
    for_each = toset(["b", "a"])
    iterator = item
    content {
      actions   = ["sts:AssumeRole"]
      resources = ["${item.key}${item.value}"]
      dynamic "condition" {
        for_each = item.value == "a" ? [1, 2] : []
        content {
          test     = "Bool"
          variable = "aws:SecureTransport"
          values   = [condition.key == 0]
        }
      }
    }
  }
}

data "aws_iam_policy_document" "layers" {
  source_policy_documents = [
    data.aws_iam_policy_document.dynamic.json,
    jsonencode({ Version = "2008-10-17", Id = "source", Statement = [{ Sid = "Kept", Effect = "Allow", Action = "a:b", Resource = "*" }] }),
  ]
  statement {
    sid       = "Data"
    actions   = ["s3:ListBucket"]
    resources = ["own"]
  }
  statement {
    actions   = ["x:Y"]
    resources = ["own"]
  }
  override_policy_documents = [
    data.aws_iam_policy_document.defaults.json,
    <<-EOT
      {
        "Statement": [
          { "Sid": "Logs", "Effect": "Deny", "Action": "*", "Resource": "*" },
          { "Sid": "New", "Effect": "Allow", "Action": ["n:ew"], "Resource": ["*"] }
        ]
      }
    EOT
  ]
}

data "aws_iam_policy_document" "empty" {
  version = "2012-10-17"
}

locals {
  results = { for name, document in {
    defaults = data.aws_iam_policy_document.defaults, lists = data.aws_iam_policy_document.lists,
    variables = data.aws_iam_policy_document.variables, trust = data.aws_iam_policy_document.trust,
    anyone = data.aws_iam_policy_document.anyone, dynamic = data.aws_iam_policy_document.dynamic,
    layers = data.aws_iam_policy_document.layers, empty = data.aws_iam_policy_document.empty,
  } : name => jsondecode(document.json) }
}

output "results" {
  value = local.results
}
