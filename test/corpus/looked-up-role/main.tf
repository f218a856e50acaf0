terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "us-east-1"
}

# Both are made by the platform team.
data "aws_iam_role" "partner" {
  name = "existing-partner"
}

data "aws_iam_policy" "read" {
  name = "existing-read"
}

resource "aws_iam_role" "glue" {
  name               = "glue"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "glue.amazonaws.com" } }] })
}

data "aws_iam_policy_document" "glue" {
  source_policy_documents = [data.aws_iam_policy.read.policy]

  statement {
    actions   = ["glue:CreateJob", "glue:StartJobRun"]
    resources = ["*"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.glue.arn]
  }
}

resource "aws_iam_policy" "glue" {
  name   = "glue"
  policy = data.aws_iam_policy_document.glue.json
}

resource "aws_iam_role_policy_attachment" "glue" {
  role       = data.aws_iam_role.partner.name
  policy_arn = aws_iam_policy.glue.arn
}
