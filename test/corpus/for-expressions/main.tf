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

locals {
  services = {
    etl = {
      run  = ["emr-serverless:CreateApplication", "emr-serverless:StartJobRun"]
      role = "emr-serverless.amazonaws.com"
    }
    web = {
      run  = ["apprunner:ListServices"]
      role = "tasks.apprunner.amazonaws.com"
    }
    docs = {
      run  = ["s3:ListAllMyBuckets"]
      role = null
    }
  }

  with_role = { for name, service in local.services : name => service if service.role != null }

  # One statement for what is run, one for each role that is passed.
  statements = flatten([
    for name, service in local.services : [
      [{
        Sid      = "Run${title(name)}"
        Effect   = "Allow"
        Action   = service.run
        Resource = "*"
      }],
      [for key, role in aws_iam_role.service : {
        Sid      = "Pass${title(key)}"
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = role.arn
      } if key == name],
    ]
  ])

  # Accounts by what they are: { partner = [...], own = [...] }
  accounts = { for id, kind in var.accounts : kind => id... }
}

variable "accounts" {
  type = map(string)
  default = {
    "123456789012" = "own"
    "232323232323" = "partner"
    "242424242424" = "partner"
  }
}

resource "aws_iam_role" "service" {
  for_each = local.with_role

  name = "svc-${each.key}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = each.value.role } }]
  })
}

resource "aws_iam_role" "partner" {
  name = "partner"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for id in local.accounts["partner"] : {
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${id}:root" }
      # Partners have to name us.
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}

resource "aws_iam_role_policy" "partner" {
  name = "services"
  role = aws_iam_role.partner.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.statements
  })
}
