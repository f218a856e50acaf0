terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "us-east-1"
}

data "aws_caller_identity" "current" {}

module "github_oidc" {
  source = "git::https://github.com/acme/terraform-aws-identity.git//github-oidc?ref=v1.1.0"

  role_name    = "deploy"
  repositories = ["*/infrastructure"]
}

# Builds run on Fargate with this role.
module "build_task" {
  source = "git::https://github.com/acme/terraform-aws-identity.git//service-role?ref=v1.0.0"

  name    = "build-task"
  service = "ecs-tasks.amazonaws.com"
}

module "deploy_permissions" {
  source = "git::https://github.com/acme/terraform-aws-identity.git//runner-permissions?ref=v1.1.0"

  role       = module.github_oidc.role_name
  pass_roles = [module.build_task.arn]
}
