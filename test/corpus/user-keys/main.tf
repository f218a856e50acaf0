terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "bots" {
  type    = set(string)
  default = ["backup", "scaler"]
}

resource "aws_iam_user" "bot" {
  for_each = var.bots
  name     = "bot-${each.key}"
  path     = "/bots/"
}

resource "aws_iam_access_key" "bot" {
  for_each = var.bots
  user     = aws_iam_user.bot[each.key].name
}

resource "aws_iam_group" "scalers" {
  name = "scalers"
}

resource "aws_iam_user_group_membership" "scaler" {
  user   = aws_iam_user.bot["scaler"].name
  groups = [aws_iam_group.scalers.name]
}

resource "aws_dynamodb_table" "state" {
  name         = "scaler-state"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_iam_group_policy" "scalers" {
  name  = "scale"
  group = aws_iam_group.scalers.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:GetItem", "dynamodb:PutItem"], Resource = aws_dynamodb_table.state.arn },
      { Effect = "Allow", Action = ["ec2:RunInstances", "ec2:TerminateInstances"], Resource = "*" },
    ]
  })
}

resource "aws_iam_user_policy" "own_keys" {
  for_each = aws_iam_user.bot

  name = "own-keys"
  user = each.value.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:ListAccessKeys", "iam:GetUser"], Resource = each.value.arn }]
  })
}
