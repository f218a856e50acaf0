# The nightly job, which launches instances.

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "nightly" {
  name = "nightly-build"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OwnAccount"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
    }]
  })
}

resource "aws_iam_role_policy" "nightly" {
  name = "nightly"
  role = aws_iam_role.nightly.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Launch"
      Effect   = "Allow"
      Action   = ["ec2:RunInstances", "ec2:CreateTags"]
      Resource = "*"
    }]
  })
}
