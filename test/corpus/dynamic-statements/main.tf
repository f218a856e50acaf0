terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["123456789012"]
}

data "aws_iam_policy_document" "assume" {
  dynamic "statement" {
    for_each = var.trusts
    iterator = trust

    content {
      sid     = title(trust.key)
      effect  = "Allow"
      actions = ["sts:AssumeRole"]

      dynamic "principals" {
        for_each = trust.value.principals
        content {
          type        = principals.key
          identifiers = principals.value
        }
      }

      dynamic "condition" {
        for_each = trust.value.external_id == null ? [] : [trust.value.external_id]
        content {
          test     = "StringEquals"
          variable = "sts:ExternalId"
          values   = [condition.value]
        }
      }
    }
  }
}

resource "aws_iam_role" "vendor" {
  name               = "vendor"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role" "glue" {
  name = "glue-jobs"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17",
    Statement = [{ Effect = "Allow", Principal = { Service = "glue.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

data "aws_iam_policy_document" "vendor" {
  dynamic "statement" {
    for_each = { for name, grant in var.grants : name => grant if grant.enabled }

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = statement.value.pass ? [aws_iam_role.glue.arn] : ["*"]
    }
  }
}

resource "aws_iam_role_policy" "vendor" {
  role   = aws_iam_role.vendor.name
  policy = data.aws_iam_policy_document.vendor.json
}
