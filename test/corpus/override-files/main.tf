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

resource "aws_iam_role" "mwaa" {
  name               = "mwaa"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"] } }] })
}

resource "aws_iam_role" "scheduler" {
  name = "scheduler"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = aws_iam_role.mwaa.arn } }]
  })
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    sid       = "Read"
    actions   = ["airflow:Get*"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "scheduler" {
  name   = "airflow"
  role   = aws_iam_role.scheduler.name
  policy = data.aws_iam_policy_document.scheduler.json
}
