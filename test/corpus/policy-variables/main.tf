terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "home" {
  bucket_prefix = "home-"
}

resource "aws_iam_role" "project" {
  for_each = toset(["apollo", "gemini"])
  name     = "project-${each.key}-task"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

# Contractors work for one project, which their role's tag names.
resource "aws_iam_role" "contractor" {
  name = "contractor"
  tags = { project = "apollo" }

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "505050505050" } }]
  })
}

data "aws_iam_policy_document" "contractor" {
  statement {
    actions   = ["s3:*"]
    resources = ["${aws_s3_bucket.home.arn}/&{aws:PrincipalTag/project}/*"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/project-$${aws:PrincipalTag/project}-task"]
  }

  statement {
    actions   = ["ecs:RegisterTaskDefinition", "ecs:RunTask"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "contractor" {
  name   = "project"
  role   = aws_iam_role.contractor.id
  policy = data.aws_iam_policy_document.contractor.json
}
