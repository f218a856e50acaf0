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

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [aws_cloudwatch_log_group.batch.arn, "${aws_cloudwatch_log_group.batch.arn}:*"]
  }

  statement {
    sid       = "Compute"
    effect    = "Deny"
    actions   = ["batch:*", "ec2:*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "pass" {
  statement {
    sid       = "Pass"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.service.arn, aws_iam_role.instance.arn]
  }
}

# Takes the place of the deny in the base.
data "aws_iam_policy_document" "compute" {
  statement {
    sid = "Compute"

    actions = [
      "batch:CreateComputeEnvironment",
      "batch:CreateJobQueue",
      "batch:RegisterJobDefinition",
      "batch:SubmitJob",
    ]

    resources = ["*"]
  }
}

data "aws_iam_policy_document" "all" {
  source_policy_documents = [
    data.aws_iam_policy_document.base.json,
    data.aws_iam_policy_document.pass.json,
  ]

  override_policy_documents = [data.aws_iam_policy_document.compute.json]
}

resource "aws_cloudwatch_log_group" "batch" {
  name = "/acme/batch"
}

resource "aws_iam_role" "service" {
  name               = "batch-service"
  assume_role_policy = data.aws_iam_policy_document.service["batch"].json
}

resource "aws_iam_role" "instance" {
  name               = "batch-instance"
  assume_role_policy = data.aws_iam_policy_document.service["ec2"].json
}

resource "aws_iam_instance_profile" "instance" {
  name = "batch-instance"
  role = aws_iam_role.instance.name
}

data "aws_iam_policy_document" "service" {
  for_each = toset(["batch", "ec2"])

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["${each.key}.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "research" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_role" "research" {
  name               = "research"
  assume_role_policy = data.aws_iam_policy_document.research.json
}

resource "aws_iam_role_policy" "research" {
  name   = "batch"
  role   = aws_iam_role.research.id
  policy = data.aws_iam_policy_document.all.json
}
