terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-north-1"
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
}

# vendor -> gateway -> builder -> CodeBuild

resource "aws_iam_role" "gateway" {
  name = "vendor-gateway"
  assume_role_policy = jsonencode({
    "Version" : "2012-10-17",
    "Statement" : [
      {
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "arn:${data.aws_partition.current.partition}:iam::999999999999:role/scanner"
        },
        "Action" : ["sts:AssumeRole", "sts:TagSession"]
      }
    ]
  })
}

resource "aws_iam_role_policy" "gateway" {
  name = "next"
  role = aws_iam_role.gateway.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Action   = "sts:AssumeRole"
        Effect   = "Allow"
        Resource = [aws_iam_role.builder.arn, "arn:aws:iam::${local.account}:role/reader"]
      },
    ]
  })
}

resource "aws_iam_role" "builder" {
  name = "builder"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Action    = "sts:AssumeRole"
        Effect    = "Allow"
        Principal = { AWS = aws_iam_role.gateway.arn }
      },
    ]
  })
}

resource "aws_iam_role" "codebuild" {
  name = "codebuild"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Action    = "sts:AssumeRole"
        Effect    = "Allow"
        Principal = { Service = "codebuild.${data.aws_partition.current.dns_suffix}" }
      },
    ]
  })
}

resource "aws_iam_role_policy" "builder" {
  name = "builds"
  role = aws_iam_role.builder.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Builds"
        Action   = ["codebuild:CreateProject", "codebuild:StartBuild"]
        Effect   = "Allow"
        Resource = "arn:aws:codebuild:*:${local.account}:project/*"
      },
      {
        Sid       = "PassCodeBuild"
        Action    = "iam:PassRole"
        Effect    = "Allow"
        Resource  = aws_iam_role.codebuild.arn
        Condition = { StringEquals = { "iam:PassedToService" = "codebuild.amazonaws.com" } }
      },
    ]
  })
}
