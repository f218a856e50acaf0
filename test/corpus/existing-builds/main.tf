terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_codebuild_project" "image" {
  name         = "image"
  service_role = aws_iam_role.build.arn

  artifacts {
    type = "NO_ARTIFACTS"
  }

  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
  }

  source {
    type     = "GITHUB"
    location = "https://github.com/acme/image.git"
  }
}

resource "aws_iam_role" "build" {
  name               = "build"
  assume_role_policy = templatestring(local.trust, { principal = jsonencode({ Service = "codebuild.amazonaws.com" }) })
}

resource "aws_iam_role" "quality" {
  name               = "quality-vendor"
  assume_role_policy = templatestring(local.trust, { principal = jsonencode({ AWS = "494949494949" }) })
}

locals {
  trust = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": $${principal} }]
    }
  EOT
}

data "aws_iam_policy_document" "quality" {
  statement {
    sid       = "See"
    actions   = ["codebuild:BatchGet*", "codebuild:List*"]
    resources = [aws_codebuild_project.image.arn]
  }

  statement {
    sid       = "Start"
    actions   = ["codebuild:StartBuild"]
    resources = [aws_codebuild_project.image.arn]
  }
}

resource "aws_iam_role_policy" "quality" {
  role   = aws_iam_role.quality.name
  policy = data.aws_iam_policy_document.quality.json
}
