terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_iam_role" "runtime" {
  name = "agent-runtime"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "tasks.apprunner.amazonaws.com" } }]
  })
}

variable "permissions" {
  default = {
    images = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"]
    runner = ["apprunner:CreateService", "apprunner:DescribeService"]
  }
}

resource "aws_iam_role" "agency" {
  name               = "agency"
  assume_role_policy = data.aws_iam_policy_document.agency.json

  inline_policy {
    name = "pass"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Action   = ["iam:PassRole"]
          Effect   = "Allow"
          Resource = aws_iam_role.runtime.arn
        },
      ]
    })
  }

  dynamic "inline_policy" {
    for_each = var.permissions

    content {
      name = inline_policy.key

      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Action   = inline_policy.value
            Effect   = "Allow"
            Resource = "*"
          },
          {
            Action   = "iam:GetRole"
            Effect   = "Allow"
            Resource = aws_iam_role.runtime.arn
          },
        ]
      })
    }
  }
}

data "aws_iam_policy_document" "agency" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::424242424242:role/developers"]
    }
  }
}
