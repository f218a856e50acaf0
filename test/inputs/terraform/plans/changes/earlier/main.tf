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
  name               = "updated"
  assume_role_policy = local.ec2_trust
}

resource "aws_iam_role_policy" "updated" {
  name   = "inline"
  role   = aws_iam_role.updated.id
  policy = local.read_logs
}

resource "aws_iam_role_policy_attachment" "detached" {
  role       = aws_iam_role.kept.name
  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess"
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
  name               = "replaced-old"
  assume_role_policy = local.ec2_trust
}

resource "aws_iam_role_policy_attachment" "replaced" {
  role       = aws_iam_role.replaced.name
  policy_arn = aws_iam_policy.shared.arn
}

resource "aws_iam_role" "deleted" {
  name               = "deleted"
  assume_role_policy = local.ec2_trust
}

resource "aws_iam_role" "forgotten" {
  name               = "forgotten"
  assume_role_policy = local.ec2_trust
}

resource "aws_iam_role_policy" "forgotten" {
  name   = "left-behind"
  role   = aws_iam_role.forgotten.id
  policy = local.read_logs
}

resource "aws_iam_role" "old_name" {
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
