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

resource "aws_iam_user" "operator" {
  name = "operator"
  path = "/robots/"
}

resource "aws_iam_user_policy" "operator" {
  name = "fleet"
  user = aws_iam_user.operator.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Fleet", Effect = "Allow", Action = ["ec2:RunInstances", "ec2:CreateFleet"], Resource = "*" },
      { Sid = "Self", Effect = "Allow", Action = "iam:GetUser", Resource = aws_iam_user.operator.arn },
    ]
  })
}

resource "aws_iam_role" "idp" {
  name = "identity-vendor"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::595959595959:role/rotation" } }]
  })
}

resource "aws_iam_policy" "rotate" {
  name        = "rotate-keys"
  description = "Rotates the keys of robots"
  policy      = data.aws_iam_policy_document.rotate.json
}

data "aws_iam_policy_document" "rotate" {
  statement {
    sid = "Rotate"

    actions = [
      "iam:CreateAccessKey",
      "iam:DeleteAccessKey",
    ]

    resources = [aws_iam_user.operator.arn]
  }
}

resource "aws_iam_role_policy_attachment" "rotate" {
  role       = aws_iam_role.idp.name
  policy_arn = aws_iam_policy.rotate.arn
}
