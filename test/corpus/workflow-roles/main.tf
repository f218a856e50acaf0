terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 6.0"
    }
  }
}

provider "aws" {
  region = "us-west-2"
}

module "workflow_role" {
  source = "./role"

  name     = "workflow"
  service  = "states.amazonaws.com"
  policies = { run = data.aws_iam_policy_document.tasks.json }
}

module "task_role" {
  source = "./role"

  name     = "workflow-task"
  service  = "ecs-tasks.amazonaws.com"
  policies = {}
}

data "aws_iam_policy_document" "tasks" {
  statement {
    actions   = ["ecs:RunTask", "ecs:RegisterTaskDefinition"]
    resources = ["*"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = [module.task_role.arn]
  }
}

data "aws_iam_policy_document" "author" {
  statement {
    actions   = ["states:CreateStateMachine", "states:StartExecution"]
    resources = ["*"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = [module.workflow_role.arn]
  }
}

resource "aws_iam_role" "author" {
  name = "workflow-author"

  assume_role_policy = <<-EOF
    { "Version": "2012-10-17", "Statement": [
      { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": "arn:aws:iam::535353535353:root" } },
      { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": "${module.workflow_role.arn}" } }
    ] }
  EOF
}

resource "aws_iam_role_policy" "author" {
  name   = "author"
  role   = aws_iam_role.author.id
  policy = data.aws_iam_policy_document.author.json
}
