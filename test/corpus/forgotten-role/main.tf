terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "us-east-1"
}

# Moved to the platform team's configuration.
removed {
  from = aws_iam_role.legacy

  lifecycle {
    destroy = false
  }
}

resource "aws_iam_role" "job" {
  name = "job"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "glue.amazonaws.com" } }]
  })
}

data "aws_iam_policy_document" "jobs" {
  statement {
    sid       = "Sessions"
    actions   = ["glue:CreateSession", "glue:RunStatement"]
    resources = ["*"]
  }
  statement {
    sid       = "Role"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.job.arn]
  }
}

resource "aws_iam_role_policy" "jobs" {
  name   = "jobs"
  role   = "legacy"
  policy = data.aws_iam_policy_document.jobs.json
}
