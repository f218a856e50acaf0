terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "us-east-1"
}

locals {
  issuer = trimprefix(aws_iam_openid_connect_provider.github.url, "https://")

  roles = {
    # Everyone in the organization builds images with this one.
    images = {
      subjects = ["repo:*:ref:refs/heads/main"]
      actions = [
        "ecr:PutImage",
        "codebuild:StartBuild", "codebuild:CreateProject",
      ]
      pass     = [aws_iam_role.codebuild.arn]
    }
    release = {
      subjects = ["repo:acme/app:environment:production"]
      actions  = ["ec2:*"]
      pass     = []
    }
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["1c58a3a8518e8759bf075b76b750d4f2df264fcd"]
}

resource "aws_iam_role" "codebuild" {
  name               = "codebuild"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } } })
}

resource "aws_iam_role" "github" {
  for_each = local.roles
  name     = "github-${each.key}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "sts:AssumeRoleWithWebIdentity"
        Principal = {
          Federated = aws_iam_openid_connect_provider.github.arn
        }
        Condition = {
          StringEquals = {
            "${local.issuer}:aud" = aws_iam_openid_connect_provider.github.client_id_list
          }
          StringLike = {
            "${local.issuer}:sub" = each.value.subjects
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "github" {
  for_each = local.roles
  role     = aws_iam_role.github[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for statement in [
      {
        Effect   = "Allow"
        Action   = each.value.actions
        Resource = ["*"]
      },
      {
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = each.value.pass
      },
    ] : statement if length(statement.Resource) > 0]
  })
}
