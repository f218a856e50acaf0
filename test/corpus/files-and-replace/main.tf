terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "ap-southeast-2"
}

locals {
  policy_dir = "${path.root}/policies"
}

resource "aws_iam_role" "ec2" {
  name_prefix        = "worker-"
  assume_role_policy = file("${local.policy_dir}/ec2-trust.json")
}

resource "aws_iam_instance_profile" "worker" {
  name_prefix = "worker-"
  role        = aws_iam_role.ec2.name
}

resource "aws_iam_role" "contractor" {
  name               = "contractor"
  assume_role_policy = file("policies/contractor-trust.json")
}

resource "aws_iam_policy" "workers" {
  name   = "start-workers"
  policy = replace(file("${local.policy_dir}/workers.json"), "WORKER_ROLE_ARN", aws_iam_role.ec2.arn)
}

resource "aws_iam_policy_attachment" "workers" {
  name       = "workers"
  roles      = [aws_iam_role.contractor.name]
  policy_arn = aws_iam_policy.workers.arn
}
