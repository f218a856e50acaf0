# Each of these looks like an open door, and is not one.

data "aws_caller_identity" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
}

# Any AWS account may come, and may do all of EC2 but start an instance by any of its ways.
resource "aws_iam_role" "inventory" {
  name = "inventory"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "*" }
    }]
  })
}

resource "aws_iam_role_policy" "inventory" {
  name = "inventory"
  role = aws_iam_role.inventory.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Instances"
        Effect   = "Allow"
        Action   = ["ec2:RunInstances", "ec2:Describe*"]
        Resource = "*"
      },
      {
        Sid      = "NoLaunch"
        Effect   = "Deny"
        Action   = "ec2:Run*"
        Resource = "arn:aws:ec2:*:*:instance/*"
      },
    ]
  })
}

# Anybody is named, and only the operators of our own account fit the condition.
resource "aws_iam_role" "shared" {
  name = "shared-services"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = "*"
      Condition = {
        StringEquals = { "aws:PrincipalAccount" = local.account_id }
        ArnLike      = { "aws:PrincipalArn" = "arn:aws:iam::*:role/operators/*" }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "shared" {
  role       = aws_iam_role.shared.name
  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
}

# The grant ran out.
resource "aws_iam_role" "contractor" {
  name = "contractor"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "*" }
      Condition = { DateLessThan = { "aws:CurrentTime" = "2024-01-01T00:00:00Z" } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "contractor" {
  role       = aws_iam_role.contractor.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

# A role may be passed, but not to the service that would run the code.
resource "aws_iam_role" "reporting" {
  name = "reporting"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "*" }
    }]
  })
}

resource "aws_iam_role_policy" "reporting" {
  name = "reporting"
  role = aws_iam_role.reporting.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["lambda:CreateFunction", "lambda:InvokeFunction"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = "arn:aws:iam::${local.account_id}:role/backup-service"
        Condition = {
          StringEquals = { "iam:PassedToService" = "backup.amazonaws.com" }
        }
      },
    ]
  })
}

# The only role that may be passed trusts AWS Backup, so a function cannot have it.
resource "aws_iam_role" "exports" {
  name = "nightly-exports"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "*" }
    }]
  })
}

data "aws_iam_policy_document" "exports" {
  statement {
    actions   = ["lambda:CreateFunction", "lambda:InvokeFunction"]
    resources = ["*"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.archive.arn]
  }
}

resource "aws_iam_role_policy" "exports" {
  name   = "exports"
  role   = aws_iam_role.exports.id
  policy = data.aws_iam_policy_document.exports.json
}

resource "aws_iam_role" "archive" {
  name = "archive"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "backup.amazonaws.com" }
    }]
  })
}

# All of AWS, within a boundary that holds no compute.
resource "aws_iam_role" "partner" {
  name                 = "partner-data"
  permissions_boundary = aws_iam_policy.data_only.arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::222222222222:root" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "partner" {
  role       = aws_iam_role.partner.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_policy" "data_only" {
  name = "data-only"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:ListBucket"]
      Resource = "*"
    }]
  })
}
