# A monitoring vendor reads metrics; data scientists train models. They were not meant to meet.

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "vendor_trust" {
  statement {
    sid     = "Vendor"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::222222222222:root"]
    }
  }
}

resource "aws_iam_role" "vendor" {
  name               = "vendor-monitoring"
  assume_role_policy = data.aws_iam_policy_document.vendor_trust.json
}

resource "aws_iam_role_policy_attachment" "vendor_read" {
  role       = aws_iam_role.vendor.name
  policy_arn = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"
}

resource "aws_iam_role_policy" "vendor" {
  name = "collectors"
  role = aws_iam_role.vendor.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "AssumeCollectors"
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = "arn:aws:iam::*:role/metrics-*"
    }]
  })
}

module "collector" {
  source = "./modules/collector"

  name       = "metrics-collector"
  account_id = data.aws_caller_identity.current.account_id
}

# Trusted by nobody but SageMaker administrators, so far.
resource "aws_iam_role" "training" {
  name = "model-training"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/data-science-admin" }
    }]
  })
}

data "aws_iam_policy_document" "training" {
  statement {
    sid       = "Train"
    actions   = ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob"]
    resources = ["*"]
  }

  statement {
    sid       = "PassExecutionRole"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.sagemaker.arn]
  }
}

resource "aws_iam_policy" "training" {
  name   = "model-training"
  policy = data.aws_iam_policy_document.training.json
}

resource "aws_iam_role_policy_attachment" "training" {
  role       = aws_iam_role.training.name
  policy_arn = aws_iam_policy.training.arn
}

resource "aws_iam_role" "sagemaker" {
  name = "sagemaker-execution"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "sagemaker.amazonaws.com" }
    }]
  })
}
