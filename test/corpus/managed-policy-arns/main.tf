terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" { region = "us-east-1" }

resource "aws_kms_key" "results" {
  description = "Results of trainings"
}

resource "aws_iam_policy" "research" {
  name = "research"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.results.arn
      },
      {
        Effect   = "Allow"
        Action   = ["braket:CreateJob", "iam:PassRole"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role" "quantum" {
  name = "quantum-jobs"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "braket.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "university" {
  name = "university"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = ["434343434343", "444444444444"] } }]
  })

  managed_policy_arns = [
    aws_iam_policy.research.arn,
    "arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess",
  ]
}
