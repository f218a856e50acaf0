terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = var.region
}

resource "aws_iam_role" "flink" {
  count              = local.streaming ? 1 : 0
  name               = "flink"
  assume_role_policy = data.aws_iam_policy_document.flink.json
}

data "aws_iam_policy_document" "flink" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["kinesisanalytics.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [coalesce(var.operator, "arn:aws:iam::123456789012:role/platform")]
    }
    dynamic "condition" {
      for_each = try(var.settings.external_id, null) != null ? [1] : []
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [var.settings.external_id]
      }
    }
  }
}

resource "aws_iam_role" "operator" {
  name                 = "stream-operator"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.boundary
}

resource "aws_iam_role_policy" "operator" {
  name = "streams"
  role = aws_iam_role.operator.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid      = "Read"
        Effect   = "Allow"
        Action   = "kinesisanalytics:Describe*"
        Resource = "*"
      }],
      local.streaming ? [{
        Sid      = "Write"
        Effect   = "Allow"
        Action   = var.mode == "none" ? [] : ["kinesisanalytics:CreateApplication", "kinesisanalytics:StartApplication"]
        Resource = "*"
      }] : [],
      [
        for arn in aws_iam_role.flink[*].arn : {
          Sid      = "Pass"
          Effect   = arn == "" ? "Deny" : "Allow"
          Action   = "iam:PassRole"
          Resource = one(aws_iam_role.flink[*].arn)
        }
      ],
    )
  })
}
