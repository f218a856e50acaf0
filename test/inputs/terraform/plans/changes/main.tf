terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}

locals {
  ec2_trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
  read_logs = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:Get*", Resource = "*" }]
  })
}

resource "aws_iam_role" "kept" {
  name               = "kept"
  assume_role_policy = local.ec2_trust
}

resource "aws_iam_role" "updated" {
  name = "updated"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }]
  })
}

resource "aws_iam_role_policy" "updated" {
  name = "inline"
  role = aws_iam_role.updated.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "ec2:RunInstances", Resource = "*" }]
  })
}

resource "aws_iam_role_policy_attachment" "kept" {
  role       = aws_iam_role.kept.name
  policy_arn = aws_iam_policy.shared.arn
}

resource "aws_iam_policy" "shared" {
  name   = "shared"
  policy = local.read_logs
}

resource "aws_iam_role" "replaced" {
  name               = "replaced-new"
  assume_role_policy = local.ec2_trust
}

resource "aws_iam_role_policy_attachment" "replaced" {
  role       = aws_iam_role.replaced.name
  policy_arn = aws_iam_policy.shared.arn
}

removed {
  from = aws_iam_role.forgotten
  lifecycle {
    destroy = false
  }
}

removed {
  from = aws_iam_role_policy.forgotten
  lifecycle {
    destroy = false
  }
}

moved {
  from = aws_iam_role.old_name
  to   = aws_iam_role.new_name
}

resource "aws_iam_role" "new_name" {
  name               = "moved"
  assume_role_policy = local.ec2_trust
}

resource "aws_iam_user" "cleaner" {
  name = "cleaner"
}

resource "aws_iam_user_policy_attachment" "cleaner" {
  user       = aws_iam_user.cleaner.name
  policy_arn = aws_iam_policy.shared.arn
}

resource "aws_iam_user_policy_attachments_exclusive" "cleaner" {
  user_name   = aws_iam_user.cleaner.name
  policy_arns = [aws_iam_policy.shared.arn]
}

import {
  to = aws_iam_user.imported
  id = "imported"
}

resource "aws_iam_user" "imported" {
  name = "imported"
}
