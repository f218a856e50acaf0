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
  name = "image-resizer"
}

resource "aws_lambda_function" "resizer" {
  function_name = local.name
  role          = aws_iam_role.resizer.arn
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/${local.name}:latest"
}

resource "aws_lambda_function_url" "resizer" {
  function_name      = aws_lambda_function.resizer.function_name
  authorization_type = "NONE"
}

resource "aws_iam_role" "resizer" {
  name = local.name

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "task" {
  name = "${local.name}-task"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_ecs_cluster" "jobs" {
  name = "jobs"
}

data "aws_iam_policy_document" "resizer" {
  statement {
    sid       = "Tasks"
    actions   = ["ecs:RegisterTaskDefinition", "ecs:RunTask"]
    resources = ["*"]

    condition {
      test     = "ArnEqualsIfExists"
      variable = "ecs:cluster"
      values   = [aws_ecs_cluster.jobs.arn]
    }
  }

  statement {
    sid       = "PassTask"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.task.arn]
  }
}

resource "aws_iam_role_policy" "resizer" {
  name   = "tasks"
  role   = aws_iam_role.resizer.id
  policy = data.aws_iam_policy_document.resizer.json
}
