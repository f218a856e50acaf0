terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

data "aws_iam_policy_document" "policy" {
  for_each = local.policies

  statement {
    actions   = each.value
    resources = ["*"]
  }

  statement {
    actions   = ["logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.audit.arn}:*"]
  }
}

resource "aws_cloudwatch_log_group" "audit" {
  name_prefix = "audit-"
}

locals {
  policies = {
    inspect = ["ecs:Describe*", "ecs:List*"]
    launch  = ["ec2:RunInstances", "ec2:CreateTags"]
    store   = ["s3:PutObject"]
  }

  attachments = {
    "auditor-inspect" = { role = "auditor", policy = "inspect" }
    "auditor-store"   = { role = "auditor", policy = "store" }
    "vendor-launch"   = { role = "vendor", policy = "launch" }
    "internal-launch" = { role = "internal", policy = "launch" }
  }

  trusted = {
    auditor  = "404040404040"
    vendor   = "414141414141"
    internal = data.aws_caller_identity.this.account_id
  }
}

data "aws_caller_identity" "this" {}

resource "aws_iam_policy" "this" {
  for_each    = local.policies
  name_prefix = "${each.key}-"
  policy      = data.aws_iam_policy_document.policy[each.key].json
}

resource "aws_iam_role" "this" {
  for_each = local.trusted
  name     = each.key

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = each.value } }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = local.attachments
  role       = aws_iam_role.this[each.value.role].name
  policy_arn = aws_iam_policy.this[each.value.policy].arn
}
