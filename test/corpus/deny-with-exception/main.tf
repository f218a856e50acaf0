terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_iam_role" "passable" {
  name               = "passable"
  assume_role_policy = local.ec2
}

resource "aws_iam_role" "admin" {
  name               = "admin"
  assume_role_policy = local.ec2
}

resource "aws_iam_role_policy_attachment" "admin" {
  role       = aws_iam_role.admin.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

locals {
  ec2 = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })
}

resource "aws_iam_role" "vendor" {
  name = "vendor"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "525252525252" } }]
  })
}

data "aws_iam_policy_document" "vendor" {
  statement {
    sid       = "Anything"
    actions   = ["sagemaker:CreateProcessingJob", "iam:PassRole"]
    resources = ["*"]
  }

  statement {
    sid           = "OnlyThatRole"
    effect        = "Deny"
    actions       = ["iam:PassRole"]
    not_resources = [aws_iam_role.passable.arn]
  }
}

resource "aws_iam_role_policy" "vendor" {
  role   = aws_iam_role.vendor.id
  policy = data.aws_iam_policy_document.vendor.json
}
