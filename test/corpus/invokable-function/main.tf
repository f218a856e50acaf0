terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "us-east-1"
}

locals {
  functions = {
    hooks = { public = true, policy = "provision" }
    cron  = { public = false, policy = "provision" }
    ping  = { public = true, policy = "none" }
  }
}

resource "aws_iam_role" "function" {
  for_each           = local.functions
  name_prefix        = "fn-${each.key}-"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

resource "aws_lambda_function" "this" {
  for_each = local.functions

  function_name = each.key
  handler       = "index.handler"
  runtime       = "nodejs20.x"
  s3_bucket     = "acme-artifacts"
  s3_key        = "${each.key}.zip"
  role          = aws_iam_role.function[each.key].arn
}

resource "aws_lambda_permission" "public" {
  for_each = { for name, function in local.functions : name => function if function.public }

  statement_id  = "Public"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this[each.key].arn
  principal     = "*"
}

resource "aws_iam_role_policy" "provision" {
  for_each = { for name, function in local.functions : name => function if function.policy == "provision" }

  name = "provision"
  role = aws_iam_role.function[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "lambda:GetFunction"
        Resource = aws_lambda_function.this[each.key].arn
      },
      {
        Effect   = "Allow"
        Action   = "ec2:RunInstances"
        Resource = "*"
      },
    ]
  })
}
