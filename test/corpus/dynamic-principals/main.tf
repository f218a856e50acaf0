terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" { region = "eu-west-2" }

data "aws_caller_identity" "me" {}

resource "aws_iam_user" "ci" {
  name          = "ci"
  force_destroy = true
}

locals {
  trusted = {
    AWS = concat(
      [aws_iam_user.ci.arn, data.aws_caller_identity.me.account_id],
      var.consultants,
    )
    Service = ["states.amazonaws.com"]
  }
}

variable "consultants" {
  type    = list(string)
  default = ["arn:aws:iam::212121212121:role/consultant"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    dynamic "principals" {
      for_each = local.trusted
      iterator = p
      content {
        type        = p.key
        identifiers = p.value
      }
    }
  }
}

resource "aws_iam_role" "workflow" {
  name               = "workflow"
  assume_role_policy = data.aws_iam_policy_document.trust.json

  tags = {
    owner = aws_iam_user.ci.name
  }
}

resource "aws_iam_role_policy_attachment" "workflow" {
  role       = aws_iam_role.workflow.name
  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
}
