terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "targets" {
  type = list(string)
}

resource "aws_iam_role" "jump" {
  name = "jump"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "ManagedServiceProvider"
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = "arn:aws:iam::282828282828:root" }
      }
    ]
  })
}

data "aws_iam_policy_document" "jump" {
  statement {
    actions   = ["sts:AssumeRole"]
    resources = var.targets
  }
}

resource "aws_iam_role_policy" "jump" {
  name   = "targets"
  role   = aws_iam_role.jump.name
  policy = data.aws_iam_policy_document.jump.json
}
