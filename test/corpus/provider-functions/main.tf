terraform {
  required_version = ">= 1.8"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.40"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_iam_role" "task" {
  name               = "task"
  path               = "/svc/"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}

resource "aws_iam_role" "vendor" {
  name = "vendor"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = provider::aws::arn_build("aws", "iam", "", "585858585858", "root") }
    }]
  })
}

resource "aws_iam_role_policy" "vendor" {
  name = "tasks"
  role = aws_iam_role.vendor.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:RegisterTaskDefinition", "ecs:RunTask"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = provider::aws::arn_build("aws", "iam", "", provider::aws::arn_parse(aws_iam_role.task.arn).account_id, "role/svc/task")
      },
    ]
  })
}
