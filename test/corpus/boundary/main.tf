terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "builds" {
  bucket_prefix = "builds-"
}

resource "aws_iam_policy" "boundary" {
  name = "developer-boundary"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Builds"
        Effect   = "Allow"
        Action   = "s3:*"
        Resource = [aws_s3_bucket.builds.arn, "${aws_s3_bucket.builds.arn}/*"]
      },
      {
        Sid      = "Instances"
        Effect   = "Allow"
        Action   = ["ec2:Describe*", "ec2:RunInstances", "ec2:CreateTags"]
        Resource = "*"
        Condition = {
          StringEquals = { "aws:RequestedRegion" = ["eu-west-1", "eu-central-1"] }
        }
      },
    ]
  })
}

module "developer" {
  source = "./developer"

  boundary = aws_iam_policy.boundary.arn
  company  = "515151515151"
}
