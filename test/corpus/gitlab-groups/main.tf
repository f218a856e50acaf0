terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "gitlab_url" {
  default = "https://gitlab.com"
}

variable "match" {
  type = map(list(string))
  default = {
    sub = ["project_path:*/deploy:ref_type:branch:ref:main"]
  }
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  url             = var.gitlab_url
  client_id_list  = [var.gitlab_url]
  thumbprint_list = ["b3dd7606d2b5a8b4a13771dbecc9ee1cecafa38a"]
}

data "aws_iam_policy_document" "gitlab" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.gitlab.arn]
    }

    dynamic "condition" {
      for_each = var.match
      content {
        test     = "StringLike"
        variable = "${aws_iam_openid_connect_provider.gitlab.url}:${condition.key}"
        values   = condition.value
      }
    }
  }
}

resource "aws_iam_role" "gitlab" {
  name               = "gitlab"
  assume_role_policy = replace(data.aws_iam_policy_document.gitlab.json, "https://", "")
}

resource "aws_iam_role" "lambda" {
  name               = "lambda"
  assume_role_policy = file("lambda.json")
}

resource "aws_iam_role_policy" "gitlab" {
  name = "deploy"
  role = aws_iam_role.gitlab.id

  policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["lambda:CreateFunction", "lambda:CreateFunctionUrlConfig", "lambda:AddPermission", "lambda:InvokeFunction"],
      "Resource": "*"
    },
    {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "${aws_iam_role.lambda.arn}"}
  ]
}
EOT
}
